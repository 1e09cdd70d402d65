"""One attempt, carried out: claimed and written down, handed over with no transaction open, recorded."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_secret
from beebox.kernel.outbox import Errand, Lane
from beebox.notices.delivery.events import AttemptPlanned
from beebox.notices.delivery.outcomes import note_outcome
from beebox.notices.delivery.patience import Patience
from beebox.notices.models import Attempt, Message
from beebox.notices.ports import ChannelKind, Channels, Outcome, Outgoing, Refused, Unknown
from beebox.notices.tables import AttemptState

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)
AT_ONCE = 100
"""Of each channel in one run: what waits for one that hangs does not hide the others."""
OUTWARD = tuple(kind for kind in ChannelKind if kind is not ChannelKind.IN_APP)


@dataclass(frozen=True)
class Plan:
    attempt_id: int
    lease: str
    kind: ChannelKind
    outgoing: Outgoing


def claim(work: Work, attempt_id: int) -> Plan | None:
    """Write down that this attempt is handed over now; None when it is not due or somebody has it.

    An attempt that was handed over by a process that died is not repeated: nobody knows whether it
    went out, so it is asked for.
    """
    now = work.now()
    wanted = select(Attempt).where(Attempt.id == attempt_id, Attempt.state == AttemptState.PLANNED)
    attempt = work.session.scalar(wanted.with_for_update(skip_locked=True))
    if attempt is None or attempt.next_at is None or attempt.next_at > now:
        return None
    if attempt.lease is not None:
        if attempt.lease_until is not None and attempt.lease_until <= now:
            attempt.lease = attempt.lease_until = None
            note_outcome(work, attempt, Unknown("the process that was sending it ended"))
        return None
    attempt.lease, attempt.lease_until = new_secret(), now + LEASE
    attempt.handed_at, attempt.tries = now, attempt.tries + 1
    message = work.session.get_one(Message, attempt.message_id)
    return Plan(attempt.id, attempt.lease, attempt.channel, _outgoing(message, attempt))


def hand_over(office: Office, plan: Plan) -> Outcome:
    """Give it to the channel. No transaction is open, and nothing is raised."""
    channel = office.use(Channels).of(plan.kind)
    if channel is None:
        return Refused("this channel is not set up", permanent=True)
    try:
        return channel.send(plan.outgoing)
    except Exception as error:
        log.exception("the channel %s broke its promise", plan.kind)
        return Unknown(f"the channel stumbled: {type(error).__name__}")


def record(work: Work, plan: Plan, outcome: Outcome) -> None:
    """Write down what came of it; whoever lost the claim meanwhile writes nothing."""
    attempt = work.session.get_one(Attempt, plan.attempt_id, with_for_update=True)
    if attempt.lease != plan.lease:
        return
    attempt.lease = attempt.lease_until = None
    note_outcome(work, attempt, outcome)


def send_due(office: Office) -> int:
    """Hand over every attempt whose time has come; how many."""
    with office.look() as work:
        due = select(Attempt.id, Attempt.channel).where(
            Attempt.next_at <= work.now(), Attempt.state == AttemptState.PLANNED
        )
        oldest = due.order_by(Attempt.next_at, Attempt.id).limit(AT_ONCE)
        waiting = [
            row for kind in OUTWARD for row in work.session.execute(oldest.where(Attempt.channel == kind))
        ]
    sent, patience = 0, Patience()
    for attempt_id, kind in waiting:
        if not patience.worn_out(kind):
            with patience.with_(kind):
                sent += _send_one(office, attempt_id)
    return sent


def _send_one(office: Office, attempt_id: int) -> int:
    with office.work() as work:
        plan = claim(work, attempt_id)
    if plan is None:
        return 0
    outcome = hand_over(office, plan)
    with office.work() as work:
        record(work, plan, outcome)
    return 1


def _prepare(work: Work, event: AttemptPlanned) -> Plan | None:
    return claim(work, event.attempt_id)


def _record(work: Work, _event: AttemptPlanned, plan: Plan, outcome: Outcome) -> None:
    record(work, plan, outcome)


SEND_MESSAGE = Errand("notices:send_message", Lane.OUTSIDE, _prepare, hand_over, _record)
"""Hears that an attempt was planned and may go at once; what has to wait is sent by a duty."""


def _outgoing(message: Message, attempt: Attempt) -> Outgoing:
    words, mail = message.words, attempt.channel is ChannelKind.EMAIL
    return Outgoing(
        reference=attempt.reference,
        to=attempt.address,
        text=words["body"] if mail else words["sms"],
        subject=words["subject"] if mail else "",
        fields=words["fields"] if attempt.channel is ChannelKind.WECHAT else {},
        url=words["url"],
        language=message.language,
    )
