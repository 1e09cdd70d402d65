"""How far the machine is with what was given, and a short wait for it.

Most pictures are read within a second of their arrival, so a page that asks is not told "not yet" at
once. Nobody waits for long, and only some at a time: the threads of the web server are for everybody.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from sqlalchemy import select

from beebox.cases.papers import MaterialVersion, ReadingState
from beebox.kernel.db import Office, Work

PATIENCE = 1.0
"""Seconds after which a question is answered in any case."""
LOOK_EVERY = 0.04
"""Seconds between two looks, each one small query."""
SEATS = BoundedSemaphore(4)
"""So many questions of this process wait at the same time; others are answered at once."""


@dataclass(frozen=True)
class Reading:
    """How far reading is: `read` of `pages`, over all present files of a material."""

    busy: bool
    read: int
    pages: int


def reading_now(work: Work, material_id: int) -> Reading:
    """A file that has its word counts with all its pages, also when nobody could read it."""
    wanted = select(MaterialVersion.reading_state, MaterialVersion.pages, MaterialVersion.pages_read).where(
        MaterialVersion.material_id == material_id, MaterialVersion.removed_at.is_(None)
    )
    busy, read, pages = False, 0, 0
    for state, count, through in work.session.execute(wanted):
        waits = state is ReadingState.WAITING
        busy, read, pages = busy or waits, read + (min(through, count) if waits else count), pages + count
    return Reading(busy, read, pages)


def wait_for_reading(office: Office, material_id: int, patience: float, seen: int | None = None) -> Reading:
    """How far it is as soon as it is over, or further than `seen` pages; after `patience` seconds anyway."""
    until = time.monotonic() + patience
    with _seat() as seated:
        while True:
            with office.look() as work:
                now = reading_now(work, material_id)
            changed = not now.busy or (seen is not None and now.read > seen)
            if changed or not seated or time.monotonic() >= until:
                return now
            time.sleep(LOOK_EVERY)


@contextmanager
def _seat() -> Iterator[bool]:
    """Whether there is room to wait."""
    seated = SEATS.acquire(blocking=False)
    try:
        yield seated
    finally:
        if seated:
            SEATS.release()
