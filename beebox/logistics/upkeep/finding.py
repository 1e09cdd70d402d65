"""One parcel by whatever a person has in hand."""

from sqlalchemy import or_, select

from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.calls import CarrierCall
from beebox.logistics.parcels import Waybill
from beebox.logistics.tracks import WaybillNumber


class NoSuchParcel(BeeboxError):
    status = 404
    code = "no_such_parcel"
    message = "No parcel has the reference or number %(name)s; check it, or look for it at the mail-out desk."


def find_parcel(work: Work, name: str) -> Waybill:
    """By its reference now or earlier, or by any number it has or had; NoSuchParcel."""
    further = select(WaybillNumber.waybill_id).where(WaybillNumber.number == name)
    called = select(CarrierCall.waybill_id).where(
        or_(CarrierCall.reference == name, CarrierCall.number == name)
    )
    own = or_(Waybill.reference == name, Waybill.number == name)
    wanted = select(Waybill).where(or_(own, Waybill.id.in_(further), Waybill.id.in_(called)))
    found = work.session.scalars(wanted.order_by(Waybill.id.desc())).first()
    if found is None:
        raise NoSuchParcel(name=name)
    return found
