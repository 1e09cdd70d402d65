"""What carriers told of parcels, kept as they told it, and what nobody could place."""

from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus


class Heard(StrEnum):
    """How we came to hear of a scan: how far it may be believed hangs on it."""

    PULLED = "pulled"
    """We asked, over our own connection."""
    SIGNED = "signed"
    """Pushed, and signed by the carrier."""
    UNSIGNED = "unsigned"
    """Pushed with nothing but the secret of the address to vouch for it."""


class PushOutcome(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    UNREADABLE = "unreadable"
    """Kept as a dead letter."""
    STUMBLED = "stumbled"
    """Reading it failed on our side; kept as a dead letter, may be taken again."""


class DeadKind(StrEnum):
    UNKNOWN_NUMBER = "unknown_number"
    UNREADABLE = "unreadable"
    UNKNOWN_CODE = "unknown_code"
    """A word of the carrier nobody has translated: the parcel's status stayed as it was."""


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
    heard: Mapped[Heard] = mapped_column(default=Heard.PULLED)
    pulled_at: Mapped[datetime | None]
    """When asking told it, or a carrier that cannot be asked signed it; None while it was only pushed."""

    def as_scan(self) -> CarrierEvent:
        return CarrierEvent(
            self.number,
            self.code,
            self.status,
            self.at,
            self.text,
            self.reason,
            self.proof,
            self.place,
            self.office,
            frozenset(self.voids),
            self.successor,
        )


class WaybillNumber(Base):
    """A further number of a parcel: what is told of it counts for the parcel."""

    __tablename__ = "waybill_numbers"
    __table_args__ = (UniqueConstraint("carrier", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    carrier: Mapped[str]
    number: Mapped[str]
    since: Mapped[datetime]


class CarrierPush(Base):
    """A message as it was pushed, committed before it is acknowledged; the same again is the same row."""

    __tablename__ = "carrier_pushes"
    __table_args__ = (
        UniqueConstraint("carrier", "sha256"),
        Index(
            "ix_carrier_pushes_waiting",
            "id",
            sqlite_where=text("outcome = 'waiting'"),
            postgresql_where=text("outcome = 'waiting'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    sha256: Mapped[str]
    """Of the body."""
    body: Mapped[bytes]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Those that say what it is; never a secret."""
    events: Mapped[list[Any]] = mapped_column(default=list)
    """What it says, as read when it came and its sender was known: reading it again needs no secret."""
    heard: Mapped[Heard]
    heard_at: Mapped[datetime]
    outcome: Mapped[PushOutcome] = mapped_column(default=PushOutcome.WAITING)
    taken_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class ForgedPushes(Base):
    """How many messages a day nobody could vouch for; the messages themselves are not kept."""

    __tablename__ = "forged_pushes"
    carrier: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]


class DeadLetter(Base):
    """Something a carrier told that found no parcel; it waits for a person, or for the number to be ours."""

    __tablename__ = "dead_letters"
    __table_args__ = (UniqueConstraint("kind", "carrier", "about"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DeadKind]
    carrier: Mapped[str]
    about: Mapped[str]
    """The number, the code, or the SHA-256 of what could not be read."""
    told: Mapped[str] = mapped_column(default="")
    """What it says, in short."""
    push_id: Mapped[int | None] = mapped_column(ForeignKey("carrier_pushes.id"), index=True)
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    """The parcel it was found to belong to."""
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[int | None]
    words: Mapped[str] = mapped_column(default="")


class StaleWhy(StrEnum):
    SILENT = "silent"
    """No scan for longer than is usual at its status."""
    PAST_PROMISE = "past_promise"
    UNCONFIRMED = "unconfirmed"
    """Its end was pushed, and asking the carrier does not confirm it."""


class StaleParcel(Base):
    """A parcel that does not move; settled by a person, or by itself when it moves on."""

    __tablename__ = "stale_parcels"
    __table_args__ = (UniqueConstraint("waybill_id", "why", "since"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"))
    why: Mapped[StaleWhy]
    since: Mapped[datetime]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[int | None]
    words: Mapped[str] = mapped_column(default="")


def key_of(carrier: str, event: CarrierEvent) -> str:
    """What makes a scan the same scan: carrier, number, code, time, office, text, reason."""
    parts = (carrier, event.number, event.code, event.at.astimezone(UTC).isoformat(), event.office)
    told = "\x1f".join((*parts, event.text, event.reason or ""))
    return sha256(told.encode()).hexdigest()
