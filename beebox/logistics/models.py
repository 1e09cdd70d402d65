"""Boxes, envelopes, rounds, bags, and the ledger of every original. Parcels are in parcels.py."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.accounts.roles import Role
from beebox.kernel.db import Base
from beebox.logistics.tables import BagState, EnvelopeAction, EnvelopeState, RoundState


class HandIn(StrEnum):
    """How an envelope comes to us."""

    BOX = "box"
    DOOR = "door"


class Fate(StrEnum):
    """What becomes of an original afterwards."""

    RETURNED = "returned"
    KEPT = "kept"
    VOIDED = "voided"


class Holder(StrEnum):
    """Who has an original in their hands."""

    CITIZEN = "citizen"
    BOX = "box"
    COLLECTOR = "collector"
    SORTING = "sorting"
    DEPARTMENT = "department"
    MAIL_OUT = "mail_out"
    COURIER = "courier"
    LOST = "lost"
    """Searched for and given up, by a supervisor's word."""


class Wrong(StrEnum):
    """What does not agree between paper and books."""

    NOT_IN_BOX = "not_in_box"
    COUNT = "count"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"
    NOT_IN_BAG = "not_in_bag"
    EXTRA_IN_BAG = "extra_in_bag"
    ORIGINAL_MISSING = "original_missing"
    LEFT_UNCHECKED = "left_unchecked"
    PARCEL_RETURNED = "parcel_returned"
    PARCEL_LOST = "parcel_lost"
    DELIVERY_TAKEN_BACK = "delivery_taken_back"
    SCANNED_AFTER_CANCEL = "scanned_after_cancel"


class Centre(Base):
    """The sorting and mail-out desk: where parcels to us arrive and from us leave. One row."""

    __tablename__ = "centres"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]


class Box(Base):
    """小蜂箱."""

    __tablename__ = "boxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    place: Mapped[str]
    place_en: Mapped[str] = mapped_column(default="")
    hours: Mapped[str]
    capacity: Mapped[int]
    slots: Mapped[list[Any]] = mapped_column(default=list)
    """When it is emptied, as `HH:MM`; empty means the times of the settings."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Envelope(Base):
    """信封: the originals of exactly one case; it shares the code of its case."""

    __tablename__ = "envelopes"
    __table_args__ = (
        Index("ix_envelopes_box", "box_id", "state"),
        Index("ix_envelopes_bag", "bag_id"),
        Index("ix_envelopes_state", "state", "bag_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    state: Mapped[EnvelopeState] = mapped_column(default=EnvelopeState.WAITING)
    version: Mapped[int] = mapped_column(default=1)
    hand_in: Mapped[HandIn | None]
    box_id: Mapped[int | None] = mapped_column(ForeignKey("boxes.id"))
    """The box its citizen chose; its round tells the box it was found in."""
    pickup_from: Mapped[datetime | None]
    pickup_until: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    bag_id: Mapped[int | None] = mapped_column(ForeignKey("bags.id"))
    __mapper_args__ = {"version_id_col": version}


class EnvelopeStep(Base):
    """One line of an envelope's history; rows are added and never changed."""

    __tablename__ = "envelope_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    envelope_id: Mapped[int] = mapped_column(ForeignKey("envelopes.id"), index=True)
    action: Mapped[EnvelopeAction]
    after: Mapped[EnvelopeState]
    role: Mapped[Role]
    actor_id: Mapped[int | None]
    at: Mapped[datetime]


class Round(Base):
    """收件批次: one box, one date, one slot; there is never a second."""

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("box_id", "on", "slot"),
        Index("ix_rounds_day", "on", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("boxes.id"))
    on: Mapped[date]
    slot: Mapped[str]
    """`HH:MM`, where the service stands."""
    due_at: Mapped[datetime]
    state: Mapped[RoundState] = mapped_column(default=RoundState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    """Opened long after its slot, because nothing was running then."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    expected: Mapped[int | None]
    found: Mapped[int | None]
    counted: Mapped[int | None]
    """What the collector counted by hand; `found` is what was scanned."""
    __mapper_args__ = {"version_id_col": version}


class Scan(Base):
    """One code that was held before a scanner or typed, and what was answered."""

    __tablename__ = "scans"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"), index=True)
    bag_id: Mapped[int | None] = mapped_column(ForeignKey("bags.id"), index=True)
    text: Mapped[str]
    outcome: Mapped[str]
    envelope_id: Mapped[int | None] = mapped_column(ForeignKey("envelopes.id"))
    by: Mapped[int | None]
    at: Mapped[datetime]


class Bag(Base):
    """转件袋: what goes to one department; each department has at most one that is open."""

    __tablename__ = "bags"
    __table_args__ = (
        Index(
            "uq_bags_open",
            "department_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))
    """The round its first envelope came from, if it came from a box."""
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    state: Mapped[BagState] = mapped_column(default=BagState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    envelopes: Mapped[int] = mapped_column(default=0)
    """How many went in; written when it is closed."""
    originals: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[int | None]
    __mapper_args__ = {"version_id_col": version}


class Original(Base):
    """One paper that travels, with how many sheets or booklets of it."""

    __tablename__ = "originals"
    __table_args__ = (UniqueConstraint("case_id", "material_code", "copy"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    material_code: Mapped[str]
    copy: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    count: Mapped[int]
    afterwards: Mapped[Fate]


class CustodyEntry(Base):
    """交接: from this moment this holder has this original; rows are added and never changed."""

    __tablename__ = "custody_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    original_id: Mapped[int] = mapped_column(ForeignKey("originals.id"), index=True)
    holder_kind: Mapped[Holder]
    holder_ref: Mapped[str]
    """Which one: a box code, a person's or department's name, a waybill number."""
    at: Mapped[datetime]
    by: Mapped[int | None]


class Discrepancy(Base):
    """Something that does not agree; it stays open until a person writes what was found out."""

    __tablename__ = "discrepancies"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Wrong]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id"))
    bag_id: Mapped[int | None] = mapped_column(ForeignKey("bags.id"))
    envelope_id: Mapped[int | None] = mapped_column(ForeignKey("envelopes.id"), index=True)
    original_id: Mapped[int | None] = mapped_column(ForeignKey("originals.id"))
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_by: Mapped[int | None]
    resolution: Mapped[str | None]
