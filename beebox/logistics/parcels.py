"""Parcels a carrier takes for us: the waybill, the calls made for it, what the carrier told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.ports import Leg, TrackCode
from beebox.logistics.tables import CallState, WaybillState


class HandOver(Base):
    """交寄清单: the parcels one courier took along at one time."""

    __tablename__ = "hand_overs"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    carrier: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")


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
    simulated: Mapped[bool]
    ordered_at: Mapped[datetime]
    packed_at: Mapped[datetime | None]
    """Since when everything that belongs in is in, each original ticked off."""
    packed_by: Mapped[int | None]
    handed_over_at: Mapped[datetime | None]
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_overs.id"), index=True)
    delivered_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the carrier was last asked where it is."""
    __mapper_args__ = {"version_id_col": version}


class WaybillCase(Base):
    """Which cases, and which of their envelopes, travel under a waybill."""

    __tablename__ = "waybill_cases"
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    envelope_id: Mapped[int | None] = mapped_column(ForeignKey("envelopes.id"))


class CarrierCall(Base):
    """An order to a carrier, committed before anything is sent."""

    __tablename__ = "carrier_calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    request_hash: Mapped[str]
    """SHA-256 of the order as sent: the same reference never stands for another order."""
    state: Mapped[CallState] = mapped_column(default=CallState.PLANNED, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class TrackEvent(Base):
    """One thing a carrier told of a parcel; of a number not known yet, it waits without a waybill."""

    __tablename__ = "track_events"
    __table_args__ = (UniqueConstraint("carrier", "number", "code", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    carrier: Mapped[str]
    number: Mapped[str]
    code: Mapped[TrackCode]
    at: Mapped[datetime]
    text: Mapped[str]
    heard_at: Mapped[datetime]
