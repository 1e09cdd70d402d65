"""Sending what was written down: at once when it is announced, and again by whoever looks what is open."""

import logging
from collections.abc import Callable, Mapping

from sqlalchemy import and_, or_, select

from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.cancelling import may_cancel, perform_cancel, record_cancel, refused_cancel
from beebox.logistics.events import CallPlanned, WaybillPlanned
from beebox.logistics.manifests import keep_document, parcels_told, perform_manifest, record_manifest
from beebox.logistics.ordering import perform, prepare, record
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carrier, Carriers
from beebox.logistics.sending import (
    ANSWER_WITHIN,
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
from beebox.logistics.tables import CallAction, CallState
from beebox.logistics.telling import (
    is_last_word,
    perform_interception,
    perform_pickup,
)
from beebox.logistics.waybills import order_of

__all__ = ["ANSWER_WITHIN", "BOOK", "SEND", "perform", "prepare", "record", "settle_open_calls"]
log = logging.getLogger(__name__)
AT_ONCE = 500
"""How many open calls are taken up at one look."""
PERFORM: Mapping[CallKind, Callable[[Carrier, Plan], Outcome]] = {
    CallKind.CANCEL: perform_cancel,
    CallKind.INTERCEPT: perform_interception,
    CallKind.BOOK_PICKUP: perform_pickup,
    CallKind.CANCEL_PICKUP: perform_pickup,
    CallKind.MANIFEST: perform_manifest,
}
NEVER_TWICE = "拦截指令发出后没有回音，不能再发一次。请打电话问快递。"
_OPEN = {CallState.PLANNED, CallState.SENT, CallState.UNKNOWN}


def prepare_call(work: Work, event: CallPlanned) -> Plan | None:
    """Mark a call that is no order as sent, or give None when there is nothing to send now."""
    found = work.session.get_one(CarrierCall, event.call_id)
    work.session.get_one(Waybill, found.waybill_id, with_for_update=True)
    call = work.session.get_one(CarrierCall, event.call_id, with_for_update=True, populate_existing=True)
    if call.state not in _OPEN or (call.state is CallState.SENT and not is_lost(work, call)):
        return None
    in_doubt = call.state is not CallState.PLANNED
    if not _makes_sense(work, call) or (in_doubt and _is_not_repeated(work, call)):
        return None
    if not may_go(work, call, call.kind):
        return None
    mark_sent(work, call)
    told = parcels_told(work, call) if call.kind is CallKind.MANIFEST else {}
    order = order_of(work.session.get_one(Waybill, call.waybill_id))
    return plan_of(call, ask_first=in_doubt, order=order, **told)


def _makes_sense(work: Work, call: CarrierCall) -> bool:
    if call.kind is CallKind.CANCEL:
        return may_cancel(work, call)
    if call.kind in {CallKind.BOOK_PICKUP, CallKind.CANCEL_PICKUP}:
        return is_last_word(work, call)
    return True


def _is_not_repeated(work: Work, call: CarrierCall) -> bool:
    """A stop is an instruction of its own each time: given twice it may be done, and paid, twice."""
    if call.kind is not CallKind.INTERCEPT:
        return False
    if call.state is CallState.SENT:
        put_off(work, call, CallAction.LOSE)
    call.due_at = work.now() + LONGEST_WAIT
    for_person(work, call, "OutcomeUnknown", call.answer or NEVER_TWICE)
    return True


def perform_call(office: Office, plan: Plan) -> Outcome:
    """Ask the carrier. Every end is an outcome; nothing is raised."""
    try:
        return PERFORM[plan.kind](office.use(Carriers).known(plan.carrier), plan)
    except Exception as error:  # whatever it is, it is written down
        return outcome_of(error, plan)


def record_call(work: Work, plan: Plan, outcome: Outcome) -> None:
    """Write down what came of it; an answer to a call that is settled already changes nothing."""
    found = work.session.get_one(CarrierCall, plan.call_id)
    work.session.get_one(Waybill, found.waybill_id, with_for_update=True)
    call = work.session.get_one(CarrierCall, plan.call_id, with_for_update=True, populate_existing=True)
    if call.state not in {CallState.SENT, CallState.UNKNOWN}:
        return
    if outcome.action is CallAction.CONFIRM:
        note(work, call, outcome)
        if plan.kind is CallKind.CANCEL:
            record_cancel(work, call, outcome)
            return
        if plan.kind is CallKind.MANIFEST:
            record_manifest(work, call, outcome)
        settle(work, call, CallAction.CONFIRM)
    elif outcome.action is CallAction.REJECT:
        refused_cancel(work, call, outcome)
    elif call.tries == plan.attempt:
        note(work, call, outcome)
        put_off(work, call, outcome.action, outcome.after)


def _book(office: Office, plan: Plan) -> Outcome:
    """Record at once: the answer counts even when another worker has the delivery by now."""
    outcome = perform(office, plan)
    with office.work() as work:
        found = work.session.get_one(CarrierCall, plan.call_id)
        record(work, WaybillPlanned(found.waybill_id), plan, outcome)
    return outcome


def _send(office: Office, plan: Plan) -> Outcome:
    outcome = keep_document(office, perform_call(office, plan))
    with office.work() as work:
        record_call(work, plan, outcome)
    return outcome


def _recorded(_work: Work, _event: object, _plan: object, _outcome: object) -> None:
    return None


BOOK = Errand("logistics:book", Lane.OUTSIDE, prepare, _book, _recorded)
SEND = Errand("logistics:send", Lane.OUTSIDE, prepare_call, _send, _recorded)


def settle_open_calls(office: Office) -> int:
    """Send what could not be sent, and ask for what was sent without an answer; how many got an end.

    Safe at any time and in several processes: whoever marks a call first has it.
    """
    settled = 0
    for call_id, waybill_id, kind in _due(office):
        try:
            settled += _take_up(office, call_id, waybill_id, kind)
        except Exception:
            log.exception("call %s to a carrier stumbled; it stays open", call_id)
    return settled


def _take_up(office: Office, call_id: int, waybill_id: int, kind: CallKind) -> bool:
    order = kind is CallKind.CREATE
    with office.work() as work:
        if order:
            plan = prepare(work, WaybillPlanned(waybill_id))
        else:
            plan = prepare_call(work, CallPlanned(call_id))
    if plan is None:
        return False
    outcome = (_book if order else _send)(office, plan)
    return outcome.action in {CallAction.CONFIRM, CallAction.REJECT}


def _due(office: Office) -> list[tuple[int, int, CallKind]]:
    with office.look() as work:
        now = work.now()
        waiting = CarrierCall.state.in_([CallState.PLANNED, CallState.UNKNOWN])
        lost = and_(CarrierCall.state == CallState.SENT, CarrierCall.sent_at < now - ANSWER_WITHIN)
        wanted = select(CarrierCall.id, CarrierCall.waybill_id, CarrierCall.kind).where(
            or_(lost, and_(waiting, CarrierCall.due_at <= now))
        )
        rows = work.session.execute(wanted.order_by(CarrierCall.due_at, CarrierCall.id).limit(AT_ONCE))
        return [(call_id, waybill_id, kind) for call_id, waybill_id, kind in rows]


assert set(PERFORM) | {CallKind.CREATE} == set(CallKind)
