"""What an answer means for an attempt, its message and the next channel."""

import logging
from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.notices.delivery.marking import deliver_message, mark_attempt, mark_message
from beebox.notices.delivery.planning import due_at, plan_next
from beebox.notices.models import Attempt, DeliveryReport, Message
from beebox.notices.ports import Channels, Outcome, Refused, Sent, Told, Unknown
from beebox.notices.tables import AttemptAction, AttemptState, MessageAction, MessageState

log = logging.getLogger(__name__)
WAITS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""Before the second, third … try of what was refused for now; after the last it has failed."""
ASK_FIRST = timedelta(seconds=5)
OPEN = frozenset({AttemptState.SENT, AttemptState.UNKNOWN})


def note_outcome(work: Work, attempt: Attempt, outcome: Outcome) -> None:
    """The answer to handing over one attempt."""
    message = work.session.get_one(Message, attempt.message_id)
    match outcome:
        case Sent():
            _sent(work, message, attempt, outcome)
        case Refused() if not outcome.permanent and attempt.tries <= len(WAITS):
            mark_attempt(work, attempt, AttemptAction.PUT_OFF, outcome.reason)
            again = work.now() + WAITS[attempt.tries - 1]
            attempt.next_at = due_at(work, message, attempt.channel, again)
            log.warning("message %s: %s refused for now: %s", message.id, attempt.channel, outcome.reason)
        case Refused():
            fail(work, attempt, outcome.reason)
        case Unknown():
            mark_attempt(work, attempt, AttemptAction.LOSE, outcome.reason)
            attempt.next_at = work.now() + ASK_FIRST
            log.warning("message %s: nobody knows whether %s has it", message.id, attempt.channel)


def learn(work: Work, attempt: Attempt, told: Told, reason: str = "") -> None:
    """What a provider says became of an attempt, by itself or asked; saying it again changes nothing."""
    match told, attempt.state:
        case Told.DELIVERED, AttemptState.SENT | AttemptState.UNKNOWN | AttemptState.FAILED:
            confirm(work, attempt, reason)
        case Told.FAILED, AttemptState.SENT | AttemptState.UNKNOWN:
            fail(work, attempt, reason)
        case Told.ON_ITS_WAY, AttemptState.UNKNOWN:
            mark_attempt(work, attempt, AttemptAction.SEND, reason)
            _on_its_way(work, work.session.get_one(Message, attempt.message_id))
        case Told.NEVER_HEARD, AttemptState.UNKNOWN:
            _never_sent(work, attempt)


def confirm(work: Work, attempt: Attempt, reason: str = "") -> None:
    """It arrived; a report may say so long after another one said it had failed."""
    mark_attempt(work, attempt, AttemptAction.CONFIRM, reason)
    deliver_message(work, work.session.get_one(Message, attempt.message_id))


def fail(work: Work, attempt: Attempt, reason: str) -> None:
    """It certainly did not arrive: the next channel's turn, unless that was begun already."""
    mark_attempt(work, attempt, AttemptAction.FAIL, reason)
    message = work.session.get_one(Message, attempt.message_id)
    message.why_failed = f"{attempt.channel}: {attempt.reason}"
    log.warning("message %s: %s failed: %s", message.id, attempt.channel, attempt.reason)
    pass_on(work, message, attempt)


def pass_on(work: Work, message: Message, attempt: Attempt) -> None:
    """Try the next channel, once for each attempt, while the message is still on its way."""
    if attempt.passed_on or message.state not in (MessageState.WAITING, MessageState.SENT):
        return
    attempt.passed_on = True
    work.session.flush()
    plan_next(work, message)


def _sent(work: Work, message: Message, attempt: Attempt, outcome: Sent) -> None:
    action = AttemptAction.CONFIRM if outcome.delivered else AttemptAction.SEND
    mark_attempt(work, attempt, action, "", outcome.provider_id)
    if outcome.delivered:
        deliver_message(work, message)
        return
    _on_its_way(work, message)
    channel = work.use(Channels).of(attempt.channel)
    attempt.next_at = work.now() + ASK_FIRST if channel is not None and channel.tells else None
    _hear_early(work, attempt)


def _on_its_way(work: Work, message: Message) -> None:
    if message.state in (MessageState.WAITING, MessageState.SENT):
        mark_message(work, message, MessageAction.SEND)


def _hear_early(work: Work, attempt: Attempt) -> None:
    """A report may overtake the answer that told us the provider's number."""
    if not attempt.provider_id:
        return
    early = select(DeliveryReport).where(
        DeliveryReport.channel == attempt.channel,
        DeliveryReport.provider_id == attempt.provider_id,
        DeliveryReport.taken_at.is_(None),
    )
    for report in work.session.scalars(early.order_by(DeliveryReport.id)):
        report.taken_at = work.now()
        learn(work, attempt, report.told, report.reason)


def _never_sent(work: Work, attempt: Attempt) -> None:
    """The provider knows nothing of it: it may be sent, once more and no oftener than anything else."""
    if attempt.tries > len(WAITS):
        fail(work, attempt, "the provider never got it")
        return
    mark_attempt(work, attempt, AttemptAction.FIND_UNSENT, "the provider never got it")
    attempt.next_at = work.now()
