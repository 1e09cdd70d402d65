"""Asking carriers now, whatever the pace of asking says."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from beebox.kernel.db import Office
from beebox.kernel.errors import BeeboxError
from beebox.logistics.faults import CarrierFault
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import ASKED_ABOUT, track_waybill
from beebox.logistics.upkeep.finding import find_parcel

MOST = 500


class NothingToAsk(BeeboxError):
    code = "nothing_to_ask"
    message = "Parcel %(name)s has no number yet, so no carrier can be asked about it."


@dataclass(frozen=True)
class Asked:
    """What came of asking about one parcel; `fault` is why the carrier did not answer."""

    reference: str
    number: str
    carrier: str
    new: int
    status: str
    fault: str = ""


def poll(office: Office, carrier: str = "", name: str = "") -> Iterator[Asked]:
    """Ask about one parcel, or about every one on its way (of one company), the longest waiting first."""
    for waybill_id in _wanted(office, carrier, name):
        yield _ask(office, waybill_id)


def _wanted(office: Office, carrier: str, name: str) -> list[int]:
    with office.look() as work:
        if name:
            found = find_parcel(work, name)
            if found.number is None:
                raise NothingToAsk(name=name)
            return [found.id]
        wanted = select(Waybill.id).where(Waybill.state.in_(ASKED_ABOUT), Waybill.number.is_not(None))
        if carrier:
            wanted = wanted.where(Waybill.carrier == carrier)
        return list(work.session.scalars(wanted.order_by(Waybill.ask_at, Waybill.id).limit(MOST)))


def _ask(office: Office, waybill_id: int) -> Asked:
    new, fault = 0, ""
    try:
        new = track_waybill(office, waybill_id)
    except CarrierFault as away:
        fault = f"{type(away).__name__}: {away}"[:200]
    with office.look() as work:
        waybill = work.session.get_one(Waybill, waybill_id)
        return Asked(
            waybill.reference, waybill.number or "", waybill.carrier, new, waybill.status.value, fault
        )
