"""What the bench itself remembers of an auditor: keys, the last word, the case loaded ahead."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class KeySheet(Base):
    """按键表: the keys of one person, where they differ from the table in keys.py."""

    __tablename__ = "bench_keys"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    single_keys: Mapped[bool] = mapped_column(default=True)
    """False where somebody wants no key to do anything by itself (WCAG 2.1.4)."""
    keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Key by name of the action; an empty one means that the action has none."""


class LastWord(Base):
    """The last word an auditor wrote on a material, with what stood there before: what undo puts back."""

    __tablename__ = "bench_last_words"
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    round: Mapped[int]
    at: Mapped[datetime]
    before: Mapped[dict[str, Any] | None]
    """The columns of the former decision; None when there was none."""


class CaseAhead(Base):
    """预领: the case loaded ahead for an auditor. It is held in their name like any other."""

    __tablename__ = "bench_cases_ahead"
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
