"""Prints that were made, and the labels carriers gave us."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.orders import LabelPaper


class LabelFormat(StrEnum):
    PDF = "pdf"
    ZPL = "zpl"


class LabelPrint(Base):
    """One print of one parcel's label: the second and every later one says that it is a copy."""

    __tablename__ = "label_prints"
    __table_args__ = (UniqueConstraint("waybill_id", "nth"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    paper: Mapped[LabelPaper]
    format: Mapped[LabelFormat]
    nth: Mapped[int]
    by: Mapped[int | None]
    at: Mapped[datetime]


class CarrierLabel(Base):
    """The carrier's own label of a parcel, or what it answered when we asked for it."""

    __tablename__ = "carrier_labels"
    __table_args__ = (UniqueConstraint("waybill_id", "paper"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    paper: Mapped[LabelPaper]
    number: Mapped[str]
    """For which it was made: a parcel that is ordered anew needs another."""
    file_key: Mapped[str | None]
    media_type: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    width_mm: Mapped[int] = mapped_column(default=0)
    height_mm: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    """Why there is none yet."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to ask again; None once we have it, or when asking again is useless."""
    fetched_at: Mapped[datetime | None]
