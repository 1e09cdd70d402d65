"""A bill is held against our books, now or once more after we have learnt something: history is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.money.books import Books, open_books
from beebox.logistics.money.crediting import credit
from beebox.logistics.money.events import BillRead
from beebox.logistics.money.missing import look_for_missing
from beebox.logistics.money.models import Bill, BillLine, BillRun, LedgerEntry, LineChange
from beebox.logistics.money.rules import Outcome, Stage, expected_fen, judge
from beebox.logistics.money.tables import BILL_TABLE, BillAction, BillState

PORTION = 2000
OWED = (Outcome.MATCHED, Outcome.AMOUNT_DIFF, Outcome.WEIGHT_DIFF)
"""Lines for something we owe: of anything else we expect nothing."""


@dataclass(frozen=True)
class Plan:
    bill_id: int
    run_id: int


def prepare(work: Work, event: BillRead) -> Plan | None:
    bill = work.session.get_one(Bill, event.bill_id)
    if bill.state not in {BillState.READ, BillState.MATCHED}:
        return None
    bill.matched = 0
    run = BillRun(bill_id=bill.id, begun_at=work.now(), by_name=event.by_name)
    work.session.add(run)
    work.session.flush()
    return Plan(bill.id, run.id)


def perform(office: Office, plan: Plan) -> None:
    """Each portion is judged and written in a transaction of its own; again finds nothing to change."""
    after = 0
    while True:
        with office.work() as work:
            bill = work.session.get_one(Bill, plan.bill_id, with_for_update=True)
            lines = _portion(work, bill, after)
            if not lines:
                break
            _match(work, bill, lines, plan.run_id)
            bill.matched += len(lines)
            after = lines[-1].id
    with office.work() as work:
        look_for_missing(work, work.session.get_one(Bill, plan.bill_id), plan.run_id)


def record(work: Work, event: BillRead, plan: Plan, _outcome: None) -> None:
    bill = work.session.get_one(Bill, plan.bill_id, with_for_update=True)
    BILL_TABLE.advance(bill, BillAction.MATCH, SYSTEM.role)
    run = work.session.get_one(BillRun, plan.run_id)
    changes = select(func.count()).where(LineChange.run_id == run.id)
    counts = select(BillLine.outcome, func.count()).where(BillLine.bill_id == bill.id)
    run.done_at, run.changed = work.now(), work.session.scalar(changes) or 0
    counted = work.session.execute(counts.group_by(BillLine.outcome))
    run.counts = {outcome.value: count for outcome, count in counted if outcome is not None}


MATCH_BILL = Errand("money:match_bill", Lane.READING, prepare, perform, record)


def match_line(work: Work, line: BillLine, waybill_id: int, who: str) -> None:
    """A person said which parcel this line is: judge it alone."""
    bill = work.session.get_one(Bill, line.bill_id, with_for_update=True)
    line.assigned_by = who
    work.session.flush()
    _match(work, bill, [line], None, assigned={line.id: waybill_id})


def _portion(work: Work, bill: Bill, after: int) -> Sequence[BillLine]:
    wanted = select(BillLine).where(BillLine.bill_id == bill.id, BillLine.id > after, BillLine.row > 0)
    return work.session.scalars(wanted.order_by(BillLine.id).limit(PORTION)).all()


def _match(
    work: Work,
    bill: Bill,
    lines: Sequence[BillLine],
    run_id: int | None,
    assigned: Mapping[int, int] | None = None,
) -> None:
    """`assigned`: which parcels lines are by a person's word, said just now."""
    books = open_books(work, bill, lines, assigned or {})
    changed: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    given_back: list[BillLine] = []
    now = work.now()
    for line in lines:
        new = _judged(books, line)
        old = {name: getattr(line, name) for name in new}
        if new == old:
            continue
        changed.append({"id": line.id, **new})
        entries += _entries(line, new["waybill_id"], now)
        if line.outcome is not None and _differs(line, new):
            changes.append(_change(line, new, run_id, now))
        if line.outcome is None and line.fen < 0:
            line.waybill_id = new["waybill_id"]
            given_back.append(line)
    for table, rows in ((LedgerEntry, entries), (LineChange, changes)):
        if rows:
            plain = table.metadata.tables[table.__tablename__]
            work.session.execute(insert(plain), rows)
    if changed:
        work.session.execute(update(BillLine), changed)
    credit(work, bill.carrier, given_back)


def _differs(line: BillLine, new: dict[str, Any]) -> bool:
    return line.outcome is not new["outcome"] or line.waybill_id != new["waybill_id"]


def _judged(books: Books, line: BillLine) -> dict[str, Any]:
    waybill_id, ours = books.parcel(line)
    billed = books.billed(line)
    outcome = judge(billed, ours)
    if ours is None and line.fen < 0 and books.disputed(line):
        outcome = Outcome.MATCHED
    return {
        "outcome": outcome,
        "waybill_id": waybill_id,
        "expected_fen": expected_fen(billed, ours) if ours and outcome in OWED and line.fen >= 0 else None,
        "expected_grams": ours.grams if ours else None,
    }


def _entries(line: BillLine, waybill_id: int | None, now: datetime) -> list[dict[str, Any]]:
    """What goes into the ledger when a line comes to a parcel, or moves from one to another."""
    if line.waybill_id == waybill_id:
        return []
    rows = []
    for owner, fen in ((line.waybill_id, -line.fen), (waybill_id, line.fen)):
        if owner is not None:
            rows.append(
                {
                    "waybill_id": owner,
                    "stage": Stage.CREDITED if line.fen < 0 else Stage.BILLED,
                    "kind": line.kind,
                    "fen": fen,
                    "charged_grams": line.charged_grams,
                    "payer": line.payer,
                    "at": now,
                    "source": "bill",
                    "line_id": line.id,
                }
            )
    return rows


def _change(line: BillLine, new: dict[str, Any], run_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "line_id": line.id,
        "run_id": run_id,
        "before": line.outcome,
        "after": new["outcome"],
        "waybill_before": line.waybill_id,
        "waybill_after": new["waybill_id"],
        "at": now,
    }
