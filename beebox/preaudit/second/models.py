"""The rule of the second reader, each reading, and each difference."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.preaudit.models import Outcome
from beebox.preaudit.second.tables import SecondState


class SecondRule(Base):
    """复看规则: how many cases a second person reads. The newest row of an item counts; none is changed."""

    __tablename__ = "second_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[str] = mapped_column(index=True)
    """Empty: for every item that has no rule of its own."""
    percent: Mapped[float]
    """0 to 100; 100 is always."""
    blind: Mapped[bool]
    """Whether the second reader decides without seeing the first words."""
    dropped: Mapped[bool] = mapped_column(default=False)
    """The item goes by the rule for all again."""
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class SecondReading(Base):
    """复看: one case in one round that a second person must look at."""

    __tablename__ = "second_readings"
    __table_args__ = (
        UniqueConstraint("case_id", "round"),
        Index("ix_second_readings_state", "state", "case_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    state: Mapped[SecondState] = mapped_column(default=SecondState.WAITING)
    version: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[float]
    """Where the lot fell, 0 to 1: the same case, round and key always give the same."""
    percent: Mapped[float]
    """The share in force when it was drawn."""
    blind: Mapped[bool]
    first_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first_outcome: Mapped[Outcome]
    first_words: Mapped[dict[str, Any]]
    """Material id -> {word, reasons, note, carried}, as the first reader ended."""
    asked_at: Mapped[datetime]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    second_words: Mapped[dict[str, Any] | None]
    read_at: Mapped[datetime | None]
    settled_words: Mapped[dict[str, Any] | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """Why it was handed up or settled so."""
    __mapper_args__ = {"version_id_col": version}


class ReaderDifference(Base):
    """Two readers said different things of one material; counted per material, rule and reason."""

    __tablename__ = "reader_differences"
    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("second_readings.id"), index=True)
    item_code: Mapped[str]
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    material_code: Mapped[str]
    reason: Mapped[str]
    """What one of the two held against it and the other did not; empty when only the words differ."""
    rule: Mapped[str]
    """The machine's rule that suggested that reason; empty when none did."""
    first_word: Mapped[str]
    second_word: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
