"""Green, amber, red: from which day on. Pure.

Amber when what is left is at most one working day or a fifth of the limit, whichever comes first; red when
the last day is past. catalogue/deadlines.yaml may say otherwise for a clock.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from beebox.cases.clock.folding import Standing
from beebox.cases.clock.ladder import At, Lamp, Rung
from beebox.workdays.calendar import Calendar, Unit


class Shade(StrEnum):
    """Named as the style sheet names them."""

    GOOD = "good"
    WAIT = "wait"
    STOP = "stop"
    PLAIN = "plain"


@dataclass(frozen=True)
class Turning:
    """From which day on a running clock is amber, and red."""

    amber_on: date | None
    red_on: date | None

    def shade(self, today: date) -> Shade:
        if self.red_on is not None and today >= self.red_on:
            return Shade.STOP
        if self.amber_on is not None and today >= self.amber_on:
            return Shade.WAIT
        return Shade.GOOD


NEVER = Turning(None, None)


def turning(standing: Standing, lamp: Lamp, days: Calendar) -> Turning:
    """NEVER for a clock that stands still or has ended."""
    if not standing.running:
        return NEVER
    amber = _from(standing.due, lamp.amber_left, days)
    if lamp.amber_percent:
        amber = min(amber, _share(standing, lamp.amber_percent, days))
    red = None if lamp.red_left is None else _from(standing.due, lamp.red_left, days)
    return Turning(amber, red)


def _from(due: date, left: int, days: Calendar) -> date:
    return due + timedelta(days=1) if left < 0 else days.back(due, left)


def _share(standing: Standing, percent: int, days: Calendar) -> date:
    """The first day on which so small a share of the limit is left."""
    span = standing.counts[0].span
    if span is None or span.unit is not Unit.WORKDAY:
        whole = (standing.due - standing.started_on).days
        return standing.due - timedelta(days=whole * percent // 100)
    return days.back(standing.due, (span.value + standing.extended) * percent // 100)


def over(due: date, today: date, days: Calendar) -> int:
    """Working days since the last day; 0 on it and before."""
    return max(days.workdays_between(due, today), 0)


def left(due: date, today: date, days: Calendar) -> int:
    """Working days after today up to the last day; negative when it is past, were it by a weekend only."""
    found = days.workdays_between(today, due)
    return min(found, -1) if due < today else found


def reached(rung: Rung, due: date, turns: Turning, today: date, days: Calendar) -> bool:
    """Whether this rung has been come to; a target of our own, which has no red day, is never overdue."""
    match rung.at:
        case At.AMBER:
            return turns.amber_on is not None and today >= turns.amber_on
        case At.RED:
            return turns.red_on is not None and today >= turns.red_on
        case At.OVERDUE:
            late = turns.red_on is not None and due < today
            return late and over(due, today, days) >= rung.days
