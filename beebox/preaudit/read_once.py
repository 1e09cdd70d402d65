"""Each file is read once: what was read is known by its bytes, and whoever comes meanwhile waits for it.

A reading is kept with the edition of the machine that made it, so another engine or another program
reads anew. Findings are never kept here: rules look at the form and the day as well.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from beebox.cases.papers import MaterialVersion, ReadingState
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileGone, FileStore
from beebox.kernel.ids import new_secret
from beebox.preaudit.models import Reading
from beebox.preaudit.ports import PageReader
from beebox.preaudit.readings import reading_of
from beebox.preaudit.report import MaterialReading

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=3)
"""Whoever says nothing for so long reads no more: a page has one minute, the start of a child another."""
LOOK_EVERY = 0.2
"""Seconds between looks whether somebody else's reading of the same bytes is done."""
TELL_EVERY = 0.5
"""Seconds between two notes of how far a reading is."""

Outcome = tuple[MaterialReading, tuple[str, ...]]
"""A reading, and the file key of a picture of each of its pages (empty for a page not read)."""


@dataclass(frozen=True)
class Paper:
    """A file to read: where it lies, and what its reading is known by."""

    file_key: str
    sha256: str
    kind: str
    pages: int


@dataclass(frozen=True)
class _Known:
    row_id: int
    reading: MaterialReading
    previews: tuple[str, ...]


@dataclass(frozen=True)
class _Turn:
    """A claim of ours on a reading that nobody has made."""

    row_id: int
    claim: str


def read_once(office: Office, paper: Paper) -> Outcome:
    """What stands in the file, with pictures of its own; ReadingFailed or FileGone.

    Slow, called with no transaction open. Of two that ask for the same bytes at once one reads.
    """
    edition = office.use(PageReader).edition
    while True:
        known, busy = _look_up(office, paper, edition)
        if known is not None:
            try:
                return known.reading, _copies(office, known.previews)
            except FileGone:
                _forget(office, known.row_id)
        elif busy:
            time.sleep(LOOK_EVERY)
        elif turn := _take(office, paper, edition):
            return _read(office, paper, turn)


def _look_up(office: Office, paper: Paper, edition: str) -> tuple[_Known | None, bool]:
    """What is known already, and whether somebody is reading it now."""
    with office.look() as work:
        row = work.session.scalar(_row_of(paper, edition))
        if row is None:
            return None, False
        reading = reading_of(row)
        known = _Known(row.id, reading, tuple(row.previews)) if reading else None
        return known, _is_claimed(work, row)


def _row_of(paper: Paper, edition: str) -> Select[Reading]:
    return select(Reading).where(
        Reading.sha256 == paper.sha256, Reading.kind == paper.kind, Reading.edition == edition
    )


def _is_claimed(work: Work, row: Reading) -> bool:
    return row.claimed_until is not None and row.claimed_until > work.now()


def _copies(office: Office, previews: Sequence[str]) -> tuple[str, ...]:
    """The same pictures under keys of their own: an upload that goes takes nothing from another."""
    files = office.use(FileStore)
    return tuple(files.put(files.read(key)).key if key else "" for key in previews)


def _forget(office: Office, row_id: int) -> None:
    with office.work() as work:
        work.session.execute(delete(Reading).where(Reading.id == row_id))


def _take(office: Office, paper: Paper, edition: str) -> _Turn | None:
    """A claim to read; None when somebody was quicker."""
    with office.work() as work:
        row = work.session.scalar(_row_of(paper, edition).with_for_update())
        if row is None:
            row = Reading(sha256=paper.sha256, kind=paper.kind, edition=edition, previews=[])
            try:
                with work.session.begin_nested():
                    work.session.add(row)
            except IntegrityError:
                return None
        elif _is_claimed(work, row) or reading_of(row) is not None:
            return None
        turn = _Turn(row.id, new_secret())
        row.claim, row.claimed_until = turn.claim, work.now() + CLAIM
        return turn


def _read(office: Office, paper: Paper, turn: _Turn) -> Outcome:
    """Read it ourselves, and keep what was read unless some page failed: that is tried again next time."""
    files, progress = office.use(FileStore), _Progress(office, paper, turn)
    kept: dict[str, Any] = {}
    try:
        reading, pictures = office.use(PageReader).read(
            files.read(paper.file_key), paper.kind, paper.pages, progress.told
        )
        previews = tuple(files.put(picture).key if picture else "" for picture in pictures)
        if not reading.unread:
            kept = {"reading": reading.to_json(), "previews": list(previews), "read_at": office.now()}
        return reading, previews
    finally:
        with office.work() as work:
            mine = update(Reading).where(Reading.id == turn.row_id, Reading.claim == turn.claim)
            work.session.execute(mine.values(claim=None, claimed_until=None, **kept))


class _Progress:
    """Notes how far a reading is, for all who wait for these bytes, and that its reader is alive."""

    def __init__(self, office: Office, paper: Paper, turn: _Turn) -> None:
        self._office, self._paper, self._turn = office, paper, turn
        self._last = time.monotonic()

    def told(self, pages: int) -> None:
        """A note that cannot be written costs nothing: the reading goes on."""
        if pages >= self._paper.pages or time.monotonic() - self._last < TELL_EVERY:
            return
        self._last = time.monotonic()
        try:
            with self._office.work() as work:
                self._write(work, pages)
        except Exception:
            log.exception("how far a reading is could not be noted")

    def _write(self, work: Work, pages: int) -> None:
        mine = update(Reading).where(Reading.id == self._turn.row_id, Reading.claim == self._turn.claim)
        work.session.execute(mine.values(claimed_until=work.now() + CLAIM))
        waiting = update(MaterialVersion).where(
            MaterialVersion.sha256 == self._paper.sha256,
            MaterialVersion.kind == self._paper.kind,
            MaterialVersion.reading_state == ReadingState.WAITING,
        )
        work.session.execute(waiting.values(pages_read=pages))


def sweep_readings(office: Office) -> int:
    """Forget what was read in files that nobody hands in any more; how many readings that were.

    A duty of the timetable, safe to repeat. What is being read at this moment stays.
    """
    present = select(MaterialVersion.id).where(
        MaterialVersion.sha256 == Reading.sha256, MaterialVersion.removed_at.is_(None)
    )
    with office.work() as work:
        free = or_(Reading.claimed_until.is_(None), Reading.claimed_until <= work.now())
        gone = work.session.execute(
            delete(Reading).where(~present.exists(), free), {"synchronize_session": False}
        )
        return cast(CursorResult[Any], gone).rowcount
