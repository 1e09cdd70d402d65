"""What an auditor confirmed, line by line."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class Ticked(StrEnum):
    YES = "yes"
    NOT_APPLICABLE = "not_applicable"


class ChecklistAnswer(Base):
    """核对: one line of the checklist as one reader answered it in one round."""

    __tablename__ = "checklist_answers"
    __table_args__ = (UniqueConstraint("case_id", "round", "reader", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    reader: Mapped[int] = mapped_column(default=1)
    """1, or 2 while a second reading is open."""
    code: Mapped[str]
    answer: Mapped[Ticked]
    word: Mapped[str] = mapped_column(default="")
    """Why it does not apply."""
    by_machine: Mapped[bool] = mapped_column(default=False)
    """Whether the machine had proved it when it was confirmed."""
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
