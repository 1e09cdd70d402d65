"""Telling the carrier when to come and what to stop. Only a stop is never repeated."""

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.asking import calls_about, window_asked
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.events import PickupChosen
from beebox.logistics.orders import Interception
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carrier
from beebox.logistics.sending import Outcome, Plan, is_lost, settle
from beebox.logistics.steering import steer
from beebox.logistics.tables import CALL_TABLE, CallAction, CallState

PICKUPS = (CallKind.BOOK_PICKUP, CallKind.CANCEL_PICKUP)


def is_last_word(work: Work, call: CarrierCall) -> bool:
    """A wish that was changed is not told any more, and the new one waits until the old one is through.

    The carrier does what it hears last: two words under way at once could arrive in the wrong order.
    """
    told = [c for c in calls_about(work, call.about, *PICKUPS) if c.state is not CallState.WITHDRAWN]
    if told and told[0].id != call.id:
        if is_lost(work, call):
            CALL_TABLE.advance(call, CallAction.LOSE, SYSTEM.role)
        if call.state in {CallState.PLANNED, CallState.UNKNOWN}:
            settle(work, call, CallAction.WITHDRAW)
        return False
    before = [earlier for earlier in told[1:] if earlier.state is CallState.SENT]
    return all(is_lost(work, earlier) for earlier in before)


def perform_pickup(carrier: Carrier, plan: Plan) -> Outcome:
    window = window_asked(plan.asked.get("window"))
    if window is None:
        carrier.cancel_pickup(plan.number, plan.about)
        return Outcome(CallAction.CONFIRM)
    booked = carrier.book_pickup(plan.number, plan.about, window)
    return Outcome(CallAction.CONFIRM, answer=booked.confirmation)


def perform_interception(carrier: Carrier, plan: Plan) -> Outcome:
    assert plan.order is not None
    action = Interception(plan.asked["action"])
    to = plan.order.receiver if action is Interception.REDIRECT else None
    ordered = carrier.intercept(plan.number, plan.about, action, to)
    return Outcome(CallAction.CONFIRM, answer=ordered.instruction)


def follow_wish(work: Work, event: PickupChosen) -> None:
    """What the citizen wants now becomes the next call."""
    steer(work, work.session.get_one(Waybill, event.waybill_id, with_for_update=True))


def _nothing_outside(*_: object) -> None:
    return None


CALL_TO_DOOR = Errand("logistics:call_to_door", Lane.OUTSIDE, follow_wish, _nothing_outside, _nothing_outside)
