"""A holiday file is brought, looked at beside the calendar as it is, and applied or left."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.workdays.arrange import Pen, clear_day, confirm_year, set_day
from beebox.workdays.calendar import Calendar
from beebox.workdays.imports.lines import Sheet
from beebox.workdays.models import LONGEST_NOTE, CalendarImport, WorkDay
from beebox.workdays.queries import calendar, version

STATUTORY_DAYS = 13
"""全国年节及纪念日放假办法 (2024), art. 2: the days off of every year, whatever is swapped for them."""


class NoSuchImport(BeeboxError):
    status = 404
    code = "no_such_import"
    message = N_("没有这份文件。请回到工作日历再导入一次。")


class AppliedAlready(BeeboxError):
    code = "applied_already"
    message = N_("这份文件已经导入过了，不会再导入一次。")


class CalendarChanged(BeeboxError):
    code = "calendar_changed"
    message = N_("您看的时候日历又改过了。下面是和现在的日历重新比较的结果，请看过再导入。")


class ImportWithoutReason(BeeboxError):
    status = 422
    code = "import_without_reason"
    message = N_("请写一句导入的依据，例如通知的文号。它会和每一处修改一起留下。")


@dataclass(frozen=True)
class Change:
    """One day that would be another; None: it goes by Monday to Friday."""

    day: date
    was: bool | None
    becomes: bool | None
    note: str

    @property
    def counts(self) -> bool:
        """Whether the day itself changes between work and rest, not only its note."""
        ordinary = self.day.weekday() < 5
        return (ordinary if self.was is None else self.was) != (
            ordinary if self.becomes is None else self.becomes
        )


def bring(work: Work, name: str, content: bytes, sheet: Sheet, by: int | None) -> CalendarImport:
    """Keep what was read, to be looked at; nothing of the calendar changes."""
    brought = CalendarImport(
        file_name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        source=sheet.source,
        entries=[
            [entry.day.isoformat(), entry.is_workday, " ".join(entry.note.split())[:LONGEST_NOTE]]
            for entry in sheet.entries.values()
        ],
        skipped=[list(line) for line in sheet.skipped[:500]],
        brought_at=work.now(),
        brought_by=by,
    )
    work.session.add(brought)
    work.session.flush()
    return brought


def brought(work: Work, import_id: int, *, to_apply: bool = False) -> CalendarImport:
    found = work.session.get(CalendarImport, import_id, with_for_update=to_apply or None)
    if found is None:
        raise NoSuchImport
    return found


def changes(work: Work, file: CalendarImport, *, whole: bool) -> list[Change]:
    """What the file says otherwise than the calendar; `whole`: what its years have beyond the file goes."""
    said = {date.fromisoformat(day): (bool(kind), note) for day, kind, note in file.entries}
    found = []
    rows = {row.day: row for row in work.session.scalars(select(WorkDay))}
    for day, (kind, note) in said.items():
        row = rows.get(day)
        if row is None or (row.is_workday, row.note) != (kind, note):
            found.append(Change(day, row.is_workday if row else None, kind, note))
    if whole:
        years = {day.year for day in said}
        gone = [row for day, row in rows.items() if day.year in years and day not in said]
        found += [Change(row.day, row.is_workday, None, row.note) for row in gone]
    return sorted(found, key=lambda change: change.day)


def sparse_years(file: CalendarImport) -> list[tuple[int, int]]:
    """Years of which the file names fewer days of rest than the law alone gives, with how many."""
    days = [(date.fromisoformat(day).year, not kind) for day, kind, _note in file.entries]
    found = [(year, sum(rest for of, rest in days if of == year)) for year in sorted({of for of, _ in days})]
    return [(year, count) for year, count in found if count < STATUTORY_DAYS]


def after(work: Work, found: Sequence[Change]) -> Calendar:
    """The calendar as it would be."""
    now = calendar(work)
    days = dict(now.exceptions)
    for change in found:
        if change.becomes is None:
            days.pop(change.day, None)
        else:
            days[change.day] = change.becomes
    return Calendar(days, now.covered_until, now.gaps)


def apply(work: Work, import_id: int, seen: int, pen: Pen, *, whole: bool, confirm: bool) -> int:
    """Take the file into the calendar, each day with who and why; how many days changed.

    `seen` is the calendar's version beside which the changes were looked at.
    """
    file = brought(work, import_id, to_apply=True)
    if file.applied_at is not None:
        raise AppliedAlready
    if not pen.why.strip():
        raise ImportWithoutReason
    if seen != version(work):
        raise CalendarChanged
    found = changes(work, file, whole=whole)
    noted = Pen(pen.by, pen.why.strip(), file.id)
    for change in found:
        if change.becomes is None:
            clear_day(work, change.day, pen=noted)
        else:
            set_day(work, change.day, is_workday=change.becomes, note=change.note, pen=noted)
    if confirm:
        for year in sorted({date.fromisoformat(entry[0]).year for entry in file.entries}):
            confirm_year(work, year, noted)
    file.applied_at, file.applied_by, file.why = work.now(), pen.by, noted.why
    return len(found)
