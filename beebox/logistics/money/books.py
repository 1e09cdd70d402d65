"""What our books know of the lines of a bill, looked up for a whole portion of them at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.logistics.money.ledger import Account, accounts_of
from beebox.logistics.money.models import Bill, BillLine, Dispute, FeeWatch
from beebox.logistics.money.numbers import Owner, ordered_under, owners_of
from beebox.logistics.money.rules import Billed, Ours, tariff_in_force, zone_of
from beebox.logistics.money.tables import DisputeState
from beebox.logistics.money.tariffs import tariffs_in
from beebox.logistics.orders import FeeKind, Leg, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import WaybillState

USUAL_STEP = 1000
Fee = tuple[str, FeeKind, str]


def fee_of(line: BillLine) -> Fee:
    """What makes a fee the same fee; several of no special kind differ by their text."""
    return line.number or f"ref:{line.reference}", line.kind, line.text if line.kind is FeeKind.OTHER else ""


@dataclass(frozen=True)
class Parcel:
    """What judging needs of a parcel; `step_grams` is one weight step of its tariff."""

    travelled: bool
    payer: Payer
    step_grams: int


@dataclass(frozen=True)
class Books:
    """Everything needed to judge these lines."""

    by_number: Mapping[str, Owner]
    by_reference: Mapping[str, Owner]
    assigned: Mapping[int, int]
    """The parcel of each line that a person said it is."""
    parcels: Mapping[int, Parcel]
    accounts: Mapping[int, Account]
    first: Mapping[Fee, int]
    """The line on which each fee stood first, on this bill or an earlier one."""
    counted: Mapping[str, int]
    """How many lines this bill has of each number."""
    open_disputes: Collection[str]
    """Numbers of lines in dispute."""

    def owner(self, line: BillLine) -> Owner | None:
        if line.id in self.assigned:
            return Owner(self.assigned[line.id])
        return self.by_number.get(line.number) or self.by_reference.get(line.reference)

    def parcel(self, line: BillLine) -> tuple[int | None, Ours | None]:
        owner = self.owner(line)
        if owner is None:
            return None, None
        parcel = self.parcels[owner.waybill_id]
        account = self.accounts[owner.waybill_id]
        return owner.waybill_id, Ours(
            travelled=parcel.travelled,
            payer=parcel.payer,
            expected=account.expected,
            grams=account.grams,
            step_grams=parcel.step_grams,
            successor=owner.successor,
        )

    def billed(self, line: BillLine) -> Billed:
        repeated = self.first.get(fee_of(line), line.id) < line.id
        alone = self.counted.get(line.number, 1) == 1
        return Billed(line.kind, line.fen, line.charged_grams, line.payer, repeated, alone)

    def disputed(self, line: BillLine) -> bool:
        return bool(line.number) and line.number in self.open_disputes


def open_books(work: Work, bill: Bill, lines: Sequence[BillLine], said: Mapping[int, int]) -> Books:
    """Look up what is known of these lines of one bill."""
    numbers = {line.number for line in lines if line.number}
    by_number = owners_of(work, bill.carrier, numbers)
    nameless = {line.reference for line in lines if line.reference and line.number not in by_number}
    by_reference = ordered_under(work, bill.carrier, nameless)
    assigned = {line.id: line.waybill_id for line in lines if line.assigned_by and line.waybill_id}
    assigned.update(said)
    owners = {owner.waybill_id for owner in [*by_number.values(), *by_reference.values()]}
    owners |= set(assigned.values())
    return Books(
        by_number=by_number,
        by_reference=by_reference,
        assigned=assigned,
        parcels=_parcels(work, owners),
        accounts=accounts_of(work, owners),
        first=_first_lines(work, bill, BillLine.number, numbers)
        | _first_lines(work, bill, BillLine.reference, nameless),
        counted=_counted(work, bill, numbers),
        open_disputes=_disputed(work, bill, numbers),
    )


def _parcels(work: Work, ids: Collection[int]) -> dict[int, Parcel]:
    settings = work.use(Settings)
    tariffs = tariffs_in(settings.catalogue_dir)
    wanted = (
        select(
            Waybill.id,
            Waybill.carrier,
            Waybill.product,
            Waybill.leg,
            Waybill.state,
            Waybill.payer,
            Waybill.ordered_at,
            Waybill.sender,
            Waybill.receiver,
            FeeWatch.unused,
        )
        .join(FeeWatch, FeeWatch.waybill_id == Waybill.id, isouter=True)
        .where(Waybill.id.in_(ids))
    )
    found = {}
    for row in work.session.execute(wanted):
        on = row.ordered_at.astimezone(settings.zone).date()
        tariff = tariff_in_force(tariffs, row.carrier, row.product, on)
        far_end = row.sender if row.leg is Leg.OUTBOUND else row.receiver
        step = zone_of(tariff, str(far_end.get("address", ""))).step_grams if tariff else USUAL_STEP
        travelled = not row.unused and row.state is not WaybillState.CANCELLED
        found[row.id] = Parcel(travelled, row.payer, step)
    return found


def _first_lines(work: Work, bill: Bill, name: Any, wanted: Collection[str]) -> dict[Fee, int]:
    """Only what is charged counts: a line that gives back repeats nothing."""
    if not wanted:
        return {}
    of_carrier: ColumnElement[bool] = Bill.carrier == bill.carrier
    rows = work.session.execute(
        select(BillLine.number, BillLine.reference, BillLine.kind, BillLine.text, func.min(BillLine.id))
        .join(Bill, Bill.id == BillLine.bill_id)
        .where(name.in_(wanted), BillLine.fen > 0, BillLine.row > 0, of_carrier)
        .group_by(BillLine.number, BillLine.reference, BillLine.kind, BillLine.text)
    )
    first: dict[Fee, int] = {}
    for number, reference, kind, text, line_id in rows:
        fee = number or f"ref:{reference}", kind, text if kind is FeeKind.OTHER else ""
        first[fee] = min(line_id, first.get(fee, line_id))
    return first


def _counted(work: Work, bill: Bill, numbers: Collection[str]) -> dict[str, int]:
    counts = (
        select(BillLine.number, func.count())
        .where(BillLine.number.in_(numbers), BillLine.bill_id == bill.id, BillLine.row > 0)
        .group_by(BillLine.number)
    )
    return {number: int(count) for number, count in work.session.execute(counts)}


def _disputed(work: Work, bill: Bill, numbers: Collection[str]) -> set[str]:
    wanted = (
        select(BillLine.number)
        .join(Dispute, Dispute.line_id == BillLine.id)
        .where(
            Dispute.state == DisputeState.OPEN, Dispute.carrier == bill.carrier, BillLine.number.in_(numbers)
        )
    )
    return set(work.session.scalars(wanted))
