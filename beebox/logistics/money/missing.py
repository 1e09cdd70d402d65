"""Parcels of ours that were fetched in the days of a bill and that it does not name."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal, select

from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.models import Bill, BillLine, LedgerEntry, LineChange
from beebox.logistics.money.rules import Outcome, Stage
from beebox.logistics.orders import FeeKind, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import TrackEvent

PORTION = 2000


def look_for_missing(work: Work, bill: Bill, run_id: int) -> None:
    """Add a line for each parcel that should be on this bill, and settle those billed since."""
    _settle(work, bill, run_id)
    if bill.first_on is None or bill.last_on is None:
        return
    missing = work.session.scalars(_fetched_not_billed(work, bill)).all()
    for begin in range(0, len(missing), PORTION):
        waybills = missing[begin : begin + PORTION]
        accounts = accounts_of(work, [waybill.id for waybill in waybills])
        rows: list[dict[str, Any]] = [
            {
                "bill_id": bill.id,
                "row": -waybill.id,
                "number": waybill.number or "",
                "reference": waybill.reference,
                "fen": 0,
                "kind": FeeKind.FREIGHT,
                "outcome": Outcome.MISSING_IN_STATEMENT,
                "waybill_id": waybill.id,
                "expected_fen": sum(accounts[waybill.id].expected.values()) or None,
                "expected_grams": accounts[waybill.id].grams,
            }
            for waybill in waybills
        ]
        work.session.execute(insert(BillLine), rows)


def _settle(work: Work, bill: Bill, run_id: int) -> None:
    """What was missing and stands on a bill by now is in order."""
    known = select(BillLine).where(
        BillLine.bill_id == bill.id,
        BillLine.outcome == Outcome.MISSING_IN_STATEMENT,
        _billed(BillLine.waybill_id),
    )
    for line in work.session.scalars(known).all():
        work.session.add(
            LineChange(
                line_id=line.id,
                run_id=run_id,
                before=Outcome.MISSING_IN_STATEMENT,
                after=Outcome.MATCHED,
                waybill_before=line.waybill_id,
                waybill_after=line.waybill_id,
                at=work.now(),
            )
        )
        line.outcome = Outcome.MATCHED


def _fetched_not_billed(work: Work, bill: Bill) -> Select[Waybill]:
    zone = work.use(Settings).zone
    assert bill.first_on is not None
    assert bill.last_on is not None
    begin = datetime.combine(bill.first_on, time(), zone)
    end = datetime.combine(bill.last_on + timedelta(days=1), time(), zone)
    scanned = (
        select(func.min(TrackEvent.at))
        .where(TrackEvent.waybill_id == Waybill.id, TrackEvent.status == TrackStatus.PICKED_UP)
        .scalar_subquery()
    )
    fetched = func.coalesce(Waybill.handed_over_at, scanned)
    listed = (
        select(literal(1))
        .where(BillLine.bill_id == bill.id, BillLine.row == -Waybill.id)
        .correlate(Waybill)
        .exists()
    )
    return (
        select(Waybill)
        .where(
            Waybill.carrier == bill.carrier,
            Waybill.payer == Payer.GOVERNMENT,
            Waybill.ordered_at < end,
            fetched >= begin,
            fetched < end,
            ~_billed(Waybill.id),
            ~listed,
        )
        .order_by(Waybill.id)
    )


def _billed(waybill_id: Any) -> ColumnElement[bool]:
    return (
        select(literal(1))
        .where(LedgerEntry.waybill_id == waybill_id, LedgerEntry.stage == Stage.BILLED, LedgerEntry.fen > 0)
        .exists()
    )
