from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.accounts.roles import Role
from beebox.cases.clock.terms import Reason, What, Which
from beebox.kernel.db import Base


class ClockEvent(Base):
    """期限事件: what happened to one clock of a case; rows are added and never changed."""

    __tablename__ = "clock_events"
    __table_args__ = (Index("ix_clock_events_what", "what", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    which: Mapped[Which]
    what: Mapped[What]
    day: Mapped[date] = mapped_column(Date)
    """The day it counts from, where the service stands; acceptance by silence counts from an earlier one."""
    at: Mapped[datetime]
    by: Mapped[int | None]
    role: Mapped[Role]
    reason: Mapped[Reason | None]
    note: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    """The article it rests on."""
    days: Mapped[int] = mapped_column(default=0)
    told: Mapped[date | None] = mapped_column(Date)
    """A day that was told, not counted: a citizen's last day, or when a special procedure is to end."""
    calendar_version: Mapped[int]
    due: Mapped[date | None] = mapped_column(Date)
    """The last day as it stood after this event, by the calendar of that version: proof, not input."""
    was: Mapped[date | None] = mapped_column(Date)
    """Of a date that moved: what it was."""


class CaseClock(Base):
    """One clock of a case as the fold of its events gave it last: a cache, made anew at any time."""

    __tablename__ = "case_clocks"
    __table_args__ = (Index("ix_case_clocks_amber", "amber_on"), Index("ix_case_clocks_due", "due_on"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    which: Mapped[Which] = mapped_column(primary_key=True)
    started_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    amber_on: Mapped[date | None] = mapped_column(Date)
    """From this day on it is amber; None while it does not run. So too the red day."""
    red_on: Mapped[date | None] = mapped_column(Date)
    stopped_on: Mapped[date | None] = mapped_column(Date)
    why: Mapped[Reason | None]
    planned_until: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    extended: Mapped[int] = mapped_column(default=0)
    breached_on: Mapped[date | None] = mapped_column(Date)
    provisional: Mapped[bool] = mapped_column(default=False)


class Extension(Base):
    """延期: asked for by the department, granted or not by a supervisor, once for a case."""

    __tablename__ = "clock_extensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str]
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime]
    granted: Mapped[bool | None]
    """None while nobody answered."""
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None]
    answered_at: Mapped[datetime | None]


class Escalation(Base):
    """升级提醒: one rung of the ladder for one clock of one case, climbed once."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("case_id", "which", "rung"),
        Index("ix_escalations_open", "role", "done_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    which: Mapped[Which]
    rung: Mapped[str]
    role: Mapped[Role]
    """Whom it was shown to."""
    department_id: Mapped[int | None]
    person_id: Mapped[int | None]
    """The one responsible person, where there is one."""
    due_on: Mapped[date] = mapped_column(Date)
    raised_at: Mapped[datetime]
    done: Mapped[str] = mapped_column(default="")
    """What they did about it."""
    done_by: Mapped[int | None]
    done_at: Mapped[datetime | None]


class Reminder(Base):
    """提醒: one rung of the ladder to the citizen for one told last day, climbed once."""

    __tablename__ = "clock_reminders"
    __table_args__ = (UniqueConstraint("case_id", "which", "rung", "due_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    which: Mapped[Which]
    rung: Mapped[str]
    due_on: Mapped[date] = mapped_column(Date)
    told_at: Mapped[datetime]


class ClockWatch(Base):
    """One row: when the deadlines were last looked at by a time that could be trusted."""

    __tablename__ = "clock_watch"
    id: Mapped[int] = mapped_column(primary_key=True)
    wall: Mapped[datetime]
    steady: Mapped[float]
    """Seconds since the machine was started, by a clock nobody can set."""
    boot: Mapped[str]
    """Which start of which machine."""


class ClockJump(Base):
    """The time leapt and nobody had said it would; deadlines wait until it is settled."""

    __tablename__ = "clock_jumps"
    id: Mapped[int] = mapped_column(primary_key=True)
    found_at: Mapped[datetime]
    """By the clock that leapt."""
    expected: Mapped[datetime]
    seconds: Mapped[int]
    """By how much it is ahead; negative when it went back."""
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None]
    """Nobody, when the time came back by itself."""
    note: Mapped[str] = mapped_column(default="")
