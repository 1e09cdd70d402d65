"""What every call to a carrier has in common: when it may go out, what its end means, when it is due again.

A call is marked as sent and committed, sent with no transaction open, and recorded. Whoever finds a mark
without a record knows that a process died in between, and treats the outcome as unknown.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Work
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.faults import (
    OutcomeUnknown,
    Rejected,
    Stopped,
    Throttled,
    Unavailable,
    Unsupported,
)
from beebox.logistics.orders import Booked, Order
from beebox.logistics.pacing import hold, take_turn
from beebox.logistics.ports import Carriers, NoCarrier
from beebox.logistics.stops import stop_carrier, stop_of
from beebox.logistics.tables import CALL_TABLE, CallAction, CallState

log = logging.getLogger(__name__)
ANSWER_WITHIN = timedelta(minutes=5)
"""A call sent longer ago than this has lost its process: its outcome is unknown. Longer than any
transport waits, finding and ordering together."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
ENOUGH_TRIES = 8
"""After so many tries without an end a person is asked to look; trying goes on."""


@dataclass(frozen=True)
class Plan:
    """One try of a call, as it was marked."""

    call_id: int
    kind: CallKind
    carrier: str
    attempt: int
    about: str
    number: str
    asked: Mapping[str, Any]
    order: Order | None = None
    ask_first: bool = False
    """Sent before: the carrier is asked what it knows."""
    send_again: bool = False
    """It said often and late enough that it knows nothing: one more no, and it is sent again."""
    numbers: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    action: CallAction
    booked: Booked | None = None
    answer: str = ""
    code: str = ""
    fault: str = ""
    after: timedelta | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    """What the carrier said besides, by kind of call."""


def is_lost(work: Work, call: CarrierCall) -> bool:
    """Marked as sent so long ago that its process must be dead."""
    sent = call.sent_at
    return call.state is CallState.SENT and (sent is None or sent < work.now() - ANSWER_WITHIN)


def may_go(work: Work, call: CarrierCall, *methods: str) -> bool:
    """Whether it may be sent now; else it is put off to when it may. `methods` as in the port."""
    if call.state is CallState.SENT and not is_lost(work, call):
        return False
    if call.state is not CallState.SENT and call.due_at > work.now():
        return False
    try:
        carrier = work.use(Carriers).named(call.carrier)
    except NoCarrier:
        for_person(work, call, "NoCarrier", f"这家快递（{call.carrier}）现在没有接入。")
        call.due_at = work.now() + LONGEST_WAIT
        return False
    if stop_of(work, call.carrier) is not None:
        call.due_at = work.now() + FIRST_WAIT
        return False
    for method in methods:
        turn = take_turn(work, carrier, method)
        if turn is not None:
            call.due_at = turn
            return False
    return True


def mark_sent(work: Work, call: CarrierCall) -> None:
    """From here on a dead process leaves an unknown outcome; nobody else takes it up before that is sure."""
    if call.state is CallState.PLANNED:
        CALL_TABLE.advance(call, CallAction.SEND, SYSTEM.role)
    call.tries += 1
    call.sent_at = work.now()
    call.due_at = work.now() + ANSWER_WITHIN


def plan_of(call: CarrierCall, **more: Any) -> Plan:
    return Plan(
        call.id, call.kind, call.carrier, call.tries, call.about, call.number, dict(call.asked), **more
    )


def outcome_of(error: Exception, plan: Plan) -> Outcome:
    """What the end of a call means, by the class of its fault alone.

    What we did not foresee happened after we began to send: its outcome is unknown.
    """
    code = getattr(error, "code", "")
    told = Outcome(CallAction.LOSE, fault=type(error).__name__, code=str(code), answer=str(error))
    if isinstance(error, Rejected | Unsupported):
        return replace(told, action=CallAction.REJECT)
    if isinstance(error, Unavailable):
        return replace(
            told,
            action=CallAction.LOSE if plan.ask_first else CallAction.PLAN_AGAIN,
            after=error.after if isinstance(error, Throttled) else None,
            told={"stop": isinstance(error, Stopped)},
        )
    if not isinstance(error, OutcomeUnknown):
        log.error("a call to %s ended in a way nobody foresaw", plan.carrier, exc_info=error)
        return replace(told, answer="")
    return told


def note(work: Work, call: CarrierCall, outcome: Outcome) -> None:
    """What was answered, and what it means for the carrier as a whole."""
    call.answer, call.code, call.fault = outcome.answer[:500], outcome.code[:40], outcome.fault
    if outcome.told.get("stop"):
        stop_carrier(work, call.carrier, outcome.fault, outcome.code, outcome.answer)
    if outcome.after is not None:
        hold(work, call.carrier, call.kind, outcome.after)


def settle(work: Work, call: CarrierCall, action: CallAction) -> None:
    """It came to its end."""
    CALL_TABLE.advance(call, action, SYSTEM.role)
    call.settled_at, call.for_person_at = work.now(), None


def put_off(work: Work, call: CarrierCall, action: CallAction, after: timedelta | None = None) -> None:
    """It has no end yet: due again after a time that grows with every try."""
    if action in CALL_TABLE.open_to(call.state, SYSTEM.role):
        CALL_TABLE.advance(call, action, SYSTEM.role)
    call.due_at = work.now() + (after or wait_after(call.tries))
    if call.tries >= ENOUGH_TRIES:
        for_person(work, call, call.fault, call.answer)


def for_person(work: Work, call: CarrierCall, fault: str, answer: str) -> None:
    """A person has to look after it; one that waits already keeps its place."""
    call.fault, call.answer = fault, answer[:500]
    call.for_person_at = call.for_person_at or work.now()


def wait_after(tries: int) -> timedelta:
    """Half a minute, one, two, four … up to half an hour."""
    doubled = 1 << min(max(tries - 1, 0), 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
