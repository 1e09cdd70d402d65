"""A refused parcel to the centre: where it is fetched is mended, and it is ordered anew."""

from dataclasses import asdict

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.steering import pickup_in_order, wish_of
from beebox.logistics.stops import carrier_for
from beebox.logistics.tables import EnvelopeState, WaybillAction, WaybillState
from beebox.logistics.waybills import cases_under, is_complete, move_waybill, order_anew


class WholeSenderWanted(BeeboxError):
    status = 422
    code = "whole_sender_wanted"
    message = N_("请把寄件人、电话和取件地址都填完整，再重新叫快递。")


class NothingToMend(BeeboxError):
    code = "nothing_to_mend"
    message = N_("这个邮包现在不用改地址：快递已经在办，或者改投了小蜂箱。请刷新页面看最新的情况。")


def may_mend(work: Work, waybill: Waybill | None) -> bool:
    """Whether a carrier refused to fetch this parcel, and a courier is still wanted for it."""
    if waybill is None or waybill.leg is not Leg.OUTBOUND or waybill.state is not WaybillState.REFUSED:
        return False
    envelopes = [envelope_of(work, case.id) for case in cases_under(work, waybill)]
    waiting = all(envelope is None or envelope.state is EnvelopeState.WAITING for envelope in envelopes)
    return waiting and wish_of(work, waybill).wanted


def refusal_of(work: Work, waybill: Waybill | None) -> str | None:
    """What the carrier said when it refused; None when there is nothing to mend."""
    if waybill is None or not may_mend(work, waybill):
        return None
    orders = select(CarrierCall.answer).where(
        CarrierCall.waybill_id == waybill.id, CarrierCall.kind == CallKind.CREATE
    )
    return work.session.scalar(orders.order_by(CarrierCall.id.desc()).limit(1)) or ""


def mend_sender(work: Work, waybill: Waybill, sender: Contact, actor: Actor) -> None:
    """Have the parcel fetched there instead, under a fresh reference of ours.

    The cases keep the mended address: what comes back goes the same way, and another parcel for them
    would else be refused again. Raises WholeSenderWanted and NothingToMend.
    """
    work.session.refresh(waybill, with_for_update=True)
    if not may_mend(work, waybill):
        raise NothingToMend
    if not is_complete(sender):
        raise WholeSenderWanted
    move_waybill(waybill, WaybillAction.PLAN_AGAIN, actor)
    waybill.sender = asdict(sender)
    for case in cases_under(work, waybill):
        case.receiver = case.receiver | asdict(sender)
    carrier = carrier_for(work, waybill.leg)
    order_anew(work, waybill, carrier, pickup_in_order(work, waybill, carrier.name))
