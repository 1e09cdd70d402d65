"""The calendar as the database knows it, and the year as the administrator sees it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from beebox.kernel.db import Work
from beebox.workdays.calendar import Calendar
from beebox.workdays.models import EditKind, WorkDay, WorkDayEdit

AHEAD = timedelta(days=60)
"""How far the calendar must be confirmed: the longest legal limit in common use, and some days."""


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
    rows = work.session.execute(select(WorkDay.day, WorkDay.is_workday, WorkDay.provisional)).all()
    return _calendar({row[0]: row[1] for row in rows}, {row[0].year for row in rows if not row[2]})


def _calendar(days: dict[date, bool], confirmed_years: set[int]) -> Calendar:
    if not confirmed_years:
        return Calendar(days, date.min)
    first, last = min(confirmed_years), max(confirmed_years)
    gaps = frozenset(range(first, last)) - confirmed_years
    return Calendar(days, date(last, 12, 31), gaps)


def version(work: Work) -> int:
    """Which calendar this is: it grows with every change."""
    return work.session.scalar(select(func.max(WorkDayEdit.id))) or 0


def calendar_at(work: Work, wanted: int) -> Calendar:
    """The calendar as it was known in that version."""
    days: dict[date, bool] = {}
    sure: set[date] = set()
    edits = select(WorkDayEdit).where(WorkDayEdit.id <= wanted).order_by(WorkDayEdit.id)
    for edit in work.session.scalars(edits):
        match edit.kind:
            case EditKind.SET:
                days[edit.day] = bool(edit.is_workday)
                (sure.discard if edit.provisional else sure.add)(edit.day)
            case EditKind.CLEAR:
                days.pop(edit.day, None)
                sure.discard(edit.day)
            case EditKind.CONFIRM:
                sure |= {day for day in days if day.year == edit.day.year}
    return _calendar(days, {day.year for day in sure})


def known_until(work: Work, today: date) -> date:
    """The last day up to which, from today on, every year is confirmed; yesterday when none is."""
    years = set(work.session.scalars(select(WorkDay.day).where(~WorkDay.provisional)))
    sure, year = {day.year for day in years}, today.year
    if year not in sure:
        return today - timedelta(days=1)
    while year + 1 in sure:
        year += 1
    return date(year, 12, 31)


def running_out(work: Work, today: date) -> date | None:
    """The last known day when less than sixty days ahead are known; None while all is well."""
    until = known_until(work, today)
    return until if until < today + AHEAD else None


def edits(work: Work, year: int, most: int = 200) -> list[WorkDayEdit]:
    """What was changed in a year's days, newest first."""
    of_year = WorkDayEdit.day.between(date(year, 1, 1), date(year, 12, 31))
    newest = select(WorkDayEdit).where(of_year).order_by(WorkDayEdit.id.desc()).limit(most)
    return list(work.session.scalars(newest))


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
