"""Looking after what is with a provider: asked for, and passed on when nothing is heard."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.notices.delivery.marking import mark_attempt
from beebox.notices.delivery.outcomes import OPEN, learn, pass_on
from beebox.notices.delivery.patience import Patience
from beebox.notices.delivery.sending import AT_ONCE, OUTWARD, send_due
from beebox.notices.models import Attempt, Message
from beebox.notices.ports import ChannelKind, Channels, Told
from beebox.notices.tables import AttemptAction, AttemptState
from beebox.notices.wording.texts import book

log = logging.getLogger(__name__)
ASK_EVERY = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=4),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
LONGEST = timedelta(days=3)
"""After so long nobody is asked any more; reports that come later are still taken."""


@dataclass(frozen=True)
class Question:
    attempt_id: int
    kind: ChannelKind
    reference: str
    provider_id: str


def carry_messages(office: Office) -> int:
    """The duty: hand over what is due, ask for what is open, pass on what tells nothing."""
    return send_due(office) + ask_due(office)


def ask_due(office: Office) -> int:
    """Ask for every open attempt whose time has come; how many were settled."""
    with office.look() as work:
        due = select(Attempt).where(Attempt.next_at <= work.now(), Attempt.state.in_(OPEN))
        oldest = due.order_by(Attempt.next_at, Attempt.id).limit(AT_ONCE)
        rows = [
            row for kind in OUTWARD for row in work.session.scalars(oldest.where(Attempt.channel == kind))
        ]
        questions = [Question(row.id, row.channel, row.reference, row.provider_id) for row in rows]
    settled, patience = 0, Patience()
    for question in questions:
        if not patience.worn_out(question.kind):
            with patience.with_(question.kind):
                settled += _ask(office, question)
    return settled


def _ask(office: Office, question: Question) -> int:
    told = Told.UNKNOWN
    channel = office.use(Channels).of(question.kind)
    if channel is not None:
        try:
            told = channel.ask(question.reference, question.provider_id)
        except Exception:
            log.exception("the channel %s broke its promise", question.kind)
    with office.work() as work:
        attempt = work.session.get_one(Attempt, question.attempt_id, with_for_update=True)
        if attempt.state not in OPEN:
            return 0
        learn(work, attempt, told)
        if attempt.state in OPEN:
            _wait_on(work, attempt)
            return 0
    return 1


def _wait_on(work: Work, attempt: Attempt) -> None:
    """Still nothing: when to look again, and whether it is the next channel's turn."""
    now, since = work.now(), attempt.handed_at or attempt.planned_at
    wait = timedelta(minutes=getattr(book(work).waits, attempt.channel.value))
    if now - since >= wait:
        pass_on(work, work.session.get_one(Message, attempt.message_id), attempt)
    attempt.asked += 1
    if now - since >= LONGEST:
        _give_up_asking(work, attempt)
        return
    step = ASK_EVERY[min(attempt.asked, len(ASK_EVERY)) - 1]
    pause = min(step, max(since + wait - now, timedelta(seconds=1))) if not attempt.passed_on else step
    attempt.next_at = now + pause


def _give_up_asking(work: Work, attempt: Attempt) -> None:
    if attempt.state is AttemptState.SENT:
        mark_attempt(work, attempt, AttemptAction.LOSE, "no delivery report came")
    attempt.next_at = None
