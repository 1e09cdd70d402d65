"""Pure arithmetic of Chinese working days.

Counting follows the Civil Code (民法典): the day of the event is not counted (art. 201), and a
period whose last day is a statutory day of rest ends on the next working day (art. 203). Limits in
the Administrative Licensing Law (行政许可法) are working days without holidays (art. 82). Which
days are worked the State Council announces once a year, with weekends swapped for holidays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST = 3660
"""No legal limit here is longer than ten years; a larger number is a slip of the keyboard."""


class Unit(StrEnum):
    """How a limit is counted; the words of the catalogue."""

    WORKDAY = "workday"
    NATURAL_DAY = "natural_day"
    INSTANT = "instant"


class OnRestDay(StrEnum):
    """What becomes of a period of natural days that ends on a day of rest."""

    ROLL = "roll"
    """It ends on the next working day: Civil Code art. 203, unless a law says otherwise."""
    KEEP = "keep"
    """It ends on that very day: for promises of our own, such as how long a parcel waits."""


@dataclass(frozen=True)
class Calendar:
    """Which days are worked.

    `exceptions` holds the days that differ from Monday to Friday (true: worked). After
    `covered_until` no arrangement is known: Monday to Friday is assumed, except where `exceptions`
    already knows a holiday, and `is_provisional` says so.
    """

    exceptions: Mapping[date, bool]
    covered_until: date
    gaps: frozenset[int] = frozenset()
    """Years before `covered_until` that nobody confirmed."""

    def is_workday(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return day.weekday() < _SATURDAY if known is None else known

    def is_provisional(self, day: date) -> bool:
        """True when the arrangement of that day is not announced yet and the answer may change."""
        return day > self.covered_until or day.year in self.gaps

    def is_provisional_between(self, start: date, end: date) -> bool:
        """True when a day that counts from `start` to `end` is provisional, so `end` may still move."""
        years = range(min(start, end).year, max(start, end).year + 1)
        return max(start, end) > self.covered_until or any(year in self.gaps for year in years)

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.on_or_after(day + _DAY)

    def on_or_after(self, day: date) -> date:
        """`day` itself if it is worked, else the next working day."""
        for _ in range(_LONGEST):
            if self.is_workday(day):
                return day
            day += _DAY
        raise ValueError("the calendar has no working day for ten years")

    def back(self, day: date, count: int) -> date:
        """The day that has `count` working days after it up to and including `day`; the latest such day
        that is worked, or `day` itself for zero."""
        _refuse_nonsense(count)
        for _ in range(_LONGEST * 4):
            if count == 0 and (self.is_workday(day)):
                return day
            count -= self.is_workday(day)
            day -= _DAY
        raise ValueError("the calendar has no working day for ten years")

    def add_workdays(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`; `start` itself is not counted.

        Zero gives `start` itself; a negative count raises ValueError.
        """
        _refuse_nonsense(count)
        day = start
        for _ in range(count):
            day = self.next_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier.

        So `workdays_between(d, add_workdays(d, n)) == n`.
        """
        if end < start:
            return -self.workdays_between(end, start)
        days = ((start + _DAY * n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_workday, days))

    def due(self, start: date, value: int, unit: Unit | str, on_rest_day: OnRestDay = OnRestDay.ROLL) -> date:
        """The last day of a limit that an event on `start` sets running.

        `instant` is due on `start`. Raises ValueError for an unknown unit or a negative value.
        """
        _refuse_nonsense(value)
        match Unit(unit):
            case Unit.INSTANT:
                return start
            case Unit.WORKDAY:
                return self.add_workdays(start, value)
            case Unit.NATURAL_DAY:
                end = start + _DAY * value
                return self.on_or_after(end) if on_rest_day is OnRestDay.ROLL else end


def _refuse_nonsense(count: int) -> None:
    if not 0 <= count <= _LONGEST:
        raise ValueError(f"a limit of {count} days; it should be from 0 to {_LONGEST}")
