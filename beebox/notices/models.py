"""Messages: what happened, whose turn it is and until when. Never more than that."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.notices.ports import ChannelKind, Told
from beebox.notices.tables import AttemptState, MessageState


class Message(Base):
    """One message to one person about one thing that happened; it also stands in their inbox."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_case", "case_id", "id"),
        Index("ix_messages_inbox", "person_id", "read_at", "id"),
        Index("ix_messages_state", "state", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    """The event's class name."""
    text: Mapped[str]
    """As it stands in the inbox."""
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """As each channel is given it, filled when the message was made: sms, subject, body, fields, url."""
    language: Mapped[str] = mapped_column(default="zh")
    text_id: Mapped[int | None] = mapped_column(ForeignKey("message_texts.id"))
    """The edited version of the words; None: those of the catalogue."""
    legal: Mapped[bool] = mapped_column(default=False)
    """A term runs from it, so its person has to be reached."""
    urgent: Mapped[bool] = mapped_column(default=False)
    """Sent at night too."""
    channels: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of channels in the order in which they are tried."""
    reference: Mapped[str] = mapped_column(unique=True)
    """Event, case and step: however often the event is delivered, this is one message."""
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    why_failed: Mapped[str | None]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    reached_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reached_note: Mapped[str] = mapped_column(default="")


class Attempt(Base):
    """One try to bring one message to its person on one channel."""

    __tablename__ = "message_attempts"
    __table_args__ = (
        UniqueConstraint("message_id", "channel", "nth"),
        Index("ix_message_attempts_next", "next_at"),
        Index("ix_message_attempts_provider", "channel", "provider_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    channel: Mapped[ChannelKind]
    nth: Mapped[int] = mapped_column(default=1)
    address: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    """What the provider is given as the name of this message."""
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.PLANNED)
    provider_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    tries: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    """When something is to be done: sent, asked for, passed on to the next channel."""
    handed_at: Mapped[datetime | None]
    """When it was last given to the provider; written down before the call."""
    settled_at: Mapped[datetime | None]
    passed_on: Mapped[bool] = mapped_column(default=False)
    """The next channel was tried as well, because this one told nothing for too long."""
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class AttemptStep(Base):
    """One line of an attempt's history; rows are added and never changed."""

    __tablename__ = "message_attempt_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("message_attempts.id"), index=True)
    at: Mapped[datetime]
    state: Mapped[AttemptState]
    provider_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class MessageText(Base):
    """One version of the words for an event, edited by a supervisor; the newest one counts."""

    __tablename__ = "message_texts"
    __table_args__ = (UniqueConstraint("on", "way", "item", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[str]
    way: Mapped[str] = mapped_column(default="")
    item: Mapped[str] = mapped_column(default="")
    version: Mapped[int]
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The fields of a template; empty: back to the catalogue."""
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class ContactPoint(Base):
    """An e-mail address or a WeChat account of a person; it counts once it is confirmed."""

    __tablename__ = "contact_points"
    __table_args__ = (Index("ix_contact_points_person", "person_id", "channel"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[ChannelKind]
    address: Mapped[str] = mapped_column(default="")
    code_hash: Mapped[str] = mapped_column(default="", index=True)
    """Of the code sent to the address, or of the scene of the code shown on the screen."""
    code_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class MessageChoice(Base):
    """Which language and which channels in which order one person wants."""

    __tablename__ = "message_choices"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    language: Mapped[str] = mapped_column(default="")
    """`zh`, `en`, or empty: as the case was filled in."""
    channels: Mapped[list[Any]] = mapped_column(default=list)
    changed_at: Mapped[datetime]


class DeliveryReport(Base):
    """What a provider pushed about one message; kept once, whatever it is about."""

    __tablename__ = "delivery_reports"
    __table_args__ = (
        UniqueConstraint("channel", "sha256"),
        Index("ix_delivery_reports_open", "channel", "provider_id", "taken_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[ChannelKind]
    sha256: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[str] = mapped_column(default="")
    told: Mapped[Told]
    reason: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    taken_at: Mapped[datetime | None]
    """When it was taken into the books; None while no message of ours fits."""
