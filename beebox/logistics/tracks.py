"""What carriers told of parcels, kept as they told it."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus


class TrackEvent(Base):
    """One scan a carrier told of; of a number not known yet, it waits without a waybill."""

    __tablename__ = "track_events"
    __table_args__ = (Index("ix_track_events_number", "carrier", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    carrier: Mapped[str]
    number: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    """`key_of` the scan: told twice, it is kept once."""
    code: Mapped[str]
    """The carrier's own."""
    status: Mapped[TrackStatus]
    at: Mapped[datetime]
    text: Mapped[str]
    reason: Mapped[Reason | None]
    proof: Mapped[Proof | None]
    place: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(default="")
    voids: Mapped[list[Any]] = mapped_column(default=list)
    successor: Mapped[str] = mapped_column(default="")
    heard_at: Mapped[datetime]


def key_of(carrier: str, event: CarrierEvent) -> str:
    """What makes a scan the same scan: carrier, number, code, time, office, text, reason."""
    parts = (carrier, event.number, event.code, event.at.astimezone(UTC).isoformat(), event.office)
    told = "\x1f".join((*parts, event.text, event.reason or ""))
    return sha256(told.encode()).hexdigest()
