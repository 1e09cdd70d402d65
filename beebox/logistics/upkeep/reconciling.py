"""Settling what is open with carriers, then holding their knowledge against ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Office
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.faults import CarrierFault
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers, NoCarrier
from beebox.logistics.tables import CallState

DAYS = 7
MOST = 500


@dataclass(frozen=True)
class Difference:
    """`what`: unknown, for_person, orphan, not_known_there, other_number, not_known_here, not_asked."""

    what: str
    reference: str
    carrier: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class _Known:
    reference: str
    carrier: str
    number: str
    state: CallState


def reconcile(office: Office, carrier: str = "", days: int = DAYS) -> Iterator[Difference]:
    """Settle open calls first; then everything in which a carrier and we do not agree.

    Orders of the last days are asked for by reference where the carrier can be asked (Capability.FIND).
    """
    settle_open_calls(office)
    yield from _open(office, carrier)
    yield from _orphans(office, carrier)
    for known in _orders(office, carrier, days):
        yield from _compared(office, known)


def _open(office: Office, carrier: str) -> list[Difference]:
    with office.look() as work:
        wanted = select(CarrierCall).where(CarrierCall.state.in_([CallState.UNKNOWN, CallState.SENT]))
        if carrier:
            wanted = wanted.where(CarrierCall.carrier == carrier)
        return [
            Difference(
                "for_person" if call.for_person_at else "unknown",
                call.reference,
                call.carrier,
                f"{call.kind.value} {call.state.value} ({call.tries})",
                f"{call.fault} {call.answer}".strip()[:120],
            )
            for call in work.session.scalars(wanted.order_by(CarrierCall.id).limit(MOST))
        ]


def _orphans(office: Office, carrier: str) -> list[Difference]:
    with office.look() as work:
        wanted = select(OrphanNumber).where(OrphanNumber.settled_at.is_(None))
        if carrier:
            wanted = wanted.where(OrphanNumber.carrier == carrier)
        rows = work.session.scalars(wanted.order_by(OrphanNumber.id).limit(MOST))
        return [Difference("orphan", row.reference, row.carrier, row.why, row.number) for row in rows]


def _orders(office: Office, carrier: str, days: int) -> list[_Known]:
    with office.look() as work:
        wanted = select(CarrierCall, Waybill).join(Waybill, Waybill.id == CarrierCall.waybill_id)
        recent = CarrierCall.planned_at >= work.now() - timedelta(days=days)
        settled = CarrierCall.state.in_([CallState.CONFIRMED, CallState.REJECTED, CallState.WITHDRAWN])
        wanted = wanted.where(CarrierCall.kind == CallKind.CREATE, recent, settled)
        if carrier:
            wanted = wanted.where(CarrierCall.carrier == carrier)
        return [
            _Known(call.reference, call.carrier or waybill.carrier, call.number, call.state)
            for call, waybill in work.session.execute(wanted.order_by(CarrierCall.id.desc()).limit(MOST))
        ]


def _compared(office: Office, known: _Known) -> Iterator[Difference]:
    ours = f"{known.state.value} {known.number}".strip()
    try:
        carrier: Carrier = office.use(Carriers).named(known.carrier)
        if Capability.FIND not in carrier.can:
            return
        found = carrier.find(known.reference)
    except (NoCarrier, CarrierFault) as away:
        told = f"{type(away).__name__}: {away}"[:120]
        yield Difference("not_asked", known.reference, known.carrier, ours, told)
        return
    standing = known.state is CallState.CONFIRMED
    if found is None and standing:
        yield Difference("not_known_there", known.reference, known.carrier, ours, "")
    elif found is not None and standing and found.number != known.number:
        yield Difference("other_number", known.reference, known.carrier, ours, found.number)
    elif found is not None and known.state is CallState.REJECTED:
        yield Difference("not_known_here", known.reference, known.carrier, ours, found.number)
