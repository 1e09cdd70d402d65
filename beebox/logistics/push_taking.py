"""Taking what was pushed and kept: after the acknowledgement, in any order, as often as it needs."""

import logging

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from beebox.kernel.db import Office, Work
from beebox.logistics.events import PushesHeard
from beebox.logistics.insert_once import insert_once
from beebox.logistics.push_desk import event_from_row, telling_headers
from beebox.logistics.tracking_events import dead_letter, take_events
from beebox.logistics.tracks import CarrierPush, DeadKind, DeadLetter, Heard, PushOutcome

log = logging.getLogger(__name__)
AT_ONCE = 50
MOST_UNREADABLE = 500
"""So many riddles of one carrier are kept for a person; more of them say nothing new."""


def take_pushes(office: Office) -> int:
    """Take everything that waits; how many messages were taken."""
    taken = 0
    while True:
        with office.work() as work:
            done = _take_some(work)
        taken += done
        if done < AT_ONCE:
            return taken


def take_heard_pushes(work: Work, event: PushesHeard) -> None:
    """On PushesHeard: a handful now, and the rest under a new event."""
    if _take_some(work) == AT_ONCE:
        work.emit(PushesHeard())


def keep_unreadable(
    work: Work, carrier: str, headers: dict[str, str], body: bytes, sha256: str, why: str
) -> None:
    """A message that came from the carrier and that nobody understands: kept for a person."""
    same = CarrierPush.carrier == carrier
    riddles = select(func.count()).where(same, CarrierPush.outcome == PushOutcome.UNREADABLE)
    if (work.session.scalar(riddles) or 0) >= MOST_UNREADABLE:
        return
    insert_once(
        work,
        CarrierPush,
        carrier=carrier,
        sha256=sha256,
        body=body,
        headers=telling_headers(headers),
        events=[],
        heard=Heard.UNSIGNED,
        heard_at=work.now(),
        outcome=PushOutcome.UNREADABLE,
        note=why[:300],
    )
    kept = work.session.scalar(select(CarrierPush.id).where(same, CarrierPush.sha256 == sha256))
    dead_letter(work, DeadKind.UNREADABLE, carrier, sha256, why, push_id=kept)


def _take_some(work: Work) -> int:
    waiting = select(CarrierPush).where(CarrierPush.outcome == PushOutcome.WAITING)
    rows = work.session.scalars(
        waiting.order_by(CarrierPush.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    ).all()
    for row in sorted(rows, key=_first_number):
        _take(work, row)
    return len(rows)


def _first_number(row: CarrierPush) -> str:
    """Two processes lock the parcels of their messages in the same order."""
    return min((str(event.get("number", "")) for event in row.events), default="")


def _take(work: Work, row: CarrierPush) -> None:
    """One message; when it makes us stumble, it waits aside and holds up no other.

    A database in trouble is no fault of the message: everything is tried again.
    """
    row.taken_at = work.now()
    try:
        with work.session.begin_nested():
            take_events(work, row.carrier, map(event_from_row, row.events), row.heard)
            _settle_riddle(work, row)
        row.outcome = PushOutcome.TAKEN
    except DBAPIError:
        raise
    except Exception as error:
        log.exception("push %s of %s could not be taken; it is kept", row.id, row.carrier)
        row.outcome, row.note = PushOutcome.STUMBLED, repr(error)[:300]
        dead_letter(work, DeadKind.UNREADABLE, row.carrier, row.sha256, row.note, push_id=row.id)


def _settle_riddle(work: Work, row: CarrierPush) -> None:
    letter = select(DeadLetter).where(DeadLetter.push_id == row.id, DeadLetter.settled_at.is_(None))
    for found in work.session.scalars(letter):
        found.settled_at = work.now()
