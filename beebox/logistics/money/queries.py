"""What the pages show of money; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from beebox.kernel.db import Work
from beebox.logistics.money.ledger import Account, accounts_of
from beebox.logistics.money.models import Bill, BillLine, BillRun, Dispute, LineChange
from beebox.logistics.money.rules import Outcome
from beebox.logistics.money.tables import DisputeState
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.waybills import codes_under

A_PAGE = 50


@dataclass(frozen=True)
class OutcomeSum:
    outcome: Outcome
    count: int
    fen: int
    expected_fen: int


@dataclass(frozen=True)
class LineRow:
    line: BillLine
    waybill: Waybill | None
    codes: list[str]
    dispute: Dispute | None
    before: LineChange | None
    """What it was before a later run."""


@dataclass(frozen=True)
class LinePage:
    rows: list[LineRow]
    page: int
    pages: int
    count: int


def bills(work: Work, limit: int = 100) -> Sequence[Bill]:
    """The newest first."""
    return work.session.scalars(select(Bill).order_by(Bill.id.desc()).limit(limit)).all()


def sums_of(work: Work, bill_id: int) -> list[OutcomeSum]:
    """Count and fen by outcome, in the order of the outcomes; only those there are."""
    wanted = select(
        BillLine.outcome,
        func.count(),
        func.sum(BillLine.fen),
        func.sum(func.coalesce(BillLine.expected_fen, 0)),
    ).where(BillLine.bill_id == bill_id, BillLine.outcome.is_not(None))
    rows = {row[0]: row for row in work.session.execute(wanted.group_by(BillLine.outcome))}
    listed = [rows[outcome] for outcome in Outcome if outcome in rows]
    return [OutcomeSum(o, count, int(fen), int(expected)) for o, count, fen, expected in listed if o]


def lines_of(work: Work, bill_id: int, outcome: Outcome | None, page: int) -> LinePage:
    """One page of lines, in the order of the file; of every outcome but MATCHED where none is asked for."""
    mine = [BillLine.bill_id == bill_id]
    if outcome is None:
        mine.append(BillLine.outcome.in_([o for o in Outcome if o is not Outcome.MATCHED]))
    else:
        mine.append(BillLine.outcome == outcome)
    count = work.session.scalar(select(func.count()).where(*mine)) or 0
    pages = max(1, -(-count // A_PAGE))
    page = min(max(1, page), pages)
    ranks = {outcome.value: rank for rank, outcome in enumerate(Outcome)}
    wanted = select(BillLine).where(*mine).order_by(case(ranks, value=BillLine.outcome), BillLine.row)
    lines = work.session.scalars(wanted.limit(A_PAGE).offset((page - 1) * A_PAGE)).all()
    return LinePage(_rows(work, lines), page, pages, count)


def runs_of(work: Work, bill_id: int) -> Sequence[BillRun]:
    wanted = select(BillRun).where(BillRun.bill_id == bill_id, BillRun.done_at.is_not(None))
    return work.session.scalars(wanted.order_by(BillRun.id.desc()).limit(20)).all()


def changes_of(work: Work, line_id: int) -> Sequence[LineChange]:
    wanted = select(LineChange).where(LineChange.line_id == line_id)
    return work.session.scalars(wanted.order_by(LineChange.id)).all()


def disputes(
    work: Work, state: DisputeState | None, bill_id: int | None = None, limit: int = 500
) -> list[tuple[Dispute, LineRow]]:
    """The oldest first, with the line each is about."""
    wanted = select(Dispute, BillLine).join(BillLine, BillLine.id == Dispute.line_id)
    if state is not None:
        wanted = wanted.where(Dispute.state == state)
    if bill_id is not None:
        wanted = wanted.where(BillLine.bill_id == bill_id)
    found = work.session.execute(wanted.order_by(Dispute.id).limit(limit)).all()
    rows = {row.line.id: row for row in _rows(work, [line for _, line in found])}
    return [(dispute, rows[line.id]) for dispute, line in found]


def accounts_of_case(work: Work, case_id: int) -> list[tuple[Waybill, Account]]:
    """What each parcel of a case comes to, the oldest first."""
    wanted = select(Waybill).join(WaybillCase, WaybillCase.waybill_id == Waybill.id)
    mine = work.session.scalars(wanted.where(WaybillCase.case_id == case_id).order_by(Waybill.id)).all()
    accounts = accounts_of(work, [waybill.id for waybill in mine])
    return [(waybill, accounts[waybill.id]) for waybill in mine]


def row_of(work: Work, line: BillLine) -> LineRow:
    return _rows(work, [line])[0]


def _rows(work: Work, lines: Sequence[BillLine]) -> list[LineRow]:
    ids = [line.id for line in lines]
    owners = {line.waybill_id for line in lines if line.waybill_id is not None}
    found = work.session.scalars(select(Waybill).where(Waybill.id.in_(owners))).all()
    waybills = {waybill.id: waybill for waybill in found}
    codes = codes_under(work, found)
    raised = work.session.scalars(select(Dispute).where(Dispute.line_id.in_(ids)))
    by_line = {dispute.line_id: dispute for dispute in raised}
    changes = select(LineChange).where(LineChange.line_id.in_(ids))
    changed = work.session.scalars(changes.order_by(LineChange.id))
    last = {change.line_id: change for change in changed}
    return [
        LineRow(
            line,
            waybills.get(line.waybill_id or 0),
            codes.get(line.waybill_id or 0, []),
            by_line.get(line.id),
            last.get(line.id),
        )
        for line in lines
    ]
