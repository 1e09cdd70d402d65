"""收件批次: exactly one for every box, working day and slot, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Box, Envelope, Round, Scan, Wrong
from beebox.logistics.tables import ROUND_TABLE, EnvelopeState, RoundAction, RoundState
from beebox.logistics.timetable import due_slots

LOOK_BACK_DAYS = 14
LATE_AFTER = timedelta(minutes=15)
MISSED_AFTER = timedelta(minutes=60)
MOST_COUNTED = 10_000


class RoundNotFound(BeeboxError):
    status = 404
    code = "round_not_found"
    message = N_("没有找到这一批。请从“收件批次”里打开今天的批次。")


class CountWanted(BeeboxError):
    status = 422
    code = "count_wanted"
    message = N_("请数一数从箱里取出了几件，填上数字再关箱；一件也没有就填 0。")


@dataclass(frozen=True)
class _Due:
    box_id: int
    on: date
    slot: str
    due_at: datetime
    late: bool


def open_due_rounds(office: Office) -> int:
    """Open every round whose slot has come and which is not there; how many were opened.

    Looks back fourteen days, never before a box stood there, so nothing is lost while the service
    was down, and a second scheduler finds everything opened already.
    """
    with office.look() as work:
        missing = _missing(work)
    if not missing:
        return 0
    with office.work() as work:
        return sum(
            insert_once(
                work,
                Round,
                box_id=due.box_id,
                on=due.on,
                slot=due.slot,
                due_at=due.due_at,
                opened_at=work.now(),
                late=due.late,
            )
            for due in missing
        )


def round_for(work: Work, round_id: int) -> Round:
    found = work.session.get(Round, round_id)
    if found is None:
        raise RoundNotFound
    return found


def expected_in(work: Work, batch: Round) -> int:
    """How many envelopes should be in the box: those said to be dropped, found already or not."""
    here = or_(Envelope.round_id == batch.id, Envelope.state == EnvelopeState.DROPPED)
    said = (
        select(func.count())
        .select_from(Envelope)
        .where(Envelope.box_id == batch.box_id, Envelope.dropped_at.is_not(None), here)
    )
    return work.session.scalar(said) or 0


def found_in(work: Work, batch: Round) -> int:
    found = select(func.count()).select_from(Envelope).where(Envelope.round_id == batch.id)
    return work.session.scalar(found) or 0


def not_found_yet(work: Work, batch: Round) -> Sequence[Envelope]:
    """Envelopes said to be in this box that nobody has scanned."""
    wanted = select(Envelope).where(Envelope.box_id == batch.box_id, Envelope.state == EnvelopeState.DROPPED)
    return work.session.scalars(wanted.order_by(Envelope.dropped_at)).all()


def close_round(work: Work, batch: Round, counted: int, actor: Actor) -> None:
    """End the round with what the collector counted by hand; every difference stays open.

    Closing twice changes nothing. Raises CountWanted for a number no box can hold.
    """
    if batch.state is RoundState.CLOSED:
        return
    if not 0 <= counted <= MOST_COUNTED:
        raise CountWanted
    ROUND_TABLE.advance(batch, RoundAction.CLOSE, actor.role)
    batch.closed_at, batch.closed_by = work.now(), actor.id
    batch.expected, batch.found, batch.counted = (
        expected_in(work, batch),
        found_in(work, batch),
        counted,
    )
    _write_differences(work, batch, actor)


def missed_rounds(work: Work) -> Sequence[tuple[Round, Box]]:
    """Rounds that should have been closed by now."""
    late = Round.due_at < work.now() - MISSED_AFTER
    rows = work.session.execute(
        select(Round, Box)
        .join(Box, Box.id == Round.box_id)
        .where(Round.state == RoundState.OPEN, late)
        .order_by(Round.due_at, Round.id)
    )
    return [(batch, box) for batch, box in rows]


def _write_differences(work: Work, batch: Round, actor: Actor) -> None:
    for envelope in not_found_yet(work, batch):
        if envelope.dropped_at is not None and envelope.dropped_at <= batch.due_at:
            note_discrepancy(work, Wrong.NOT_IN_BOX, actor, round_id=batch.id, envelope_id=envelope.id)
    strangers = _strangers(work, batch)
    for text, outcome in strangers:
        kind = Wrong.TOO_EARLY if outcome == Wrong.TOO_EARLY else Wrong.UNKNOWN
        note_discrepancy(work, kind, actor, text, round_id=batch.id)
    scanned = (batch.found or 0) + len(strangers)
    if batch.counted != scanned:
        note = f"{batch.counted} ≠ {scanned}"
        note_discrepancy(work, Wrong.COUNT, actor, note, round_id=batch.id)


def _strangers(work: Work, batch: Round) -> list[tuple[str, str]]:
    """Codes read in this round that are no envelope's, each once."""
    rows = work.session.execute(
        select(Scan.text, Scan.outcome)
        .where(Scan.round_id == batch.id, Scan.outcome.in_([Wrong.UNKNOWN, Wrong.TOO_EARLY]))
        .distinct()
        .order_by(Scan.text)
    )
    return [(text, outcome) for text, outcome in rows]


def _missing(work: Work) -> list[_Due]:
    first = work.now() - timedelta(days=LOOK_BACK_DAYS + 1)
    rows = work.session.execute(select(Round.box_id, Round.on, Round.slot).where(Round.due_at >= first))
    known = {(box_id, on, slot) for box_id, on, slot in rows}
    return [
        _Due(box.id, on, f"{slot:%H:%M}", moment, work.now() - moment > LATE_AFTER)
        for box in work.session.scalars(select(Box).where(Box.active).order_by(Box.id))
        for on, slot, moment in due_slots(work, box, LOOK_BACK_DAYS)
        if (box.id, on, f"{slot:%H:%M}") not in known
    ]
