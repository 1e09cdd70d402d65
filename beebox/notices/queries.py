"""Reading messages: a person's inbox, the messages of a case with all that was tried."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.masking import mask_id, mask_phone
from beebox.notices.delivery.marking import deliver_message
from beebox.notices.models import Attempt, AttemptStep, DeliveryReport, Message
from beebox.notices.ports import ChannelKind


class NotInTheInbox(BeeboxError):
    status = 404
    code = "not_in_the_inbox"
    message = N_("收件箱里没有这条消息。请回到收件箱看看。")


A_PAGE = 50
MOST_COUNTED = 99


@dataclass(frozen=True)
class Tried:
    """One attempt with its history, and an address that tells nobody's number."""

    attempt: Attempt
    masked: str
    steps: Sequence[AttemptStep]


@dataclass(frozen=True)
class Told:
    """One message of a case with everything that was tried."""

    message: Message
    tried: list[Tried]


def unread_count(work: Work, person_id: int) -> int:
    """How many messages this person has not opened; no more than 99 are counted."""
    some = select(Message.id).where(Message.person_id == person_id, Message.read_at.is_(None))
    return work.session.scalar(select(func.count()).select_from(some.limit(MOST_COUNTED).subquery())) or 0


def inbox(work: Work, person_id: int, before: int | None) -> Sequence[tuple[Message, str]]:
    """A page of messages with the codes of their cases, the newest first; `before` is an id."""
    wanted = select(Message, Case.code).join(Case, Case.id == Message.case_id)
    wanted = wanted.where(Message.person_id == person_id)
    if before is not None:
        wanted = wanted.where(Message.id < before)
    rows = work.session.execute(wanted.order_by(Message.id.desc()).limit(A_PAGE + 1))
    return [(message, code) for message, code in rows]


def mark_read(work: Work, person_id: int, up_to: int) -> int:
    """The person has seen everything up to this message: that counts as reached. How many were new."""
    unread = select(Message).where(
        Message.person_id == person_id, Message.read_at.is_(None), Message.id <= up_to
    )
    rows = work.session.scalars(unread.order_by(Message.id).with_for_update()).all()
    for message in rows:
        message.read_at = work.now()
        deliver_message(work, message)
    return len(rows)


def open_one(work: Work, person_id: int, message_id: int) -> str:
    """This message is read; the path of what it is about. Raises NotInTheInbox."""
    mine = select(Message).where(Message.id == message_id, Message.person_id == person_id)
    message = work.session.scalar(mine.with_for_update())
    if message is None:
        raise NotInTheInbox
    if message.read_at is None:
        message.read_at = work.now()
        deliver_message(work, message)
    code = work.session.get_one(Case, message.case_id).code
    role = work.session.get_one(Person, person_id).role
    if role is Role.CITIZEN:
        return f"/track/{code}"
    return f"/messages?case={code}" if role in (Role.SUPERVISOR, Role.CLERK) else "/inbox"


def messages_of(work: Work, case_id: int) -> list[Told]:
    """All messages of a case, the newest first, each with its attempts in order."""
    wanted = select(Message).where(Message.case_id == case_id).order_by(Message.id.desc())
    messages = work.session.scalars(wanted).all()
    ids = [message.id for message in messages]
    attempts = work.session.scalars(
        select(Attempt).where(Attempt.message_id.in_(ids)).order_by(Attempt.id)
    ).all()
    steps = work.session.scalars(
        select(AttemptStep)
        .where(AttemptStep.attempt_id.in_([a.id for a in attempts]))
        .order_by(AttemptStep.id)
    ).all()
    return [
        Told(
            message,
            [
                Tried(a, masked(a.channel, a.address), [s for s in steps if s.attempt_id == a.id])
                for a in attempts
                if a.message_id == message.id
            ],
        )
        for message in messages
    ]


def masked(kind: ChannelKind, address: str) -> str:
    """An address as staff may see it in a list."""
    if kind is ChannelKind.SMS:
        return mask_phone(address)
    if kind is ChannelKind.IN_APP:
        return ""
    user, at, domain = address.partition("@")
    return mask_id(user) + at + domain if at else mask_id(address)


def unmatched(work: Work) -> Sequence[DeliveryReport]:
    """Reports about messages nobody knows, the newest first."""
    wanted = select(DeliveryReport).where(DeliveryReport.taken_at.is_(None))
    return work.session.scalars(wanted.order_by(DeliveryReport.id.desc()).limit(20)).all()
