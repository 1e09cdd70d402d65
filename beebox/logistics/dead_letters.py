"""What carriers told and nobody could place: looked at by a person, matched by hand, or dismissed."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.insert_once import insert_once
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import CarrierEvent
from beebox.logistics.tracking_events import adopt_number, weigh
from beebox.logistics.tracks import (
    CarrierPush,
    DeadKind,
    DeadLetter,
    ForgedPushes,
    Heard,
    PushOutcome,
    TrackEvent,
    WaybillNumber,
)

MOST = 200


class LetterNotFound(BeeboxError):
    status = 404
    code = "letter_not_found"
    message = N_("没有找到这条消息。请回到“无主的消息”，看看最新的情况。")


class LetterSettled(BeeboxError):
    code = "letter_settled"
    message = N_("这条消息已经处理过了。请刷新页面。")


class NoSuchParcel(BeeboxError):
    status = 422
    code = "no_such_parcel"
    message = N_("没有这个邮包。请填我们的单号（LBW-开头）或运单号，而且要是同一家快递公司的。")


class SayWhyDismissed(BeeboxError):
    status = 422
    code = "say_why_dismissed"
    message = N_("请写明为什么不用管这条消息，再了结。")


def open_letters(work: Work) -> Sequence[DeadLetter]:
    """What waits for a person, the newest first."""
    wanted = select(DeadLetter).where(DeadLetter.settled_at.is_(None))
    return work.session.scalars(wanted.order_by(DeadLetter.id.desc()).limit(MOST)).all()


def scans_under(work: Work, letter: DeadLetter) -> list[CarrierEvent]:
    """What was told of the number of a letter, oldest first."""
    told = select(TrackEvent).where(TrackEvent.carrier == letter.carrier, TrackEvent.number == letter.about)
    if letter.kind is not DeadKind.UNKNOWN_NUMBER:
        return []
    return [row.as_scan() for row in work.session.scalars(told.order_by(TrackEvent.at).limit(20))]


def forged_lately(work: Work) -> Sequence[ForgedPushes]:
    """How many messages nobody could vouch for, by carrier and day, the newest days first."""
    return work.session.scalars(select(ForgedPushes).order_by(ForgedPushes.on.desc()).limit(14)).all()


def match_letter(work: Work, letter_id: int, typed: str, actor: Actor) -> Waybill:
    """The number belongs to this parcel: what was told of it counts for the parcel from now on.

    A message that stumbled is taken again. Raises LetterNotFound, LetterSettled, NoSuchParcel.
    """
    letter = _open(work, letter_id)
    waybill = _parcel(work, letter.carrier, typed.strip())
    if waybill is None or letter.kind is not DeadKind.UNKNOWN_NUMBER:
        raise NoSuchParcel
    row = {"waybill_id": waybill.id, "carrier": waybill.carrier, "number": letter.about}
    insert_once(work, WaybillNumber, **row, since=work.now())
    adopt_number(work, waybill, letter.about)
    _settle(work, letter, actor, typed.strip())
    letter.waybill_id = waybill.id
    weigh(work, waybill, Heard.SIGNED)
    return waybill


def dismiss_letter(work: Work, letter_id: int, why: str, actor: Actor) -> None:
    """Nobody need look at it any more; the words are kept. Raises SayWhyDismissed without any."""
    letter = _open(work, letter_id)
    if not why.strip():
        raise SayWhyDismissed
    _settle(work, letter, actor, why.strip())


def take_again(work: Work, letter_id: int, actor: Actor) -> None:
    """A message that made us stumble waits again to be taken; else nothing changes."""
    letter = _open(work, letter_id)
    push = work.session.get(CarrierPush, letter.push_id) if letter.push_id else None
    if push is None or push.outcome is not PushOutcome.STUMBLED:
        raise LetterSettled
    push.outcome, push.taken_at = PushOutcome.WAITING, None


def _open(work: Work, letter_id: int) -> DeadLetter:
    letter = work.session.get(DeadLetter, letter_id, with_for_update=True)
    if letter is None:
        raise LetterNotFound
    if letter.settled_at is not None:
        raise LetterSettled
    return letter


def _settle(work: Work, letter: DeadLetter, actor: Actor, words: str) -> None:
    letter.settled_at, letter.settled_by, letter.words = work.now(), actor.id, words[:300]


def _parcel(work: Work, carrier: str, typed: str) -> Waybill | None:
    if not (typed.isascii() and typed.isprintable() and typed):
        return None
    same = select(Waybill).where(
        Waybill.carrier == carrier,
        or_(Waybill.number == typed, Waybill.reference == typed.upper()),
    )
    return work.session.scalar(same.limit(1).with_for_update())
