from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class Result(Base):
    """办理结果: the department's decision; one for each case."""

    __tablename__ = "results"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    granted: Mapped[bool]
    text: Mapped[str]
    file_key: Mapped[str | None]
    file_name: Mapped[str | None]
    file_mime: Mapped[str | None]
    decided_by: Mapped[int]
    decided_at: Mapped[datetime]
    pickup_seed: Mapped[str | None]
    """The pickup code is a keyed hash of this: with the table alone nobody knows a code."""
    pickup_tries: Mapped[int] = mapped_column(default=0)
    pickup_locked_until: Mapped[datetime | None]
    collected_at: Mapped[datetime | None]
    collected_by: Mapped[str | None]
    """The name on the identity document that was shown."""
    id_checked: Mapped[str | None]
    """Its last four signs: enough to prove that it was seen, not enough to copy it."""
    handed_by: Mapped[int | None]


class CorrectionApproval(Base):
    """A clerk's request beyond the one-time rule, and a supervisor's answer to it; one for each case."""

    __tablename__ = "correction_approvals"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    wanted: Mapped[list[Any]]
    """Codes of materials that the clerk wants to name."""
    typed: Mapped[dict[str, Any]]
    """What stood in the form, so that nothing is typed twice."""
    covers: Mapped[list[Any]] = mapped_column(default=list)
    """The codes that were agreed to."""
    reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]


class Level(StrEnum):
    """The five levels of 好差评, best first."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    VERY_BAD = "very_bad"


class Rating(Base):
    """评价: what the citizen says of the service; once, and nobody here can change it."""

    __tablename__ = "ratings"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    level: Mapped[Level]
    text: Mapped[str] = mapped_column(default="")
    rated_by: Mapped[int]
    rated_at: Mapped[datetime]
