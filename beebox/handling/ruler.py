"""The legal clock as a ruler: which days were counted, which not and why, where today is, what is left.

Pure: it is given the calendar, the day the limit began and the stretches that do not count. A stretch
excludes its first day and includes its last, as the clock itself does (cases/legal_clock.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from enum import StrEnum

from beebox.cases.clock.terms import What
from beebox.cases.models import CaseStep
from beebox.cases.states import Action
from beebox.workdays.calendar import Calendar, Unit

ROOM = 13
"""Cells that fit side by side on a desk's screen."""


class Mark(StrEnum):
    """Named as the style sheet names them."""

    USED = "used"
    OFF = "off"
    NOW = "now"
    LEFT = "left"
    DUE = "due"


class Why(StrEnum):
    """Whom the clock waited for."""

    SENT_BACK = "sent_back"
    PAPER = "paper"
    CORRECTION = "correction"
    SPECIAL = "special"


@dataclass(frozen=True)
class Stop:
    after: date
    until: date | None
    """The last day that does not count; None while it still stands."""
    why: Why


@dataclass(frozen=True)
class Cell:
    day: date
    mark: Mark
    number: int = 0
    """Which day of the limit it is; 0 where it does not count."""
    today: bool = False
    why: Why | None = None
    days: int = 1
    """How many days this cell stands for, ending with `last`."""
    last: date | None = None


@dataclass(frozen=True)
class Ruler:
    start: date
    due: date | None
    """None while the clock is stopped."""
    length: int
    cells: tuple[Cell, ...]
    left: int
    stopped: int
    """Days that did not count."""


_STOPS = {
    Action.SEND_BACK: Why.SENT_BACK,
    Action.PASS: Why.PAPER,
    Action.ASK_CORRECTION: Why.CORRECTION,
}
_GOES_ON = frozenset({Action.SUBMIT, Action.RECEIVE, Action.RECALL})


def stops_in(steps: Iterable[tuple[Action, date]]) -> list[Stop]:
    """The stretches in which a case waited for its citizen, from its history."""
    found: list[Stop] = []
    for action, day in steps:
        if found and found[-1].until is None and action in _GOES_ON:
            found[-1] = replace(found[-1], until=day)
        elif action in _STOPS:
            found.append(Stop(day, None, _STOPS[action]))
    return found


def special_stops(events: Iterable[tuple[What, date]]) -> list[Stop]:
    """The stretches of special procedures, from the events of the decision's clock."""
    found: list[Stop] = []
    for what, day in events:
        if what is What.STOPPED:
            found.append(Stop(day, None, Why.SPECIAL))
        elif what in {What.RESUMED, What.MET} and found and found[-1].until is None:
            found[-1] = replace(found[-1], until=day)
    return found


def draw(
    days: Calendar,
    today: date,
    start: date,
    due: date,
    unit: Unit,
    stops: Sequence[Stop] = (),
    room: int = ROOM,
) -> Ruler:
    """The ruler from the day after `start` to `due`, or to today when that is later."""
    standing = any(stop.until is None for stop in stops)
    end = max(due, today) if not standing else today
    cells = list(_cells(days, today, start, end, due, unit, stops))
    counted = [cell for cell in cells if cell.number]
    used = sum(1 for cell in counted if cell.day <= today)
    if standing:
        left = days.workdays_between(stops[-1].after, due)
        return Ruler(start, None, used + left, fold(cells, room), left, _off(cells))
    length = max((cell.number for cell in counted if cell.day <= due), default=0)
    return Ruler(start, due, length, fold(cells, room), length - used, _off(cells))


def _cells(
    days: Calendar, today: date, start: date, end: date, due: date, unit: Unit, stops: Sequence[Stop]
) -> Iterator[Cell]:
    number, day = 0, start
    while day < end:
        day += timedelta(days=1)
        if unit is Unit.WORKDAY and not days.is_workday(day):
            continue
        why = next((s.why for s in stops if s.after < day and (s.until is None or day <= s.until)), None)
        if why is not None:
            yield Cell(day, Mark.OFF, today=day == today, why=why)
            continue
        number += 1
        mark = Mark.NOW if day == today else Mark.USED if day < today else Mark.LEFT
        yield Cell(day, Mark.DUE if day == due else mark, number, day == today)


def fold(cells: Sequence[Cell], room: int = ROOM) -> tuple[Cell, ...]:
    """The same ruler in fewer cells: runs of like days far from today become one."""
    folded = list(cells)
    for longest in range(room, -1, -1):
        if len(folded) <= room:
            break
        folded = list(_folded(cells, longest))
    return tuple(folded)


def _folded(cells: Sequence[Cell], longest: int) -> Iterator[Cell]:
    run: list[Cell] = []
    now = next((n for n, cell in enumerate(cells) if cell.today), 0)
    for n, cell in enumerate(cells):
        fixed = cell.today or cell.mark is Mark.DUE or (cell.mark is not Mark.OFF and abs(n - now) <= longest)
        if run and (fixed or run[0].mark is not cell.mark or run[0].why is not cell.why):
            yield _one(run)
            run = []
        if fixed:
            yield cell
        else:
            run.append(cell)
    if run:
        yield _one(run)


def _one(run: Sequence[Cell]) -> Cell:
    return replace(run[0], days=len(run), last=run[-1].day) if len(run) > 1 else run[0]


def _off(cells: Iterable[Cell]) -> int:
    return sum(1 for cell in cells if cell.mark is Mark.OFF)


def days_of(steps: Iterable[CaseStep], zone: tzinfo) -> list[tuple[Action, date]]:
    """Each step with the day on which it fell where the service stands."""
    return [(step.action, step.at.astimezone(zone).date()) for step in steps]
