from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from beebox.accounts.roles import Actor, Role
from beebox.cases.states import Action, State
from beebox.kernel.db import Base
from beebox.kernel.state_table import Move


class Case(Base):
    """办件: one citizen's business with one department, under one version of a service item."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_queue", "state", "notice_due_on", "id", "submitted_at"),
        Index("ix_cases_queue_item", "state", "item_code", "notice_due_on", "id"),
        Index("ix_cases_queue_department", "state", "department_id", "notice_due_on", "id"),
        Index("ix_cases_queue_language", "state", "language", "notice_due_on", "id"),
        Index("ix_cases_queue_again", "state", "came_again", "notice_due_on", "id"),
        Index(
            "ix_cases_queue_submitted",
            "state",
            "submitted_at",
            "id",
            "item_code",
            "department_id",
            "language",
            "came_again",
        ),
        Index("ix_cases_holding", "state", "held_until"),
        Index("ix_cases_assigned", "state", "assigned_until"),
        Index("ix_cases_desk", "department_id", "state", "id"),
        Index("ix_cases_mine", "citizen_id", "id"),
        Index("ix_cases_held", "held_by"),
        Index("ix_cases_durations", "item_code", "state", "ended_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """The public code, such as 7K3Q-9M2X: case, envelope and parcels share it."""
    number: Mapped[str | None] = mapped_column(unique=True)
    """The formal number (办件编号), given at the first submission."""
    citizen_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), active_history=True)
    item_code: Mapped[str] = mapped_column(active_history=True)
    item_version: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The answers to the item's questions, by question code."""
    form: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """applicant_name, id_number, phone, address and the like, as typed."""
    receiver: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Where the result goes: name, phone, address."""
    state: Mapped[State] = mapped_column(default=State.DRAFT, active_history=True)
    language: Mapped[str] = mapped_column(default="zh", active_history=True)
    """The language its citizen reads, as of the last submission."""
    came_again: Mapped[bool] = mapped_column(default=False, active_history=True)
    """Whether a notice of the pre-audit was ever sent for it."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    submit_key: Mapped[str | None]
    """The one-time form token of the last submission: a replay is answered, not repeated."""
    notice_due_on: Mapped[date | None] = mapped_column(active_history=True)
    """Last day of the five-working-day window for the one-time notice."""
    decide_due_on: Mapped[date | None]
    clock_stopped_on: Mapped[date | None]
    """Since when the clock waits for the citizen; None while it runs."""
    lapses_on: Mapped[date | None]
    lapse_told: Mapped[bool] = mapped_column(default=False)
    result_by: Mapped[str | None]
    """How the result leaves the department: `post`, `collect` (in person) or `none` (no paper)."""
    held_by: Mapped[int | None]
    """The auditor who has this case open, until `held_until`."""
    held_until: Mapped[datetime | None]
    assigned_to: Mapped[int | None]
    """The auditor a supervisor gave it to: nobody else takes it until `assigned_until`."""
    assigned_until: Mapped[datetime | None]
    __mapper_args__ = {"version_id_col": version}


class CaseStep(Base):
    """One line of a case's history; rows are added and never changed."""

    __tablename__ = "case_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    action: Mapped[Action]
    before: Mapped[State]
    after: Mapped[State]
    actor_id: Mapped[int | None]
    role: Mapped[Role]
    note: Mapped[str | None]
    at: Mapped[datetime]

    @classmethod
    def of(
        cls,
        case: Case,
        row: Move[State, Action, Role],
        actor: Actor,
        at: datetime,
        note: str | None,
    ) -> "CaseStep":
        return cls(
            case_id=case.id,
            action=row.action,
            before=row.before,
            after=row.after,
            actor_id=actor.id,
            role=actor.role,
            note=note,
            at=at,
        )


class CaseNumber(Base):
    """The last formal number given out on a day."""

    __tablename__ = "case_numbers"
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
