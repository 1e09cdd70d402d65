"""The only place where messages and attempts change their state; every change is a line of history."""

from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.events import CitizenReached
from beebox.kernel.db import Work
from beebox.notices.models import Attempt, AttemptStep, Message
from beebox.notices.tables import (
    ATTEMPT_TABLE,
    MESSAGE_TABLE,
    AttemptAction,
    AttemptState,
    MessageAction,
    MessageState,
)

OVER = frozenset({AttemptState.DELIVERED, AttemptState.FAILED})
LONGEST_REASON = 300


def mark_attempt(
    work: Work, attempt: Attempt, action: AttemptAction, reason: str, provider_id: str = ""
) -> None:
    """Advance one attempt and write the line of its history."""
    ATTEMPT_TABLE.advance(attempt, action, Role.SYSTEM)
    attempt.reason = reason[:LONGEST_REASON]
    attempt.provider_id = provider_id[:200] or attempt.provider_id
    if attempt.state in OVER:
        attempt.settled_at, attempt.next_at = work.now(), None
    work.session.add(
        AttemptStep(
            attempt_id=attempt.id,
            at=work.now(),
            state=attempt.state,
            provider_id=attempt.provider_id,
            reason=attempt.reason,
        )
    )


def mark_message(work: Work, message: Message, action: MessageAction, actor: Actor = SYSTEM) -> None:
    """Advance a message; the case hears when its citizen was reached."""
    MESSAGE_TABLE.advance(message, action, actor.role)
    now = work.now()
    match message.state:
        case MessageState.SENT:
            message.sent_at = message.sent_at or now
        case MessageState.DELIVERED:
            message.sent_at = message.sent_at or now
            message.delivered_at = now
        case MessageState.REACHED:
            message.reached_at, message.reached_by = now, actor.id
    if message.state in (MessageState.DELIVERED, MessageState.REACHED):
        message.why_failed = None
        work.emit(CitizenReached(message.case_id, message.kind, message.person_id, message.state.value))


def deliver_message(work: Work, message: Message) -> None:
    """It arrived on some channel: said once, whatever came before."""
    if MESSAGE_TABLE.allows(message.state, MessageAction.DELIVER, Role.SYSTEM):
        mark_message(work, message, MessageAction.DELIVER)
