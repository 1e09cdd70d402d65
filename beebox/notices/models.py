from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.notices.tables import MessageState


class Message(Base):
    """One message to one citizen about one thing that happened."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_case", "case_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    phone: Mapped[str]
    kind: Mapped[str]
    """The event's class name."""
    text: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    """Event, case and step: however often the event is delivered, this is one message."""
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    why_failed: Mapped[str | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
