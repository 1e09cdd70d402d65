"""Taking pushed messages once more, and sending given-up messages once more. Repeating does no harm."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.logistics.api.hooks import replay_given_up, replay_since, webhooks
from beebox.logistics.api.sending import send_due
from beebox.logistics.faults import CarrierFault
from beebox.logistics.ports import Carriers, NoCarrier
from beebox.logistics.push_desk import event_to_row
from beebox.logistics.push_taking import take_pushes
from beebox.logistics.tracks import CarrierPush, PushOutcome

DEAD = (PushOutcome.STUMBLED, PushOutcome.UNREADABLE)


@dataclass(frozen=True)
class Replay:
    """`pushes` were put back and `taken` of them went through; `riddles` still nobody can read."""

    pushes: int
    taken: int
    riddles: int
    messages: int
    arrived: int


def replay(office: Office, since: datetime | None, *, dead_letters: bool) -> Replay:
    """Dead letters alone, or everything since a moment: pushes to us, and webhook messages of ours.

    A push that could not be read is read anew: the program may have learnt its words meanwhile.
    """
    with office.work() as work:
        waiting, riddles = _put_back(work, since, dead_letters=dead_letters)
    taken = take_pushes(office)
    with office.work() as work:
        messages = _messages(work, since, dead_letters=dead_letters)
    return Replay(waiting, taken, riddles, messages, send_due(office) if messages else 0)


def _put_back(work: Work, since: datetime | None, *, dead_letters: bool) -> tuple[int, int]:
    wanted = select(CarrierPush)
    if dead_letters:
        wanted = wanted.where(CarrierPush.outcome.in_(DEAD))
    if since is not None:
        wanted = wanted.where(CarrierPush.heard_at >= since)
    waiting = riddles = 0
    for push in work.session.scalars(wanted.order_by(CarrierPush.id).with_for_update()):
        if push.outcome is PushOutcome.UNREADABLE and not _read_anew(work, push):
            riddles += 1
            continue
        push.outcome = PushOutcome.WAITING
        waiting += 1
    return waiting, riddles


def _read_anew(work: Work, push: CarrierPush) -> bool:
    """Only a carrier that signs in the body can be read again: other secrets were never kept."""
    try:
        told = work.use(Carriers).named(push.carrier).parse_push(push.headers, {}, push.body)
    except (NoCarrier, CarrierFault):
        return False
    push.events = [event_to_row(event) for event in told.events]
    return True


def _messages(work: Work, since: datetime | None, *, dead_letters: bool) -> int:
    if dead_letters or since is None:
        return replay_given_up(work, since)
    return sum(replay_since(work, hook, since) for hook in webhooks(work))
