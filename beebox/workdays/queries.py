"""The calendar as the database knows it, and the year as the administrator sees it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from beebox.kernel.db import Work
from beebox.workdays.calendar import Calendar
from beebox.workdays.models import WorkDay


@dataclass(frozen=True)
class Day:
    """One day of a month's sheet; `set_here` when it differs from Monday to Friday by a row."""

    day: date
    is_workday: bool
    set_here: bool
    note: str


@dataclass(frozen=True)
class Year:
    """A whole year; each month as weeks from Monday to Sunday, None outside the month."""

    year: int
    provisional: bool
    workdays: int
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]


def calendar(work: Work) -> Calendar:
    """The calendar of this moment; cheap enough to be asked for once in every use case."""
    rows = work.session.scalars(select(WorkDay))
    return Calendar({row.day: row.is_workday for row in rows}, covered_until(work))


def covered_until(work: Work) -> date:
    """31 December of the last year whose arrangement is confirmed; `date.min` when none is."""
    last = work.session.scalar(select(func.max(WorkDay.day)).where(~WorkDay.provisional))
    return date(last.year, 12, 31) if last else date.min


def confirmed(work: Work, year: int) -> bool:
    """Whether somebody compared this year with the State Council's notice."""
    of_year = WorkDay.day.between(date(year, 1, 1), date(year, 12, 31))
    found = work.session.scalar(select(WorkDay.day).where(of_year, ~WorkDay.provisional).limit(1))
    return found is not None


def year_sheet(work: Work, year: int) -> Year:
    """The year with every day's kind and note."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = work.session.scalars(select(WorkDay).where(WorkDay.day.between(first, last)))
    found = {row.day: row for row in rows}
    known = calendar(work)
    days = [
        Day(day, known.is_workday(day), day in found, found[day].note if day in found else "")
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]
    months = tuple(_weeks([day for day in days if day.day.month == m]) for m in range(1, 13))
    return Year(year, not confirmed(work, year), sum(day.is_workday for day in days), months)


def _weeks(days: list[Day]) -> tuple[tuple[Day | None, ...], ...]:
    before = days[0].day.weekday()
    cells: list[Day | None] = [*([None] * before), *days]
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
