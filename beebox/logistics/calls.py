"""Calls to carriers: each is written down and committed before anything is sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.tables import CallState


class CallKind(StrEnum):
    """What a carrier is asked for."""

    CREATE = "create"
    CANCEL = "cancel"
    INTERCEPT = "intercept"
    BOOK_PICKUP = "book_pickup"
    CANCEL_PICKUP = "cancel_pickup"
    MANIFEST = "manifest"


class CarrierCall(Base):
    """One thing asked of a carrier, committed before anything is sent.

    `reference` is unique among all calls: an order's is the parcel's own, every other call has one made
    from the order it is about (`about`).
    """

    __tablename__ = "carrier_calls"
    __table_args__ = (
        Index("ix_carrier_calls_due", "state", "due_at"),
        Index("ix_carrier_calls_about", "about", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CallKind] = mapped_column(default=CallKind.CREATE)
    carrier: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(default="")
    """The reference of the order that this is about; an order is about itself."""
    number: Mapped[str] = mapped_column(default="")
    """The carrier's number: as answered to an order, as given with everything else."""
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    request_hash: Mapped[str]
    """SHA-256 of what is asked: the same reference never stands for something else."""
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is asked besides what the parcel says: payer, product, window, action. No names, no addresses."""
    state: Mapped[CallState] = mapped_column(default=CallState.PLANNED, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    denials: Mapped[int] = mapped_column(default=0)
    """How often the carrier said since the last sending that it knows nothing of it."""
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Not before this moment is it sent or asked for again."""
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None]
    """The person who settled it; nobody when its answer did."""
    fault: Mapped[str] = mapped_column(default="")
    """The class of what went wrong last, by its name in faults.py."""
    code: Mapped[str] = mapped_column(default="")
    """The carrier's own code of it."""
    answer: Mapped[str] = mapped_column(default="")
    for_person_at: Mapped[datetime | None] = mapped_column(index=True)
    """Since when a person has to look after it."""


class OrphanNumber(Base):
    """A carrier's number that belongs to no parcel of ours and that we could not take back yet."""

    __tablename__ = "orphan_numbers"
    __table_args__ = (UniqueConstraint("carrier", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    number: Mapped[str]
    reference: Mapped[str]
    """The order of ours it was given for."""
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    why: Mapped[str]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[int | None]
    how: Mapped[str] = mapped_column(default="")


class CarrierStop(Base):
    """Nothing is sent to this carrier until a person lifts the stop; at most one is open for each."""

    __tablename__ = "carrier_stops"
    __table_args__ = (
        Index(
            "uq_carrier_stops_open",
            "carrier",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    fault: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    message: Mapped[str]
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None]


class CarrierPace(Base):
    """How much of what a carrier lets us ask is used up, for one kind of call."""

    __tablename__ = "carrier_paces"
    carrier: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(default="")
    """The day in Asia/Shanghai that `used` counts, as YYYY-MM-DD."""
    used: Mapped[int] = mapped_column(default=0)
    tokens: Mapped[float] = mapped_column(default=0.0)
    filled_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """The carrier told us to wait until then."""
