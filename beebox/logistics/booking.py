"""Ordering parcels: written down first, sent with no transaction open, asked for when in doubt."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.calls import CarrierCall
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.events import PickupChosen, WaybillBooked, WaybillPlanned
from beebox.logistics.faults import OutcomeUnknown, Rejected, Unavailable
from beebox.logistics.models import HandIn
from beebox.logistics.orders import Booked, Leg, Order
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carrier, Carriers
from beebox.logistics.tables import CALL_TABLE, CallAction, CallState, WaybillAction, WaybillState
from beebox.logistics.tracking_events import adopt_stray_events
from beebox.logistics.waybills import cases_under, catch_up, move_waybill, order_of

log = logging.getLogger(__name__)
ANSWER_WITHIN = timedelta(minutes=5)
"""A call sent longer ago than this has lost its process: its outcome is unknown."""
ASK_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Plan:
    call_id: int
    carrier: str
    order: Order
    ask_first: bool
    """Sent before: the carrier is asked what it knows, and only a plain no lets us send again."""


@dataclass(frozen=True)
class Outcome:
    action: CallAction
    booked: Booked | None = None
    answer: str = ""


def prepare(work: Work, event: WaybillPlanned) -> Plan | None:
    """Mark the order as sent before it is, or give None when it is settled."""
    call = _newest_call(work, event.waybill_id)
    if call is None or call.state in {CallState.CONFIRMED, CallState.REJECTED}:
        return None
    waybill = work.session.get_one(Waybill, call.waybill_id)
    if waybill.state is not WaybillState.PLANNED:
        return None
    sent_before = call.state is not CallState.PLANNED
    if not sent_before:
        CALL_TABLE.advance(call, CallAction.SEND, SYSTEM.role)
    call.tries += 1
    call.sent_at = work.now()
    return Plan(call.id, waybill.carrier, order_of(waybill), sent_before)


def perform(office: Office, plan: Plan) -> Outcome:
    """Order it, or ask what became of the order. Every end is an outcome; nothing is raised."""
    carrier = office.use(Carriers).named(plan.carrier)
    try:
        return Outcome(CallAction.CONFIRM, _send(carrier, plan))
    except Rejected as refused:
        return Outcome(CallAction.REJECT, answer=str(refused))
    except OutcomeUnknown as lost:
        return Outcome(CallAction.LOSE, answer=str(lost))
    except Unavailable as away:
        action = CallAction.LOSE if plan.ask_first else CallAction.PLAN_AGAIN
        return Outcome(action, answer=str(away))


def _send(carrier: Carrier, plan: Plan) -> Booked:
    if plan.ask_first:
        known = carrier.find(plan.order.reference)
        if known is not None:
            return known
    return carrier.create(plan.order)


def record(work: Work, event: WaybillPlanned, plan: Plan, outcome: Outcome) -> None:
    """Write down what came of it; an answer to a call that is settled already changes nothing."""
    call = work.session.get_one(CarrierCall, plan.call_id, with_for_update=True)
    call.answer = outcome.answer[:500]
    if outcome.action not in CALL_TABLE.open_to(call.state, SYSTEM.role):
        return
    CALL_TABLE.advance(call, outcome.action, SYSTEM.role)
    waybill = work.session.get_one(Waybill, call.waybill_id)
    if outcome.booked is not None:
        waybill.number, waybill.route_code = outcome.booked.number, outcome.booked.route_code
        move_waybill(waybill, WaybillAction.BOOK, SYSTEM)
        call.settled_at = work.now()
        work.emit(WaybillBooked(waybill.id))
        adopt_stray_events(work, waybill)
        _resume(work, waybill)
    elif outcome.action is CallAction.REJECT:
        move_waybill(waybill, WaybillAction.REFUSE, SYSTEM)
        call.settled_at = work.now()


def _resume(work: Work, waybill: Waybill) -> None:
    """What had to wait for the number: scans of ours, the courier at the door."""
    for case in cases_under(work, waybill):
        catch_up(work, case.id)
        envelope = envelope_of(work, case.id)
        at_door = envelope is not None and envelope.hand_in is HandIn.DOOR
        if waybill.leg is Leg.OUTBOUND and at_door:
            work.emit(PickupChosen(waybill.id))


BOOK = Errand("logistics:book", Lane.OUTSIDE, prepare, perform, record)


def settle_open_calls(office: Office) -> int:
    """Order what could not be sent, and ask for what was sent without an answer. Safe at any time."""
    settled = 0
    for waybill_id in _open_calls(office):
        event = WaybillPlanned(waybill_id)
        with office.work() as work:
            plan = prepare(work, event)
        if plan is None:
            continue
        outcome = perform(office, plan)
        with office.work() as work:
            record(work, event, plan, outcome)
        settled += outcome.booked is not None
    return settled


def _open_calls(office: Office) -> list[int]:
    with office.look() as work:
        now = work.now()
        idle = or_(CarrierCall.sent_at.is_(None), CarrierCall.sent_at < now - ASK_AGAIN)
        lost = and_(CarrierCall.state == CallState.SENT, CarrierCall.sent_at < now - ANSWER_WITHIN)
        again = CarrierCall.state.in_([CallState.PLANNED, CallState.UNKNOWN])
        due = and_(again, idle, CarrierCall.planned_at < now - ASK_AGAIN)
        wanted = (
            select(CarrierCall.waybill_id)
            .join(Waybill, Waybill.id == CarrierCall.waybill_id)
            .where(Waybill.state == WaybillState.PLANNED, or_(lost, due))
        )
        return list(work.session.scalars(wanted.order_by(CarrierCall.id).limit(100)))


def _newest_call(work: Work, waybill_id: int) -> CarrierCall | None:
    return work.session.scalar(
        select(CarrierCall)
        .where(CarrierCall.waybill_id == waybill_id)
        .order_by(CarrierCall.id.desc())
        .limit(1)
        .with_for_update()
    )
