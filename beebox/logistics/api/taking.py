"""What courier companies' own programs tell us: scans, calls at doors, parcels taken from our desk."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from beebox.accounts.api_keys import Program
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.api import shapes
from beebox.logistics.api.declaring import SAID
from beebox.logistics.api.showing import waybill_for
from beebox.logistics.mail_out import NoNumberYet, hand_over
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import take_events
from beebox.logistics.tracks import Heard, WaybillNumber
from beebox.web.problems import FieldsWrong

AHEAD = timedelta(minutes=10)
"""How far another machine's clock may be ahead of ours."""
OWN_CODE = "api"


class NotAtDoor(BeeboxError):
    status = 422
    code = "not_at_door"
    message = N_("邮包 %(number)s 是寄给申请人的，没有上门取件。上门取件只报寄往中心的邮包。")


class CompanyWanted(BeeboxError):
    """The key speaks for no courier company."""

    status = 403
    code = "company_wanted"
    message = N_("这个密钥没有绑定快递公司，不能上报。请联系管理员换一个密钥。")


def take_scans(work: Work, program: Program, told: Sequence[shapes.ScanTold]) -> shapes.ScansTaken:
    """Keep them all, in the caller's transaction: the answer leaves after it is committed."""
    carrier = _carrier(program)
    _not_ahead(work, [(f"/events/{place}/at", scan.at) for place, scan in enumerate(told)])
    new = take_events(work, carrier, [_event(scan) for scan in told], Heard.SIGNED)
    numbers = {scan.number for scan in told}
    wanted = select(Waybill.number).where(Waybill.carrier == carrier, Waybill.number.in_(numbers))
    further = select(WaybillNumber.number).where(
        WaybillNumber.carrier == carrier, WaybillNumber.number.in_(numbers)
    )
    known = {*work.session.scalars(wanted), *work.session.scalars(further)}
    return shapes.ScansTaken(taken=len(told), new=new, unknown=sorted(numbers - known))


def take_pickup(work: Work, program: Program, told: shapes.PickupTold) -> shapes.Pickup:
    """What came of calling at a sender's door. Raises NotAtDoor, NoNumberYet, WaybillNotFound."""
    carrier = _carrier(program)
    _not_ahead(work, [("/at", told.at)])
    waybill = waybill_for(work, program, told.reference)
    if waybill.leg is not Leg.OUTBOUND:
        raise NotAtDoor(number=waybill.reference)
    if waybill.number is None:
        raise NoNumberYet(number=waybill.reference)
    status = TrackStatus(told.outcome)
    event = CarrierEvent(
        waybill.number, f"{OWN_CODE}:{status}", status, told.at, told.text, reason=told.reason
    )
    new = take_events(work, carrier, [event], Heard.SIGNED)
    work.session.refresh(waybill)
    return shapes.Pickup(
        reference=waybill.reference, number=waybill.number or "", state=waybill.state, new=bool(new)
    )


def take_hand_over(work: Work, program: Program, told: shapes.HandOverTold) -> shapes.HandOver:
    """The courier has these parcels. Raises what `mail_out.hand_over` raises, and then nothing is booked."""
    _carrier(program)
    references = [waybill_for(work, program, name).reference for name in told.references]
    made = hand_over(work, references, Actor(None, Role.SYSTEM, name=program.name))
    return shapes.HandOver(
        code=made.code, carrier=made.carrier, at=made.at, references=sorted(set(references))
    )


def _event(scan: shapes.ScanTold) -> CarrierEvent:
    return CarrierEvent(
        number=scan.number,
        code=scan.code or f"{OWN_CODE}:{scan.status}",
        status=scan.status,
        at=scan.at,
        text=scan.text,
        reason=scan.reason,
        proof=scan.proof,
        place=scan.place,
        office=scan.office,
    )


def _not_ahead(work: Work, moments: Sequence[tuple[str, datetime]]) -> None:
    latest, sentence = work.now() + AHEAD, SAID["too_far_ahead"]
    faults = [{"pointer": pointer, "detail": _(sentence)} for pointer, at in moments if at > latest]
    if faults:
        raise FieldsWrong(faults)


def _carrier(program: Program) -> str:
    if not program.carrier:
        raise CompanyWanted
    return program.carrier
