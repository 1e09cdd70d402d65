"""Calls to carriers: each is written down and committed before anything is sent."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.tables import CallState


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
