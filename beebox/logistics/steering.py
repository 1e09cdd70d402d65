"""Bringing what the carriers hold to what is wanted now: one step at a time, each written down before it.

Nothing here remembers a plan. Every answer of a carrier and every word of a citizen leads back to `steer`,
which looks at what is wanted and at what the newest order came to, and writes down the next call. A process
may die at any step: the calls it leaves behind are worked off by the next one, and each ends here again.
An order is given up for another only when the carrier said that it is cancelled, so that there is never
more than one.
"""

from dataclasses import dataclass

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Work
from beebox.logistics.asking import (
    OPEN,
    as_asked,
    calls_about,
    order_call,
    plan_call,
    window_asked,
)
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.models import Envelope, HandIn
from beebox.logistics.orders import Leg, Window
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.sending import settle
from beebox.logistics.tables import CallAction, CallState, EnvelopeState, WaybillAction, WaybillState
from beebox.logistics.waybills import cases_under, move_waybill, order_anew

STEERED = (WaybillState.PLANNED, WaybillState.BOOKED, WaybillState.REFUSED)
"""Later the courier has it, and nothing that was wished can change that."""
UNWANTED = "申请人不用快递取件了"


@dataclass(frozen=True)
class Wish:
    """What is wanted of the carrier now."""

    wanted: bool
    pickup: Window | None = None
    given_up: bool = False
    """Not only this order: the envelope never travels."""


def wish_of(work: Work, waybill: Waybill) -> Wish:
    """A return parcel is always wanted; the outbound one as long as the envelope may go with a courier."""
    if waybill.leg is Leg.RETURN:
        return Wish(True)
    for case in cases_under(work, waybill):
        envelope = envelope_of(work, case.id)
        if envelope is not None:
            return _wish_for(envelope)
    return Wish(True)


def _wish_for(envelope: Envelope) -> Wish:
    if envelope.state is EnvelopeState.CANCELLED:
        return Wish(False, given_up=True)
    if envelope.hand_in is HandIn.BOX:
        return Wish(False)
    if envelope.pickup_from and envelope.pickup_until and envelope.hand_in is HandIn.DOOR:
        return Wish(True, Window(envelope.pickup_from, envelope.pickup_until))
    return Wish(True)


def steer(work: Work, waybill: Waybill) -> None:
    """Write down the next call towards what is wanted, if one is needed. Safe to repeat."""
    call = order_call(work, waybill)
    if call is None or waybill.state not in STEERED:
        return
    wish = wish_of(work, waybill)
    if call.state is CallState.PLANNED:
        _before_sending(work, waybill, call, wish)
    elif call.state is CallState.UNKNOWN and not wish.wanted:
        _take_back(work, call)
    elif call.state is CallState.CONFIRMED:
        _with_an_order(work, waybill, call, wish)
    elif call.state in {CallState.REJECTED, CallState.WITHDRAWN}:
        _without_an_order(work, waybill, call, wish)


def _before_sending(work: Work, waybill: Waybill, call: CarrierCall, wish: Wish) -> None:
    if not wish.wanted or _other_window(work, call, wish):
        settle(work, call, CallAction.WITHDRAW)
        _without_an_order(work, waybill, call, wish)


def _with_an_order(work: Work, waybill: Waybill, call: CarrierCall, wish: Wish) -> None:
    if not wish.wanted and not _can(work, call, Capability.CANCEL):
        if wish.given_up:
            move_waybill(waybill, WaybillAction.CANCEL, SYSTEM)
    elif not wish.wanted or _other_window(work, call, wish):
        _take_back(work, call)
    elif _keep_order(work, call):
        _call_to_door(work, call, wish)


def _without_an_order(work: Work, waybill: Waybill, call: CarrierCall, wish: Wish) -> None:
    """Nothing stands with the carrier: it is given up, or ordered under a fresh reference."""
    if not wish.wanted:
        move_waybill(waybill, WaybillAction.CANCEL, SYSTEM)
        return
    if call.state is CallState.REJECTED and not _other_window(work, call, wish):
        return
    if waybill.state is not WaybillState.PLANNED:
        move_waybill(waybill, WaybillAction.PLAN_AGAIN, SYSTEM)
    order_anew(work, waybill, pickup=pickup_in_order(work, waybill, call.carrier))


def pickup_in_order(work: Work, waybill: Waybill, carrier: str) -> Window | None:
    """The window that an order to this carrier has to name: for one that cannot be called afterwards.

    A window that is over is not asked for any more.
    """
    window = wish_of(work, waybill).pickup
    if Capability.PICKUP in work.use(Carriers).known(carrier).can:
        return None
    return window if window is not None and window.end > work.now() else None


def _other_window(work: Work, call: CarrierCall, wish: Wish) -> bool:
    """Whether the order names another window than the one wanted, and so must be made anew.

    Time alone changes no wish: a courier who is late may still come.
    """
    if _can(work, call, Capability.PICKUP) or not _can(work, call, Capability.CANCEL):
        return False
    if wish.pickup is not None and wish.pickup.end <= work.now():
        return False
    return window_asked(call.asked.get("pickup")) != wish.pickup


def _take_back(work: Work, call: CarrierCall) -> None:
    """Ask the carrier to cancel, unless it is asked already or has said that it is too late."""
    asked = calls_about(work, call.reference, CallKind.CANCEL)
    given_up = asked and asked[0].state in {*OPEN, CallState.REJECTED}
    if not given_up and _can(work, call, Capability.CANCEL):
        plan_call(work, CallKind.CANCEL, call, {"why": UNWANTED})


def _keep_order(work: Work, call: CarrierCall) -> bool:
    """Drop a cancel that did not reach the carrier; False while one is on its way, whose end comes first."""
    for asked in calls_about(work, call.reference, CallKind.CANCEL)[:1]:
        if asked.state is CallState.PLANNED:
            settle(work, asked, CallAction.WITHDRAW)
        elif asked.state in OPEN:
            return False
    return True


def _call_to_door(work: Work, call: CarrierCall, wish: Wish) -> None:
    """Call the courier, to another time, or off: the last word counts."""
    if not _can(work, call, Capability.PICKUP):
        return
    ever = calls_about(work, call.reference, CallKind.BOOK_PICKUP, CallKind.CANCEL_PICKUP)
    told = [asked for asked in ever if asked.state is not CallState.WITHDRAWN]
    standing = told[0].asked.get("window") if told else None
    wanted = as_asked(wish.pickup)
    if standing == wanted:
        return
    for earlier in told:
        if earlier.state is CallState.PLANNED:
            settle(work, earlier, CallAction.WITHDRAW)
    kind = CallKind.BOOK_PICKUP if wanted else CallKind.CANCEL_PICKUP
    plan_call(work, kind, call, {"window": wanted})


def _can(work: Work, call: CarrierCall, what: Capability) -> bool:
    return what in work.use(Carriers).known(call.carrier).can
