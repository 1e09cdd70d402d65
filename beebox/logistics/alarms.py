"""What went wrong or is left lying, for whoever has to look after it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.clock.days import today
from beebox.cases.clock.models import ClockJump
from beebox.cases.clock.watch import open_jump
from beebox.cases.models import Case
from beebox.cases.papers import MaterialVersion
from beebox.cases.scans import Scan
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.outbox import MAX_TRIES, Delivery, parked
from beebox.logistics.api.hooks import stopped
from beebox.logistics.api.models import Webhook
from beebox.logistics.calls import CallKind, CarrierCall, CarrierStop, OrphanNumber
from beebox.logistics.discrepancies import open_discrepancies
from beebox.logistics.mail_out import how_many, queue_page, this_morning
from beebox.logistics.models import Bag, Box, Discrepancy, Envelope, Original, Round
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.rounds import missed_rounds
from beebox.logistics.tables import CallState, WaybillState
from beebox.workdays.queries import running_out


class NotParked(BeeboxError):
    status = 404
    code = "not_parked"
    message = N_("这一项已经不在停住的列表里了。请刷新警报页。")


@dataclass(frozen=True)
class Difference:
    """A discrepancy with what it is about, in codes and names."""

    row: Discrepancy
    code: str
    bag: str
    box: str
    original: str


MOST = 50
"""Rows of one kind on the page; the rest is counted and comes up as these are settled."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class First(Generic[Row]):
    """The oldest of one kind, and how many there are."""

    rows: Sequence[Row]
    number: int

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def rest(self) -> int:
        return self.number - len(self.rows)


@dataclass(frozen=True)
class Alarms:
    missed: Sequence[tuple[Round, Box]]
    differences: First[Difference]
    unknown: Sequence[CarrierCall]
    courier: int
    """How many stops, orphans and calls to carriers wait for a person, on a page of their own."""
    left: First[Waybill]
    refused: First[Waybill]
    failed: First[Waybill]
    parked: Sequence[Delivery]
    infected: Sequence[tuple[MaterialVersion, str]]
    """Files that were taken and in which a virus was found later, with their case's code."""
    webhooks: Sequence[Webhook]
    """Addresses of programs that were stopped because nothing gets through."""
    unscanned: int
    """Files that wait for the virus scanner."""
    leapt: ClockJump | None
    """The time leapt, so deadlines wait for a person."""
    known_until: date | None
    """The working days are known for less than sixty days ahead, only until then: told, not counted, since it
    is for the administrator to mend."""

    @property
    def count(self) -> int:
        first = (self.differences, self.left, self.refused, self.failed)
        whole = (self.missed, self.unknown, self.parked, self.infected, self.webhooks)
        listed = sum(group.number for group in first) + sum(map(len, whole))
        return listed + bool(self.unscanned) + bool(self.leapt) + self.courier


def alarms(work: Work) -> Alarms:
    unknown = select(CarrierCall).where(
        CarrierCall.state == CallState.UNKNOWN,
        CarrierCall.kind == CallKind.CREATE,
        CarrierCall.for_person_at.is_(None),
    )
    return Alarms(
        missed=missed_rounds(work),
        differences=_differences(work),
        unknown=work.session.scalars(unknown.order_by(CarrierCall.id)).all(),
        courier=_courier(work),
        left=_left(work),
        refused=_waybills(work, WaybillState.REFUSED),
        failed=_waybills(work, WaybillState.FAILED),
        parked=work.session.scalars(parked().order_by(Delivery.id).limit(100)).all(),
        infected=_infected(work),
        webhooks=stopped(work),
        unscanned=_unscanned(work),
        leapt=open_jump(work),
        known_until=running_out(work, today(work)),
    )


def try_parked_again(work: Work, delivery_id: int, _actor: Actor) -> None:
    """Give a parked delivery its tries back."""
    row = work.session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.done_at is not None or row.tries < MAX_TRIES:
        raise NotParked
    row.tries, row.due_at, row.lease_until = 0, work.now(), None


def _infected(work: Work) -> Sequence[tuple[MaterialVersion, str]]:
    found = select(MaterialVersion, Case.code).join(Case, Case.id == MaterialVersion.case_id)
    present = found.where(MaterialVersion.scan == Scan.INFECTED, MaterialVersion.removed_at.is_(None))
    return [(upload, code) for upload, code in work.session.execute(present.order_by(MaterialVersion.id))]


def _unscanned(work: Work) -> int:
    waiting = select(func.count()).where(
        MaterialVersion.scan == Scan.NOT_SCANNED, MaterialVersion.removed_at.is_(None)
    )
    return work.session.scalar(waiting) or 0


def _courier(work: Work) -> int:
    waiting = (
        select(func.count()).where(CarrierCall.for_person_at.is_not(None)),
        select(func.count()).where(OrphanNumber.settled_at.is_(None)),
        select(func.count()).where(CarrierStop.lifted_at.is_(None)),
    )
    return sum(work.session.scalar(rows) or 0 for rows in waiting)


def _waybills(work: Work, state: WaybillState) -> First[Waybill]:
    which = Waybill.leg.in_(tuple(Leg)), Waybill.state == state
    rows = select(Waybill).where(*which).order_by(Waybill.ordered_at, Waybill.id).limit(MOST)
    number = work.session.scalar(select(func.count(Waybill.id)).where(*which)) or 0
    return First(work.session.scalars(rows).all(), number)


def _left(work: Work) -> First[Waybill]:
    today = this_morning(work)
    _, late = how_many(work)
    return First([waybill for waybill in queue_page(work, 1)[:MOST] if waybill.ordered_at < today], late)


def _differences(work: Work) -> First[Difference]:
    found = open_discrepancies(work)
    return First([_about(work, row) for row in found[:MOST]], len(found))


def _about(work: Work, row: Discrepancy) -> Difference:
    envelope = work.session.get(Envelope, row.envelope_id) if row.envelope_id else None
    bag = work.session.get(Bag, row.bag_id) if row.bag_id else None
    batch = work.session.get(Round, row.round_id) if row.round_id else None
    box = work.session.get(Box, batch.box_id) if batch else None
    original = work.session.get(Original, row.original_id) if row.original_id else None
    return Difference(
        row,
        envelope.code if envelope else "",
        bag.code if bag else "",
        box.name if box else "",
        original.name if original else "",
    )
