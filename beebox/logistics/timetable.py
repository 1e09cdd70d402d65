"""When a box is emptied: its slots on working days, as moments."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.logistics.models import Box
from beebox.workdays.queries import calendar

LONGEST_LOOK = 40
"""Days looked ahead: longer than any run of holidays."""


def slots_of(work: Work, box: Box) -> list[time]:
    """The times of day at which this box is emptied, in order."""
    own = sorted(time.fromisoformat(slot) for slot in box.slots)
    return own or list(work.use(Settings).slots)


def next_emptyings(work: Work, box: Box, count: int) -> list[datetime]:
    """The coming `count` moments at which this box is emptied, in the service's zone."""
    moments = _from(work, box, _today(work))
    found: list[datetime] = []
    for moment in moments:
        if moment > work.now():
            found.append(moment)
        if len(found) == count:
            break
    return found


def due_slots(work: Work, box: Box, days: int) -> list[tuple[date, time, datetime]]:
    """Every slot of the last `days` days that has come, since the box stands there."""
    first = _today(work) - timedelta(days=days - 1)
    known, zone = calendar(work), work.use(Settings).zone
    return [
        (day, slot, moment)
        for day in (first + timedelta(days=n) for n in range(days))
        if known.is_workday(day)
        for slot in slots_of(work, box)
        if box.created_at <= (moment := datetime.combine(day, slot, zone)) <= work.now()
    ]


def pickup_windows(work: Work) -> list[tuple[datetime, datetime]]:
    """When the courier can come to the door: two hours each, on the next three working days."""
    known, zone = calendar(work), work.use(Settings).zone
    soonest = work.now() + timedelta(hours=1)
    day, found = known.on_or_after(_today(work)), []
    for _ in range(3):
        for hour in (9, 11, 14, 16):
            begin = datetime.combine(day, time(hour), zone)
            if begin >= soonest:
                found.append((begin, begin + timedelta(hours=2)))
        day = known.next_workday(day)
    return found


def _from(work: Work, box: Box, day: date) -> Iterator[datetime]:
    known, zone = calendar(work), work.use(Settings).zone
    slots = slots_of(work, box)
    for later in range(LONGEST_LOOK):
        if known.is_workday(day + timedelta(days=later)):
            for slot in slots:
                yield datetime.combine(day + timedelta(days=later), slot, zone)


def _today(work: Work) -> date:
    return work.now().astimezone(work.use(Settings).zone).date()
