"""Which channel a message takes, and which one after it."""

from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.notices.choices.ways import address_of
from beebox.notices.delivery.events import AttemptPlanned
from beebox.notices.delivery.marking import mark_attempt, mark_message
from beebox.notices.delivery.quiet import RINGING, after_quiet
from beebox.notices.models import Attempt, Message
from beebox.notices.ports import ChannelKind, Channels
from beebox.notices.tables import AttemptAction, AttemptState, MessageAction, MessageState
from beebox.notices.wording.texts import book


def plan_next(work: Work, message: Message) -> Attempt | None:
    """Plan the next channel of the message's order that was not tried; None at the end of the line."""
    tried = set(work.session.scalars(select(Attempt.channel).where(Attempt.message_id == message.id)))
    for name in message.channels:
        kind = ChannelKind(name)
        if kind in tried or work.use(Channels).of(kind) is None:
            continue
        address = address_of(work, message.person_id, kind)
        if address:
            return plan(work, message, kind, address)
    _end_of_the_line(work, message)
    return None


def plan(work: Work, message: Message, kind: ChannelKind, address: str) -> Attempt:
    """One more attempt on this channel; the inbox takes it at once, the others by an errand."""
    count = select(func.count()).where(Attempt.message_id == message.id, Attempt.channel == kind)
    nth = (work.session.scalar(count) or 0) + 1
    due = due_at(work, message, kind, work.now())
    attempt = Attempt(
        message_id=message.id,
        channel=kind,
        nth=nth,
        address=address,
        reference=f"{message.reference}-{kind}{nth}",
        state=AttemptState.PLANNED,
        planned_at=work.now(),
        next_at=due,
    )
    work.session.add(attempt)
    work.session.flush()
    if kind is ChannelKind.IN_APP:
        mark_attempt(work, attempt, AttemptAction.CONFIRM, "", str(message.id))
        _end_of_the_line(work, message)
    elif due <= work.now():
        work.emit(AttemptPlanned(attempt.id))
    return attempt


def due_at(work: Work, message: Message, kind: ChannelKind, wanted: datetime) -> datetime:
    if message.urgent or kind not in RINGING:
        return wanted
    return after_quiet(wanted, book(work).quiet, work.use(Settings).zone)


def send_again(work: Work, message: Message, actor: Actor) -> Attempt | None:
    """A person wants it tried once more on the first channel that still has an address.

    Channels with an unknown outcome are left out: the text may have arrived there.
    """
    unknown = select(Attempt.channel).where(
        Attempt.message_id == message.id, Attempt.state == AttemptState.UNKNOWN
    )
    left_out = {ChannelKind.IN_APP, *work.session.scalars(unknown)}
    for name in message.channels:
        kind = ChannelKind(name)
        address = "" if kind in left_out else address_of(work, message.person_id, kind)
        if address and work.use(Channels).of(kind) is not None:
            mark_message(work, message, MessageAction.SEND_AGAIN, actor)
            return plan(work, message, kind, address)
    return None


def _end_of_the_line(work: Work, message: Message) -> None:
    """Nothing else to try: the inbox is enough for news and for staff, a term needs a call."""
    if message.state in (MessageState.DELIVERED, MessageState.UNREACHED, MessageState.REACHED):
        return
    if _may_still_arrive(work, message):
        return
    person = work.session.get_one(Person, message.person_id)
    enough = not message.legal or person.role is not Role.CITIZEN or message.read_at is not None
    action = MessageAction.DELIVER if enough else MessageAction.GIVE_UP
    mark_message(work, message, action, SYSTEM)


def _may_still_arrive(work: Work, message: Message) -> bool:
    """An attempt is being made, or is with a provider that was not yet passed by."""
    open_ones = select(Attempt.id).where(
        Attempt.message_id == message.id,
        Attempt.state.in_((AttemptState.PLANNED, AttemptState.SENT, AttemptState.UNKNOWN)),
        Attempt.passed_on.is_(False),
    )
    return work.session.scalar(open_ones.limit(1)) is not None
