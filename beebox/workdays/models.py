"""The days that differ from Monday to Friday, as the administrator keeps them, and their history."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base

LONGEST_NOTE = 60
LONGEST_WHY = 200


class WorkDay(Base):
    """One day of the official arrangement.

    `provisional` days belong to a year whose arrangement nobody has checked against the State
    Council's notice yet.
    """

    __tablename__ = "work_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    is_workday: Mapped[bool]
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    provisional: Mapped[bool] = mapped_column(default=False)


class EditKind(StrEnum):
    SET = "set"
    CLEAR = "clear"
    """The day goes by Monday to Friday again."""
    CONFIRM = "confirm"
    """`day` is 1 January of a year that was compared with the State Council's notice."""


class WorkDayEdit(Base):
    """修改记录: who changed which day, when and why; rows are added and never changed.

    The highest id is the calendar's version: every date that was computed names the version it rests on,
    and the calendar of any version can be told from the rows up to it.
    """

    __tablename__ = "work_day_edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    kind: Mapped[EditKind]
    was: Mapped[bool | None]
    """What the calendar said before: worked, rest, or nothing of its own."""
    is_workday: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")
    provisional: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by: Mapped[int | None]
    import_id: Mapped[int | None]


class CalendarImport(Base):
    """A holiday file somebody brought: looked at first, applied or left."""

    __tablename__ = "calendar_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    digest: Mapped[str]
    """SHA-256 of the file's bytes."""
    source: Mapped[str]
    """What the file says of where its days come from, where it says so."""
    entries: Mapped[list[Any]]
    """[day, worked, note] for every day the file names."""
    skipped: Mapped[list[Any]]
    """Lines that name no day of work or rest: [line, text]."""
    brought_at: Mapped[datetime]
    brought_by: Mapped[int | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[int | None]
    why: Mapped[str] = mapped_column(default="")
