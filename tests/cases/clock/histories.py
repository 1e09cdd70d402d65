"""Histories of a clock for tests, and an oracle that counts day by day and knows nothing of the fold."""

from dataclasses import dataclass
from datetime import date, timedelta

from beebox.cases.clock.limits import CaseLimits, Span
from beebox.cases.clock.terms import Reason, What, Which
from beebox.catalog.definitions import LimitStart
from beebox.workdays.calendar import Calendar, Unit

EXTENSION = Span(10, Unit.WORKDAY, "art. 42")


@dataclass(frozen=True)
class Line:
    which: Which
    what: What
    day: date
    days: int = 0
    told: date | None = None
    reason: Reason | None = None


def limits(*spans: Span, which: Which = Which.DECISION) -> CaseLimits:
    return CaseLimits({which: spans}, LimitStart.ACCEPT, EXTENSION)


def counted_by_hand(start: date, budget: int, waits: list[tuple[date, date]], days: Calendar) -> date:
    """Walk from day to day: a working day after the start counts unless it lies in a wait, whose first day
    still counted and whose last does not. The day on which the budget is used up is the last day."""
    day, used = start, 0
    while used < budget:
        day += timedelta(days=1)
        waiting = any(after < day <= until for after, until in waits)
        if days.is_workday(day) and not waiting:
            used += 1
    return day
