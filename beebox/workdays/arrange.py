"""What the administrator does with the calendar; every change leaves its row in work_day_edits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.workdays.models import LONGEST_NOTE, EditKind, WorkDay, WorkDayEdit
from beebox.workdays.queries import confirmed


class NoteTooLong(BeeboxError):
    code = "note_too_long"
    status = 422
    message = N_("说明最多 %(most)s 个字，请缩短后再保存。")


class NothingToConfirm(BeeboxError):
    code = "nothing_to_confirm"
    status = 409
    message = N_("%(year)s年还没有录入任何放假或调休安排。请先逐日录入，再确认全年。")


@dataclass(frozen=True)
class Pen:
    """Who writes, and why: it stands beside every change for good."""

    by: int | None = None
    why: str = ""
    import_id: int | None = None


NOBODY = Pen()


def set_day(work: Work, day: date, *, is_workday: bool, note: str = "", pen: Pen = NOBODY) -> WorkDay:
    """Record that `day` is, or is not, worked; a later word replaces an earlier one.

    A day of a year not confirmed yet stays provisional until `confirm_year`.
    """
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)
    row = work.session.get(WorkDay, day)
    was = None if row is None else row.is_workday
    if row is None:
        row = WorkDay(day=day, provisional=not confirmed(work, day.year))
        work.session.add(row)
    row.is_workday = is_workday
    row.note = note
    edit = _edit(work, row, EditKind.SET, pen)
    edit.was = was
    work.session.add(edit)
    work.session.flush()
    return row


def clear_day(work: Work, day: date, *, pen: Pen = NOBODY) -> bool:
    """Let `day` go by Monday to Friday again; whether there was anything to clear."""
    row = work.session.get(WorkDay, day)
    if row is None:
        return False
    edit = _edit(work, row, EditKind.CLEAR, pen)
    edit.was, edit.is_workday = row.is_workday, None
    work.session.add(edit)
    work.session.delete(row)
    work.session.flush()
    return True


def confirm_year(work: Work, year: int, pen: Pen = NOBODY) -> None:
    """Say that the whole year was compared with the State Council's notice.

    Raises NothingToConfirm when not one day of the year is recorded.
    """
    in_year = WorkDay.day.between(date(year, 1, 1), date(year, 12, 31))
    if work.session.scalar(select(WorkDay.day).where(in_year).limit(1)) is None:
        raise NothingToConfirm(year=year)
    work.session.execute(update(WorkDay).where(in_year).values(provisional=False))
    work.session.add(
        WorkDayEdit(
            day=date(year, 1, 1), kind=EditKind.CONFIRM, at=work.now(), by=pen.by, why=pen.why,
            import_id=pen.import_id,
        )
    )  # fmt: skip
    work.session.flush()


def _edit(work: Work, row: WorkDay, kind: EditKind, pen: Pen) -> WorkDayEdit:
    return WorkDayEdit(
        day=row.day, kind=kind, is_workday=row.is_workday, note=row.note,
        provisional=row.provisional, why=pen.why, at=work.now(), by=pen.by, import_id=pen.import_id,
    )  # fmt: skip
