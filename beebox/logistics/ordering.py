"""Ordering parcels: written down first, sent with no transaction open, asked for when in doubt."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.logistics.asking import asked_order, hash_of, order_call, plan_call
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.events import WaybillBooked, WaybillPlanned
from beebox.logistics.faults import Conflict, NotServiceable, PaymentRefused, Rejected
from beebox.logistics.insert_once import insert_once
from beebox.logistics.orders import Booked, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers
from beebox.logistics.sending import (
    LONGEST_WAIT,
    Outcome,
    Plan,
    for_person,
    is_lost,
    mark_sent,
    may_go,
    note,
    outcome_of,
    plan_of,
    put_off,
    settle,
)
from beebox.logistics.steering import pickup_in_order, steer, wish_of
from beebox.logistics.stops import next_carrier, stop_of
from beebox.logistics.tables import CALL_TABLE, CallAction, CallState, WaybillAction, WaybillState
from beebox.logistics.tracking_events import adopt_stray_events
from beebox.logistics.waybills import cases_under, catch_up, move_waybill, order_anew, order_of

ASK_AFTER = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=10))
"""How long after a sending without an answer, and after each "I know nothing of it", a carrier is asked.

A carrier may take an order in long after we stopped waiting for its answer: a first no proves nothing.
Only when it has said so after all of these times is the order sent again, and under the same reference.
That is safe because of what the port promises of a carrier that can be asked: a reference it has seen
it answers with the first result, or with Conflict, so that even a straggler makes no second parcel. A
carrier that cannot be asked (EMS names no such call in its platform) promises nothing of the kind: to it
nothing is ever sent twice, and a person decides.
"""
CANNOT_BE_ASKED = "发出后没有回音，这家快递不能按我们的单号查询，请打电话问清楚再处理。"
OTHER_ORDER = "我们的单号在快递那边对应的不是这一件，请核对。"


def prepare(work: Work, event: WaybillPlanned) -> Plan | None:
    """Mark the order as sent before it is, or give None when it is settled, under way or not due."""
    waybill = work.session.get_one(Waybill, event.waybill_id, with_for_update=True)
    call = order_call(work, waybill)
    if call is None:
        return None
    if waybill.state is not WaybillState.PLANNED:
        _left_over(work, call)
        return None
    if call.state is CallState.PLANNED:
        return _first_time(work, waybill, call)
    if call.state is CallState.UNKNOWN or is_lost(work, call):
        return _in_doubt(work, waybill, call)
    return None


def _left_over(work: Work, call: CarrierCall) -> None:
    """The parcel went on or was struck out while its order was still open: nothing more is sent."""
    if call.state is CallState.PLANNED:
        settle(work, call, CallAction.WITHDRAW)
    elif call.state is CallState.UNKNOWN or is_lost(work, call):
        put_off(work, call, CallAction.LOSE, LONGEST_WAIT)
        for_person(work, call, "OutcomeUnknown", call.answer or CANNOT_BE_ASKED)


def _first_time(work: Work, waybill: Waybill, call: CarrierCall) -> Plan | None:
    if stop_of(work, call.carrier) is not None and _pass_on(work, waybill, call):
        return None
    order = asked_order(call, order_of(waybill))
    if call.asked and hash_of(order) != call.request_hash:
        for_person(work, call, "Conflict", OTHER_ORDER)
        call.due_at = work.now() + LONGEST_WAIT
        return None
    if not may_go(work, call, "create"):
        return None
    mark_sent(work, call)
    return plan_of(call, order=order)


def _in_doubt(work: Work, waybill: Waybill, call: CarrierCall) -> Plan | None:
    carrier = work.use(Carriers).known(call.carrier)
    if Capability.FIND not in carrier.can:
        put_off(work, call, CallAction.LOSE, LONGEST_WAIT)
        for_person(work, call, "OutcomeUnknown", call.answer or CANNOT_BE_ASKED)
        return None
    again = call.denials + 1 >= len(ASK_AFTER) and wish_of(work, waybill).wanted
    methods = ("find", "create") if again else ("find",)
    if not may_go(work, call, *methods):
        return None
    mark_sent(work, call)
    return plan_of(call, order=asked_order(call, order_of(waybill)), ask_first=True, send_again=again)


def perform(office: Office, plan: Plan) -> Outcome:
    """Order it, or ask what became of the order. Every end is an outcome; nothing is raised."""
    assert plan.order is not None
    carrier = office.use(Carriers).known(plan.carrier)
    if plan.ask_first:
        found = _ask(carrier, plan)
        if found.fault != "NotFound" or not plan.send_again:
            return found
    try:
        return Outcome(CallAction.CONFIRM, carrier.create(plan.order))
    except Conflict as taken:
        return _taken(carrier, plan, taken)
    except Exception as error:  # whatever it is, it is written down
        return outcome_of(error, plan)


def _ask(carrier: Carrier, plan: Plan) -> Outcome:
    """What became of the reference. That the question fails says nothing about the order.

    A carrier that refuses to say knows the reference in a way that nobody here foresaw, such as an order
    cancelled by telephone: a person looks.
    """
    try:
        booked = carrier.find(plan.about)
    except Rejected as odd:
        return replace(outcome_of(odd, plan), action=CallAction.LOSE, told={"alarm": True})
    except Exception as error:  # whatever it is, it is written down
        return replace(outcome_of(error, plan), action=CallAction.LOSE)
    if booked is None:
        return Outcome(CallAction.LOSE, fault="NotFound", answer="快递说没有收到这一单。")
    return Outcome(CallAction.CONFIRM, booked, told={"compare": True})


def _taken(carrier: Carrier, plan: Plan, taken: Conflict) -> Outcome:
    """The reference stands for an order: very likely our own, whose answer was lost."""
    if Capability.FIND in carrier.can:
        found = _ask(carrier, plan)
        if found.booked is not None:
            return Outcome(CallAction.CONFIRM, found.booked, told={"compare": True})
    told = Outcome(CallAction.LOSE, fault="Conflict", code=taken.code, answer=str(taken))
    return replace(told, told={"alarm": True})


def record(work: Work, event: WaybillPlanned, plan: Plan, outcome: Outcome) -> None:
    """Write down what came of it.

    A number that comes when the order is settled otherwise is an orphan: it is kept, and taken back.
    Any other answer that comes too late changes nothing.
    """
    waybill = work.session.get_one(Waybill, event.waybill_id, with_for_update=True)
    call = work.session.get_one(CarrierCall, plan.call_id, with_for_update=True)
    if outcome.booked is not None:
        _take_number(work, waybill, call, outcome)
    elif outcome.action is CallAction.REJECT and call.state in {CallState.SENT, CallState.UNKNOWN}:
        note(work, call, outcome)
        settle(work, call, CallAction.REJECT)
        _refused(work, waybill, call)
    elif call.tries == plan.attempt and call.state in {CallState.SENT, CallState.UNKNOWN}:
        note(work, call, outcome)
        _not_settled(work, waybill, call, outcome)


def _not_settled(work: Work, waybill: Waybill, call: CarrierCall, outcome: Outcome) -> None:
    if outcome.action is CallAction.PLAN_AGAIN:
        put_off(work, call, CallAction.PLAN_AGAIN, outcome.after)
        if stop_of(work, call.carrier) is not None:
            _pass_on(work, waybill, call)
        return
    carrier = work.use(Carriers).known(call.carrier)
    if outcome.fault == "NotFound":
        call.denials += 1
    elif call.state is CallState.SENT or outcome.fault in {"OutcomeUnknown", "BadResponse"}:
        call.denials = 0
    ask_after = ASK_AFTER[min(call.denials, len(ASK_AFTER) - 1)]
    put_off(work, call, CallAction.LOSE, max(ask_after, outcome.after or ask_after))
    if call.for_person_at is not None:
        call.due_at = work.now() + LONGEST_WAIT
    if outcome.told.get("alarm") or Capability.FIND not in carrier.can:
        for_person(work, call, outcome.fault, outcome.answer or CANNOT_BE_ASKED)
    steer(work, waybill)


def _take_number(work: Work, waybill: Waybill, call: CarrierCall, outcome: Outcome) -> None:
    assert outcome.booked is not None
    booked = outcome.booked
    if call.state is CallState.CONFIRMED and call.number == booked.number:
        return
    if CallAction.CONFIRM not in CALL_TABLE.open_to(call.state, SYSTEM.role):
        keep_orphan(work, call, booked.number, "这一单已经另外了结，快递的回答才到。")
    elif is_taken(work, call.carrier, booked.number):
        note(work, call, Outcome(CallAction.LOSE, fault="Conflict", answer=OTHER_ORDER))
        put_off(work, call, CallAction.LOSE, LONGEST_WAIT)
        for_person(work, call, "Conflict", OTHER_ORDER)
    else:
        note(work, call, outcome)
        settle(work, call, CallAction.CONFIRM)
        adopt(work, waybill, call, booked)


def adopt(work: Work, waybill: Waybill, call: CarrierCall, booked: Booked) -> None:
    """The order stands under this number: what had to wait for it goes on."""
    call.number = booked.number
    waybill.number, waybill.route_code = booked.number, booked.route_code
    move_waybill(waybill, WaybillAction.BOOK, SYSTEM)
    work.emit(WaybillBooked(waybill.id))
    adopt_stray_events(work, waybill)
    for case in cases_under(work, waybill):
        catch_up(work, case.id)
    steer(work, waybill)


def is_taken(work: Work, carrier: str, number: str) -> bool:
    """Whether a carrier's number stands for a parcel, an earlier order or an orphan of ours already."""
    rows = (
        select(Waybill.id).where(Waybill.carrier == carrier, Waybill.number == number),
        select(CarrierCall.id).where(
            CarrierCall.kind == CallKind.CREATE, CarrierCall.carrier == carrier, CarrierCall.number == number
        ),
        select(OrphanNumber.id).where(OrphanNumber.carrier == carrier, OrphanNumber.number == number),
    )
    return any(work.session.scalar(row.limit(1)) is not None for row in rows)


