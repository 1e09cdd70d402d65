"""Stopping a parcel on its way: written down first, sent with no transaction open, never sent twice."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select

from beebox.accounts.roles import SYSTEM, Actor
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.asking import OPEN, calls_about
from beebox.logistics.calls import CallKind
from beebox.logistics.faults import CarrierFault, OutcomeUnknown, Unavailable
from beebox.logistics.money.ledger import enter
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import Contact, FeeKind, FeeLine, Intercepted
from beebox.logistics.orders import Interception as Wish
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.rescue.events import InterceptionPlanned
from beebox.logistics.rescue.models import Interception
from beebox.logistics.rescue.tables import (
    INTERCEPTION_TABLE,
    OPEN_INTERCEPTIONS,
    InterceptionAction,
    InterceptionState,
)
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.waybills import is_complete

ANSWER_WITHIN = timedelta(minutes=5)
"""Sent longer ago than this, its process is gone: nobody knows what the carrier made of it."""
TRY_AGAIN = timedelta(minutes=1)
STOPPABLE = frozenset(
    {
        WaybillState.BOOKED,
        WaybillState.HANDED_OVER,
        WaybillState.IN_TRANSIT,
        WaybillState.FAILED,
        WaybillState.READY,
    }
)
DONE = {
    Wish.RETURN: {TrackStatus.INTERCEPTED, TrackStatus.RETURNING, TrackStatus.RETURNED},
    Wish.REDIRECT: {TrackStatus.REDIRECTED},
    Wish.HOLD: {TrackStatus.INTERCEPTED, TrackStatus.HELD},
}
"""Scans that show that the carrier did what it was asked."""


class CannotBeStopped(BeeboxError):
    code = "cannot_be_stopped"
    message = N_("这个邮包现在拦不了：还没寄出，或者已经签收、退回。请看最新的物流。")


class CarrierStopsNothing(BeeboxError):
    code = "carrier_stops_nothing"
    message = N_("这家快递公司不能在系统里拦截邮包。请打电话给快递公司。")


class AlreadyBeingStopped(BeeboxError):
    code = "already_being_stopped"
    message = N_("这个邮包已经有一次拦截还没有结果，先等它的结果，不要再发一次。")


class NewAddressWanted(BeeboxError):
    status = 422
    code = "new_address_wanted"
    message = N_("改寄要把新的收件人、电话和地址都填完整。")


class InterceptionNotFound(BeeboxError):
    status = 404
    code = "interception_not_found"
    message = N_("没有找到这次拦截。请从邮包的页面打开。")


class SayWhatYouLearnt(BeeboxError):
    status = 422
    code = "say_what_you_learnt"
    message = N_("请写明问了谁、对方怎么说。")


@dataclass(frozen=True)
class Plan:
    interception_id: int
    carrier: str
    number: str
    reference: str
    action: Wish
    to: Contact | None


@dataclass(frozen=True)
class Outcome:
    action: InterceptionAction
    intercepted: Intercepted | None = None
    answer: str = ""


def can_be_stopped(work: Work, waybill: Waybill) -> bool:
    """Whether this parcel is under way with a carrier that stops parcels when asked."""
    carrier = work.use(Carriers).known(waybill.carrier)
    return waybill.state in STOPPABLE and bool(waybill.number) and Capability.INTERCEPT in carrier.can


def is_being_stopped(work: Work, waybill_id: int) -> bool:
    """Whether an interception is still without its result: no second one may be sent."""
    mine = Interception.waybill_id == waybill_id
    waiting = select(Interception.id).where(mine, Interception.state.in_(OPEN_INTERCEPTIONS))
    return work.session.scalar(waiting.limit(1)) is not None


def stop(
    work: Work, waybill: Waybill, action: Wish, to: Contact | None, why: str, actor: Actor
) -> Interception:
    """Write down that this parcel shall be stopped; the carrier hears of it afterwards.

    Raises CannotBeStopped, CarrierStopsNothing, AlreadyBeingStopped, NewAddressWanted.
    """
    if waybill.state not in STOPPABLE or not waybill.number:
        raise CannotBeStopped
    if not can_be_stopped(work, waybill):
        raise CarrierStopsNothing
    if action is Wish.REDIRECT and (to is None or not is_complete(to)):
        raise NewAddressWanted
    mine = Interception.waybill_id == waybill.id
    asked = calls_about(work, waybill.reference, CallKind.INTERCEPT)
    if is_being_stopped(work, waybill.id) or any(call.state in OPEN for call in asked):
        raise AlreadyBeingStopped
    earlier = work.session.scalar(select(func.count()).where(mine)) or 0
    made = Interception(
        waybill_id=waybill.id,
        key=f"{waybill.reference}-I{earlier + 1}",
        action=action,
        to=asdict(to) if to is not None and action is Wish.REDIRECT else {},
        why=why,
        planned_at=work.now(),
        planned_by=actor.name,
    )
    work.session.add(made)
    work.session.flush()
    work.emit(InterceptionPlanned(made.id))
    return made


def settle(work: Work, interception_id: int, action: InterceptionAction, words: str, actor: Actor) -> None:
    """A person found out what the carrier made of it, or gives up asking."""
    row = work.session.get(Interception, interception_id, with_for_update=True)
    if row is None:
        raise InterceptionNotFound
    if not words:
        raise SayWhatYouLearnt
    INTERCEPTION_TABLE.advance(row, action, actor.role)
    row.settled_at, row.settled_by, row.answer = work.now(), actor.name, words


def prepare(work: Work, event: InterceptionPlanned) -> Plan | None:
    """Mark it as sent before it is. Sent before and without an answer, it is never sent again."""
    row = work.session.get_one(Interception, event.interception_id, with_for_update=True)
    if row.state is InterceptionState.SENT:
        INTERCEPTION_TABLE.advance(row, InterceptionAction.LOSE, SYSTEM.role)
    if row.state is not InterceptionState.PLANNED:
        return None
    INTERCEPTION_TABLE.advance(row, InterceptionAction.SEND, SYSTEM.role)
    row.sent_at, row.tries = work.now(), row.tries + 1
    waybill = work.session.get_one(Waybill, row.waybill_id)
    to = Contact(**row.to) if row.to else None
    return Plan(row.id, waybill.carrier, waybill.number or "", waybill.reference, row.action, to)


def perform(office: Office, plan: Plan) -> Outcome:
    """Every end is an outcome; nothing is raised."""
    carrier = office.use(Carriers).known(plan.carrier)
    try:
        done = carrier.intercept(plan.number, plan.reference, plan.action, plan.to)
    except Unavailable as away:
        return Outcome(InterceptionAction.PLAN_AGAIN, answer=str(away))
    except OutcomeUnknown as lost:
        return Outcome(InterceptionAction.LOSE, answer=str(lost))
    except CarrierFault as refused:
        return Outcome(InterceptionAction.REJECT, answer=str(refused))
    return Outcome(InterceptionAction.CONFIRM, done)


def record(work: Work, event: InterceptionPlanned, plan: Plan, outcome: Outcome) -> None:
    row = work.session.get_one(Interception, plan.interception_id, with_for_update=True)
    if row.state is not InterceptionState.SENT:
        return
    INTERCEPTION_TABLE.advance(row, outcome.action, SYSTEM.role)
    row.answer = outcome.answer[:500]
    if outcome.action in {InterceptionAction.CONFIRM, InterceptionAction.REJECT}:
        row.settled_at = work.now()
    if outcome.intercepted is not None:
        row.instruction, row.fee_fen = outcome.intercepted.instruction, outcome.intercepted.fee_fen
        if row.fee_fen:
            waybill = work.session.get_one(Waybill, row.waybill_id)
            line = FeeLine(FeeKind.INTERCEPTION, row.fee_fen, payer=waybill.payer)
            enter(work, row.waybill_id, Stage.ESTIMATED, line, "interception")


INTERCEPT = Errand("rescue:intercept", Lane.OUTSIDE, prepare, perform, record)


def look_after_interceptions(office: Office) -> int:
    """Try again what was not sent, give up waiting for lost answers, and believe scans; how many moved."""
    with office.work() as work:
        now = work.now()
        silent = (Interception.state == InterceptionState.SENT) & (Interception.sent_at < now - ANSWER_WITHIN)
        idle = (Interception.state == InterceptionState.PLANNED) & (Interception.sent_at < now - TRY_AGAIN)
        unknown = Interception.state == InterceptionState.UNKNOWN
        wanted = select(Interception).where(or_(silent, idle, unknown)).with_for_update(skip_locked=True)
        return sum(_look_after(work, row) for row in work.session.scalars(wanted).all())


def _look_after(work: Work, row: Interception) -> bool:
    if row.state is InterceptionState.PLANNED:
        row.sent_at = None
        work.emit(InterceptionPlanned(row.id))
        return True
    if row.state is InterceptionState.SENT:
        INTERCEPTION_TABLE.advance(row, InterceptionAction.LOSE, SYSTEM.role)
    waybill = work.session.get_one(Waybill, row.waybill_id)
    later = waybill.status_at is not None and row.sent_at is not None and waybill.status_at > row.sent_at
    if later and waybill.status in DONE[row.action]:
        INTERCEPTION_TABLE.advance(row, InterceptionAction.CONFIRM, SYSTEM.role)
        row.settled_at = work.now()
        return True
    return False
