"""Requests of programs that may come twice, and what is sent to addresses of theirs."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class ApiRequest(Base):
    """One request under one Idempotency-Key of one program, and what it was answered."""

    __tablename__ = "api_requests"
    __table_args__ = (UniqueConstraint("api_key_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"))
    key: Mapped[str]
    """What the program calls it."""
    method: Mapped[str]
    path: Mapped[str]
    body_hash: Mapped[str]
    """SHA-256 of the body as sent."""
    holder: Mapped[str]
    """Who works on it: a process that lost it to another one finds another word here and writes nothing."""
    begun_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    status: Mapped[int | None]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class Webhook(Base):
    """An address of a program that wants to be told."""

    __tablename__ = "webhooks"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    secret: Mapped[str]
    """Sealed; `whsec_…` once opened."""
    kinds: Mapped[list[Any]]
    """Of which kinds of change; empty: of all."""
    carrier: Mapped[str] = mapped_column(default="")
    """Of which courier company's parcels; empty: of all."""
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    failing_since: Mapped[datetime | None]
    """Since when nothing got through."""
    stopped_at: Mapped[datetime | None]
    """When it was stopped because nothing got through for days."""
    removed_at: Mapped[datetime | None]


class WebhookMessage(Base):
    """What is to be told; the same bytes whomever it is sent to and however often."""

    __tablename__ = "webhook_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    """`msg_…`: the same again for the same message, so that its reader can tell."""
    kind: Mapped[str]
    body: Mapped[str]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)


class WebhookSending(Base):
    """One message on its way to one address."""

    __tablename__ = "webhook_sendings"
    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id"),
        Index(
            "ix_webhook_sendings_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("webhook_messages.id"), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    """Since it was last planned; `WebhookTry` keeps them all."""
    due_at: Mapped[datetime | None]
    """None: it arrived, or was given up."""
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


class WebhookTry(Base):
    """One time a message was sent; rows are added and never changed."""

    __tablename__ = "webhook_tries"
    id: Mapped[int] = mapped_column(primary_key=True)
    sending_id: Mapped[int] = mapped_column(ForeignKey("webhook_sendings.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    """The HTTP status that came back; None when none did."""
    error: Mapped[str] = mapped_column(default="")
    took_ms: Mapped[int]