def keep_orphan(work: Work, call: CarrierCall, number: str, why: str) -> None:
    """A number nobody waits for any more: kept, and taken back where that cannot hit the order that counts.

    While the same reference stands for an order under another number a person has to say which is right.
    """
    found = {"reference": call.reference, "waybill_id": call.waybill_id, "why": why, "found_at": work.now()}
    new = insert_once(work, OrphanNumber, carrier=call.carrier, number=number, **found)
    can = Capability.CANCEL in work.use(Carriers).known(call.carrier).can
    if new and can and call.state is not CallState.CONFIRMED:
        plan_call(work, CallKind.CANCEL, call, {"why": "重复的运单", "orphan": True}, number)


def _refused(work: Work, waybill: Waybill, call: CarrierCall) -> None:
    """The carrier refuses for good: another carrier, another payer, or a person with a mended address."""
    wanted = wish_of(work, waybill).wanted
    if wanted and call.fault == NotServiceable.__name__ and _order_elsewhere(work, waybill, call):
        return
    if wanted and call.fault == PaymentRefused.__name__ and waybill.payer is Payer.CITIZEN:
        waybill.payer = Payer.GOVERNMENT
        pickup = pickup_in_order(work, waybill, call.carrier)
        order_anew(work, waybill, pickup=pickup, tried=call.asked.get("tried", ()))
        return
    move_waybill(waybill, WaybillAction.REFUSE, SYSTEM)
    steer(work, waybill)


def _pass_on(work: Work, waybill: Waybill, call: CarrierCall) -> bool:
    """Give an order that a stopped carrier never got to another one; False when there is none."""
    if call.state is not CallState.PLANNED or next_carrier(work, waybill.leg, _tried(call)) is None:
        return False
    settle(work, call, CallAction.WITHDRAW)
    return _order_elsewhere(work, waybill, call)


def _order_elsewhere(work: Work, waybill: Waybill, call: CarrierCall) -> bool:
    other = next_carrier(work, waybill.leg, _tried(call))
    if other is None:
        return False
    tried = _tried(call) if call.fault == NotServiceable.__name__ else call.asked.get("tried", ())
    order_anew(work, waybill, other, pickup_in_order(work, waybill, other.name), tried)
    return True


def _tried(call: CarrierCall) -> set[str]:
    return {*call.asked.get("tried", ()), call.carrier}
