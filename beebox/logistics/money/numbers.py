"""Which parcel of ours a number or a reference on a bill belongs to."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.logistics.calls import CarrierCall
from beebox.logistics.parcels import Waybill
from beebox.logistics.tracks import WaybillNumber


@dataclass(frozen=True)
class Owner:
    waybill_id: int
    successor: bool = False
    """The number is a later one of that parcel: it went back or on under it."""


def owners_of(work: Work, carrier: str, numbers: Collection[str]) -> dict[str, Owner]:
    """Who each number belongs to; numbers that are not ours are left out."""
    own = select(Waybill.number, Waybill.id).where(Waybill.carrier == carrier, Waybill.number.in_(numbers))
    found = {number: Owner(waybill_id) for number, waybill_id in work.session.execute(own) if number}
    rest = [number for number in numbers if number not in found]
    successors = select(WaybillNumber.number, WaybillNumber.waybill_id).where(
        WaybillNumber.carrier == carrier, WaybillNumber.number.in_(rest)
    )
    if rest:
        later = work.session.execute(successors)
        found |= {number: Owner(waybill_id, successor=True) for number, waybill_id in later}
    return found


def ordered_under(work: Work, carrier: str, references: Collection[str]) -> dict[str, Owner]:
    """The same by our own references, those of earlier tries included."""
    tried = (
        select(CarrierCall.reference, CarrierCall.waybill_id)
        .join(Waybill, Waybill.id == CarrierCall.waybill_id)
        .where(Waybill.carrier == carrier, CarrierCall.reference.in_(references))
    )
    found = {reference: Owner(waybill_id) for reference, waybill_id in work.session.execute(tried)}
    own = select(Waybill.reference, Waybill.id).where(
        Waybill.carrier == carrier, Waybill.reference.in_(references)
    )
    return found | {reference: Owner(waybill_id) for reference, waybill_id in work.session.execute(own)}
