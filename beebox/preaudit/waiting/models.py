"""Labels, notes, saved views, what auditors are trained for, and who moved a case from whom to whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, UniqueConstraint, event, inspect, update
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Base

SOME_DAY = date(9999, 12, 31)
"""Stands for the day of a waiting case that has none: last in the queue."""


class Colour(StrEnum):
    """Named as the style sheet names them."""

    PLAIN = "plain"
    NOTE = "note"
    GOOD = "good"
    WAIT = "wait"
    STOP = "stop"


class Label(Base):
    """标签: a coloured word that supervisors keep a list of; a retired one stays on its cases."""

    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    colour: Mapped[Colour]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class CaseLabel(Base):
    """A label on a case. While the case waits for review, `due` is its day, so that a queue is quick."""

    __tablename__ = "case_labels"
    __table_args__ = (Index("ix_case_labels_queue", "label_id", "due", "case_id"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("labels.id"), primary_key=True)
    due: Mapped[date | None]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CaseNote(Base):
    """内部备注: what colleagues tell each other about a case. Rows are added and never changed."""

    __tablename__ = "case_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    text: Mapped[str]


class SavedView(Base):
    """视图: filters, order and columns of the queue under a name of one's own."""

    __tablename__ = "queue_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    """What stands in the address: filters.Filters.asked()."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Everybody may choose it; only a supervisor shares."""
    made_at: Mapped[datetime]


class DefaultView(Base):
    """The view somebody's queue opens with."""

    __tablename__ = "queue_defaults"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("queue_views.id"), index=True)


class SkillKind(StrEnum):
    ITEM = "item"
    DEPARTMENT = "department"
    LANGUAGE = "language"


class Skill(Base):
    """受训范围: something an auditor is trained for; one without any rows takes everything."""

    __tablename__ = "skills"
    __table_args__ = (UniqueConstraint("person_id", "kind", "what"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[SkillKind]
    what: Mapped[str]
    """Code of the item or department, or the language."""


class Capacity(Base):
    """How much one auditor is given; None is no limit."""

    __tablename__ = "capacities"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    a_day: Mapped[int | None]
    at_once: Mapped[int | None]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class HandKind(StrEnum):
    RELEASED = "released"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"


class HandMove(Base):
    """A supervisor took a case from an auditor or gave it to one; only `seen_at` ever changes."""

    __tablename__ = "hand_moves"
    __table_args__ = (Index("ix_hand_moves_told", "person_id", "seen_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[HandKind]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


def queue_day(case: Case) -> date | None:
    """The day a case has in the queue of its labels; None when it does not wait."""
    return (case.notice_due_on or SOME_DAY) if case.state is State.REVIEWING else None


@event.listens_for(Case, "after_update")
def _follow(_mapper: Mapper[Case], connection: Connection, case: Case) -> None:
    found = inspect(case).attrs
    if found.state.history.has_changes() or found.notice_due_on.history.has_changes():
        labels = update(CaseLabel).where(CaseLabel.case_id == case.id)
        connection.execute(labels.values(due=queue_day(case)))
