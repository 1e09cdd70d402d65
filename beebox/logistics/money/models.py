"""The ledger of each parcel, the bills of carriers and every line of them. Money is integer fen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base
from beebox.logistics.money.rules import Outcome, Stage
from beebox.logistics.money.tables import BillState, DisputeState
from beebox.logistics.orders import FeeKind, Payer


class LedgerEntry(Base):
    """运费账: one sum at one stage of one parcel; rows are added and never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ix_ledger_entries_waybill", "waybill_id", "stage"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"))
    stage: Mapped[Stage]
    kind: Mapped[FeeKind]
    fen: Mapped[int]
    """Less than nothing takes back what an earlier entry said."""
    charged_grams: Mapped[int | None]
    payer: Mapped[Payer | None]
    at: Mapped[datetime]
    source: Mapped[str]
    """Who says so: `quote`, `tariff` with its version, `carrier`, `bill`, or a person's name."""
    line_id: Mapped[int | None] = mapped_column(ForeignKey("bill_lines.id"), index=True)


class FeeWatch(Base):
    """When to look after what a parcel costs; closed when nothing more is to be learnt."""

    __tablename__ = "fee_watches"
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """None when it is closed."""
    estimated_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the carrier first named a fee."""
    tries: Mapped[int] = mapped_column(default=0)
    unused: Mapped[bool] = mapped_column(default=False)
    """It got a number and never travelled under it."""


class Bill(Base):
    """账单: one file of a carrier, taken in once."""

    __tablename__ = "bills"
    id: Mapped[int] = mapped_column(primary_key=True)
    carrier: Mapped[str]
    file_name: Mapped[str]
    file_key: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    state: Mapped[BillState] = mapped_column(default=BillState.ARRIVED)
    version: Mapped[int] = mapped_column(default=1)
    imported_at: Mapped[datetime]
    by: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(default="")
    lines: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    """How many lines are in the books so far."""
    matched: Mapped[int] = mapped_column(default=0)
    """How many of them the present run has looked at."""
    sum_fen: Mapped[int] = mapped_column(default=0)
    total_fen: Mapped[int | None]
    """The total as the file prints it, where it does."""
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    """Why it could not be read."""
    paid_at: Mapped[datetime | None]
    paid_by: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}

    @property
    def total_differs(self) -> bool:
        return self.total_fen is not None and self.total_fen != self.sum_fen


class BillLine(Base):
    """One line of a bill; a parcel that the bill does not name has a line with `row` below zero."""

    __tablename__ = "bill_lines"
    __table_args__ = (
        UniqueConstraint("bill_id", "row"),
        Index("ix_bill_lines_outcome", "bill_id", "outcome", "row"),
        Index("ix_bill_lines_number", "number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    bill_id: Mapped[int] = mapped_column(ForeignKey("bills.id"))
    row: Mapped[int]
    """As a person counts in the file; the waybill's id, negative, for what is missing there."""
    number: Mapped[str]
    reference: Mapped[str]
    on: Mapped[date | None]
    fen: Mapped[int]
    charged_grams: Mapped[int | None]
    payer: Mapped[Payer | None]
    kind: Mapped[FeeKind]
    city: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    outcome: Mapped[Outcome | None]
    waybill_id: Mapped[int | None] = mapped_column(ForeignKey("waybills.id"), index=True)
    expected_fen: Mapped[int | None]
    expected_grams: Mapped[int | None]
    assigned_by: Mapped[str] = mapped_column(default="")
    """The person who said which parcel this is; empty when the number said it."""


class BillRun(Base):
    """One time a bill was held against our books."""

    __tablename__ = "bill_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    bill_id: Mapped[int] = mapped_column(ForeignKey("bills.id"), index=True)
    begun_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    by_name: Mapped[str] = mapped_column(default="")
    changed: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many lines of each outcome there were in the end."""


class LineChange(Base):
    """What a later run made of a line that had been judged before; rows are added and never changed."""

    __tablename__ = "line_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bill_lines.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("bill_runs.id"))
    before: Mapped[Outcome]
    after: Mapped[Outcome]
    waybill_before: Mapped[int | None]
    waybill_after: Mapped[int | None]
    at: Mapped[datetime]


class Dispute(Base):
    """争议: a line we do not accept, until it is credited or let be."""

    __tablename__ = "disputes"
    __table_args__ = (Index("ix_disputes_state", "state", "carrier"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("bill_lines.id"), unique=True)
    carrier: Mapped[str]
    state: Mapped[DisputeState] = mapped_column(default=DisputeState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    fen: Mapped[int]
    credited_fen: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(default="")
    """The words, or the credit line, that ended it."""
    __mapper_args__ = {"version_id_col": version}
