"""The reasons in force, each earlier wording, and each time one was held against a material."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class LibraryReason(Base):
    """退回原因: one reason as it is offered now."""

    __tablename__ = "reasons"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Never changes: decisions and statistics know the reason by it."""
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    content: Mapped[dict[str, Any]]
    """reasons.Reason without its code and `active`."""
    edited: Mapped[bool] = mapped_column(default=False)
    """Whether a supervisor ever wrote it: from then on the catalogue leaves it alone."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class ReasonVersion(Base):
    """One wording of one reason; rows are added and never changed."""

    __tablename__ = "reason_versions"
    __table_args__ = (UniqueConstraint("reason_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reason_id: Mapped[int] = mapped_column(ForeignKey("reasons.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    active: Mapped[bool]
    changed: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the fields that differ from the version before; empty for the first."""
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None: the catalogue."""
    at: Mapped[datetime]


class ReasonUse(Base):
    """A reason was held against a material in a notice that was sent: what the counts are made of."""

    __tablename__ = "reason_uses"
    __table_args__ = (Index("ix_reason_uses_at_code", "at", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id"), index=True)
    code: Mapped[str]
    item_code: Mapped[str]
    material_code: Mapped[str]
    at: Mapped[datetime]
