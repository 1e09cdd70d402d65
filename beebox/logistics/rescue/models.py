"""Interceptions and claims, kept as they went."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.orders import Interception as Wish
from beebox.logistics.rescue.tables import ClaimState, InterceptionState


class Interception(Base):
    """拦截: a parcel on its way shall be stopped, sent back or elsewhere; committed before it is asked."""

    __tablename__ = "interceptions"
    __table_args__ = (
        Index(
            "uq_interceptions_open",
            "waybill_id",
            unique=True,
            sqlite_where=text("state IN ('planned', 'sent', 'unknown')"),
            postgresql_where=text("state IN ('planned', 'sent', 'unknown')"),
        ),
        Index("ix_interceptions_state", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Ours: the parcel's reference and how many were wanted for it."""
    action: Mapped[Wish]
    to: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """name, phone, address where it shall go; empty unless it is sent elsewhere."""
    why: Mapped[str] = mapped_column(default="")
    state: Mapped[InterceptionState] = mapped_column(default=InterceptionState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    tries: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[datetime]
    planned_by: Mapped[str]
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    """The person who found out; empty when the carrier's answer or a scan told."""
    instruction: Mapped[str] = mapped_column(default="")
    """The carrier's number of it."""
    fee_fen: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}


class Claim(Base):
    """查找与索赔: a parcel that is searched for, and what came of it."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), unique=True)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    with_result: Mapped[bool] = mapped_column(default=False)
    """A result on paper was in it too."""
    carrier_number: Mapped[str] = mapped_column(default="")
    """Under which the carrier keeps the claim."""
    compensation_fen: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}


class ClaimPaper(Base):
    """One original that was in the parcel."""

    __tablename__ = "claim_papers"
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    original_id: Mapped[int] = mapped_column(ForeignKey("originals.id"), primary_key=True)


class ClaimStep(Base):
    """What somebody did or learnt; rows are added and never changed."""

    __tablename__ = "claim_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int | None]
    by_name: Mapped[str]
    what: Mapped[str]
