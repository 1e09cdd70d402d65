"""Telling the carrier when to come, what left our desk, and what to stop. Only a stop is never repeated."""

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.asking import calls_about, plan_manifest, window_asked
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.events import ParcelHandedOver, PickupChosen
from beebox.logistics.orders import Interception
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers
from beebox.logistics.sending import Outcome, Plan, is_lost, settle
from beebox.logistics.steering import steer
from beebox.logistics.tables import CallAction, CallState

PICKUPS = (CallKind.BOOK_PICKUP, CallKind.CANCEL_PICKUP)


def is_last_word(work: Work, call: CarrierCall) -> bool:
    """A wish that was changed is not told any more, and the new one waits until the old one is through.

    The carrier does what it hears last: two words under way at once could arrive in the wrong order.
    """
    told = [c for c in calls_about(work, call.about, *PICKUPS) if c.state is not CallState.WITHDRAWN]
    if told and told[0].id != call.id:
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


def perform_manifest(carrier: Carrier, plan: Plan) -> Outcome:
    assert plan.at is not None
    closed = carrier.close_manifest(plan.about, plan.numbers, plan.at)
    return Outcome(CallAction.CONFIRM, answer=closed.number)


def parcels_told(work: Work, call: CarrierCall) -> dict[str, object]:
    """The numbers of a manifest and when they left."""
    first = work.session.get_one(Waybill, call.waybill_id)
    together = [first]
    if first.hand_over_id is not None:
        wanted = select(Waybill).where(Waybill.hand_over_id == first.hand_over_id)
        together = list(work.session.scalars(wanted))
    return {
        "numbers": tuple(sorted(w.number for w in together if w.number)),
        "at": first.handed_over_at or call.planned_at,
    }


def follow_wish(work: Work, event: PickupChosen) -> None:
    """What the citizen wants now becomes the next call."""
    steer(work, work.session.get_one(Waybill, event.waybill_id, with_for_update=True))


def announce(work: Work, event: ParcelHandedOver) -> None:
    """One manifest for a hand-over, whichever of its parcels is told first."""
    waybill = work.session.get_one(Waybill, event.waybill_id)
    carrier = work.use(Carriers).named(waybill.carrier)
    if waybill.number is None or Capability.MANIFEST not in carrier.can:
        return
    made = work.session.get(HandOver, waybill.hand_over_id) if waybill.hand_over_id else None
    plan_manifest(work, waybill, f"LBM-{made.code}" if made else f"LBM-{waybill.reference}")


def _nothing_outside(*_: object) -> None:
    return None


CALL_TO_DOOR = Errand("logistics:call_to_door", Lane.OUTSIDE, follow_wish, _nothing_outside, _nothing_outside)
ANNOUNCE = Errand("logistics:announce", Lane.OUTSIDE, announce, _nothing_outside, _nothing_outside)
