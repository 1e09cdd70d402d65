"""Parcels a carrier takes for us. Calls to carriers are in calls.py, what they tell in tracks.py."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.orders import Leg, Payer, Product
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus


class HandOver(Base):
    """交寄清单: the parcels one courier took along at one time."""

    __tablename__ = "hand_overs"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    carrier: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")
    manifest_number: Mapped[str] = mapped_column(default="")
    """The carrier's own, of what it took; empty where it makes nothing of it."""
    manifest_key: Mapped[str | None]
    """Its document, in the file store."""
    manifest_type: Mapped[str] = mapped_column(default="")
    manifested_at: Mapped[datetime | None]
    """When the carrier confirmed the list."""


class Waybill(Base):
    """运单: one parcel on one leg, for one case or for several."""

    __tablename__ = "waybills"
    __table_args__ = (
        UniqueConstraint("carrier", "number"),
        Index("ix_waybills_open", "leg", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    """Ours, written down before the carrier hears of it, never used twice."""
    leg: Mapped[Leg]
    carrier: Mapped[str]
    number: Mapped[str | None]
    route_code: Mapped[str] = mapped_column(default="")
    state: Mapped[WaybillState] = mapped_column(default=WaybillState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    sender: Mapped[dict[str, Any]]
    """name, phone, address as they were when it was ordered."""
    receiver: Mapped[dict[str, Any]]
    contents: Mapped[str]
    weight_grams: Mapped[int]
    payer: Mapped[Payer] = mapped_column(default=Payer.GOVERNMENT)
    product: Mapped[Product] = mapped_column(default=Product.EXPRESS)
    simulated: Mapped[bool]
    ordered_at: Mapped[datetime]
    packed_at: Mapped[datetime | None]
    """Since when everything that belongs in is in, each original ticked off."""
    packed_by: Mapped[int | None]
    handed_over_at: Mapped[datetime | None]
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    delivered_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the carrier was last asked where it is, and answered."""
    ask_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to ask next; None: now."""
    status: Mapped[TrackStatus] = mapped_column(default=TrackStatus.CREATED)
    """Where all scans together say it is; computed from them, never set by hand."""
    status_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When asking the carrier confirmed the end that `status` says."""
    promised_at: Mapped[datetime | None]
    """When the carrier wanted to be there."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    """The parcel that this one was issued anew for."""
    __mapper_args__ = {"version_id_col": version}


class WaybillCase(Base):
    """Which cases, and which of their envelopes, travel under a waybill."""

    __tablename__ = "waybill_cases"
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    envelope_id: Mapped[int | None] = mapped_column(ForeignKey("envelopes.id"))
