"""Taking orders back, as calls of their own, and stopping parcels for which that comes too late.

A cancel may be repeated as often as one likes: cancelled already is as good as cancelled. What the courier
has is not cancelled any more: a scan that says so outweighs what the carrier's order desk answers, and what
was asked becomes an exception for a person, who may have the parcel intercepted.
"""

from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.logistics.asking import order_of_call, plan_call
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.orders import Cancelled, Interception, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carrier
from beebox.logistics.sending import Outcome, Plan, for_person, note, put_off, settle
from beebox.logistics.steering import STEERED, steer
from beebox.logistics.tables import CallAction, CallState
from beebox.logistics.waybills import waybill_of

SURELY_HEARD = timedelta(minutes=15)
"""So long after an order was sent, "I know no such order" means that none will come of it any more."""
TOO_LATE = "快递员已经取走，取消不了。要拦下来，能在这里拦截的点“拦截退回”，不能的请打电话给快递。"
OVERTAKEN = "取消还没办成，快递员已经扫描取走了；以扫描为准。"
ONLY_ADOPT = "快递员已经取走，取消不了。请向快递问到运单号，填在这里认领。"


def cancel_outbound(work: Work, case_id: int) -> None:
    """The originals never travel with a courier: the order is taken back, then the parcel struck out."""
    waybill = waybill_of(work, case_id, Leg.OUTBOUND)
    if waybill is not None:
        steer(work, waybill)


def plan_interception(work: Work, order: CarrierCall, action: Interception) -> CarrierCall:
    """Have a parcel stopped, sent back or redirected: to the receiver its waybill names by then."""
    return plan_call(work, CallKind.INTERCEPT, order, {"action": action})


def may_cancel(work: Work, call: CarrierCall) -> bool:
    """Whether the cancel still makes sense; one that a scan overtook is not sent."""
    if call.asked.get("orphan"):
        return True
    waybill = work.session.get_one(Waybill, call.waybill_id)
    if waybill.reference != call.about or waybill.state in STEERED:
        return True
    _overtaken(work, call)
    return False


def perform_cancel(carrier: Carrier, plan: Plan) -> Outcome:
    answer = carrier.cancel(plan.about, plan.number, str(plan.asked.get("why", "")))
    return Outcome(CallAction.CONFIRM, code=answer, told={"cancelled": answer})


def record_cancel(work: Work, call: CarrierCall, outcome: Outcome) -> None:
    """What the carrier said to a cancel that had no end yet."""
    said = outcome.told.get("cancelled")
    if said is Cancelled.TOO_LATE:
        _too_late(work, call)
    elif call.asked.get("orphan"):
        settle(work, call, CallAction.CONFIRM)
        _orphan_gone(work, call)
    else:
        _taken_back(work, call, said is Cancelled.NOT_FOUND)


def _taken_back(work: Work, call: CarrierCall, unheard: bool) -> None:  # noqa: FBT001 - what was said
    order = order_of_call(work, call.about)
    waybill = work.session.get_one(Waybill, call.waybill_id, with_for_update=True)
    if order is None:
        settle(work, call, CallAction.CONFIRM)
        return
    sent = order.sent_at or order.planned_at
    if unheard and order.state is not CallState.CONFIRMED and sent + SURELY_HEARD > work.now():
        put_off(work, call, CallAction.LOSE, sent + SURELY_HEARD - work.now())
        return
    settle(work, call, CallAction.CONFIRM)
    if waybill.reference == call.about and waybill.state not in STEERED:
        _overtaken(work, call)
    elif order.state in {CallState.CONFIRMED, CallState.UNKNOWN, CallState.PLANNED}:
        settle(work, order, CallAction.WITHDRAW)
        steer(work, waybill)


def _too_late(work: Work, call: CarrierCall) -> None:
    settle(work, call, CallAction.REJECT)
    order = order_of_call(work, call.about)
    if order is not None and order.state is CallState.UNKNOWN:
        for_person(work, order, "TooLate", ONLY_ADOPT)
        order.code = Cancelled.TOO_LATE
    else:
        for_person(work, call, "TooLate", TOO_LATE)


def _overtaken(work: Work, call: CarrierCall) -> None:
    if call.state is CallState.PLANNED:
        settle(work, call, CallAction.WITHDRAW)
    for_person(work, call, "Overtaken", OVERTAKEN)


def _orphan_gone(work: Work, call: CarrierCall) -> None:
    wanted = select(OrphanNumber).where(
        OrphanNumber.carrier == call.carrier,
        OrphanNumber.number == call.number,
        OrphanNumber.settled_at.is_(None),
    )
    for orphan in work.session.scalars(wanted):
        orphan.settled_at, orphan.how = work.now(), "快递已取消"


def refused_cancel(work: Work, call: CarrierCall, outcome: Outcome) -> None:
    """The carrier will not cancel, for a reason of its own: the order stands, and a person is told."""
    note(work, call, outcome)
    settle(work, call, CallAction.REJECT)
    for_person(work, call, outcome.fault, outcome.answer)
