"""A bill comes in: its file is kept sealed, its lines are read with no transaction open, in portions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from beebox.accounts.roles import SYSTEM, Actor
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileGone, FileStore, Incoming
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.faults import CarrierFault
from beebox.logistics.insert_once import insert_once
from beebox.logistics.money.events import BillArrived, BillRead
from beebox.logistics.money.models import Bill, BillLine
from beebox.logistics.money.tables import BILL_TABLE, BillAction, BillState
from beebox.logistics.orders import Statement, StatementLine
from beebox.logistics.ports import Capability, Carriers, NoCarrier

PORTION = 5000
LONGEST = {"number": 40, "reference": 80, "city": 60, "text": 200}


class TakenBefore(BeeboxError):
    code = "bill_taken_before"
    message = N_("这个账单文件 %(day)s 已经导入过（%(file)s），没有再导入。")


class NoBillFrom(BeeboxError):
    status = 422
    code = "no_bill_from"
    message = N_("请先选账单是哪家快递公司的，再选文件。")


class BillNotFound(BeeboxError):
    status = 404
    code = "bill_not_found"
    message = N_("没有找到这份账单。请从账单列表里打开。")


@dataclass(frozen=True)
class Plan:
    bill_id: int
    carrier: str
    file_key: str
    file_name: str


@dataclass(frozen=True)
class Came:
    """What reading came to: the whole bill, or why it cannot be read."""

    statement: Statement | None = None
    answer: str = ""


def carriers_with_bills(work: Work) -> list[tuple[str, str]]:
    """Name and title of each company whose bills can be read."""
    return [(c.name, c.title) for c in work.use(Carriers).all if Capability.STATEMENT in c.can]


def take_bill(office: Office, carrier: str, file_name: str, file: Incoming, actor: Actor) -> int:
    """Keep the file of a bill and announce it; the bill's id.

    Raises NoBillFrom, and TakenBefore when the very same file was taken in at any time before.
    """
    with office.look() as work:
        if carrier not in dict(carriers_with_bills(work)):
            raise NoBillFrom
    stored, kept_at = file.keep(), office.now()
    with office.work() as work:
        fresh = insert_once(
            work,
            Bill,
            carrier=carrier,
            file_name=file_name,
            file_key=stored.key,
            sha256=stored.sha256,
            imported_at=kept_at,
            by=actor.id,
            by_name=actor.name,
        )
        bill = work.session.scalars(select(Bill).where(Bill.sha256 == stored.sha256)).one()
        if fresh:
            work.emit(BillArrived(bill.id))
            return bill.id
        day, first, gone = bill.imported_at, bill.file_name, bill.file_key != stored.key
    if gone:
        office.use(FileStore).remove(stored.key)
    raise TakenBefore(day=f"{day:%Y-%m-%d}", file=first)


def try_again(work: Work, bill_id: int, actor: Actor) -> None:
    """Read a bill once more that could not be read, after a mend on our side."""
    bill = bill_of(work, bill_id)
    BILL_TABLE.advance(bill, BillAction.TRY_AGAIN, actor.role)
    bill.answer = ""
    work.emit(BillArrived(bill.id))


def bill_of(work: Work, bill_id: int) -> Bill:
    bill = work.session.get(Bill, bill_id)
    if bill is None:
        raise BillNotFound
    return bill


def prepare(work: Work, event: BillArrived) -> Plan | None:
    bill = work.session.get_one(Bill, event.bill_id)
    if bill.state is not BillState.ARRIVED:
        return None
    return Plan(bill.id, bill.carrier, bill.file_key, bill.file_name)


def perform(office: Office, plan: Plan) -> Came:
    """Read the file and put its lines into the books, portion by portion; again does no harm."""
    try:
        carrier = office.use(Carriers).named(plan.carrier)
        data = office.use(FileStore).read(plan.file_key)
        statement = carrier.parse_statement(data, plan.file_name)
    except (CarrierFault, FileGone, NoCarrier) as fault:
        return Came(answer=str(fault)[:500])
    for portion in _portions(statement.lines):
        with office.work() as work:
            _enter(work, plan.bill_id, portion)
    return Came(statement)


def record(work: Work, event: BillArrived, plan: Plan, came: Came) -> None:
    bill = work.session.get_one(Bill, plan.bill_id, with_for_update=True)
    if bill.state is not BillState.ARRIVED:
        return
    if came.statement is None:
        BILL_TABLE.advance(bill, BillAction.REFUSE, SYSTEM.role)
        bill.answer = came.answer
        return
    lines = came.statement.lines
    days = [line.on for line in lines if line.on is not None]
    BILL_TABLE.advance(bill, BillAction.READ, SYSTEM.role)
    bill.lines = bill.read = len(lines)
    bill.sum_fen, bill.total_fen = sum(line.fen for line in lines), came.statement.total_fen
    bill.first_on, bill.last_on = min(days, default=None), max(days, default=None)
    work.emit(BillRead(bill.id))


READ_BILL = Errand("money:read_bill", Lane.READING, prepare, perform, record)


def _portions(lines: Sequence[StatementLine]) -> Iterator[list[StatementLine]]:
    rest = iter(lines)
    while portion := list(islice(rest, PORTION)):
        yield portion


def _enter(work: Work, bill_id: int, portion: Sequence[StatementLine]) -> None:
    dialect = work.session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    rows = [_row(bill_id, line) for line in portion]
    work.session.execute(
        insert(BillLine.metadata.tables[BillLine.__tablename__]).on_conflict_do_nothing(), rows
    )
    work.session.get_one(Bill, bill_id).read += len(rows)


def _row(bill_id: int, line: StatementLine) -> dict[str, Any]:
    told = dict(vars(line))
    for name, longest in LONGEST.items():
        told[name] = told[name][:longest]
    return {"bill_id": bill_id, "assigned_by": "", **told}
