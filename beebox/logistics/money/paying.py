"""A bill is paid: every line but what is in dispute."""

from sqlalchemy import and_, case, func, insert, literal, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.money.intake import bill_of
from beebox.logistics.money.models import Bill, BillLine, Dispute, LedgerEntry
from beebox.logistics.money.rules import Stage
from beebox.logistics.money.tables import BillState, DisputeState


class NotMatchedYet(BeeboxError):
    code = "not_matched_yet"
    message = N_("这份账单还没有核对完，先不能记为已付。请过一会儿再看。")


def pay(work: Work, bill_id: int, actor: Actor) -> Bill:
    """Write into the ledger that this bill was paid, without what is in dispute; said again, nothing more."""
    bill = bill_of(work, bill_id)
    if bill.paid_at is not None:
        return bill
    if bill.state is not BillState.MATCHED:
        raise NotMatchedYet
    bill.paid_at, bill.paid_by = work.now(), actor.name
    held = case((Dispute.state == DisputeState.OPEN, Dispute.fen), else_=0)
    paid = (
        select(
            BillLine.waybill_id,
            literal(Stage.PAID, LedgerEntry.stage.type),
            BillLine.kind,
            BillLine.fen - func.coalesce(held, 0),
            BillLine.charged_grams,
            BillLine.payer,
            literal(work.now(), LedgerEntry.at.type),
            literal("bill"),
            BillLine.id,
        )
        .join(Dispute, Dispute.line_id == BillLine.id, isouter=True)
        .where(and_(BillLine.bill_id == bill.id, BillLine.waybill_id.is_not(None), BillLine.row > 0))
    )
    columns = ["waybill_id", "stage", "kind", "fen", "charged_grams", "payer", "at", "source", "line_id"]
    work.session.execute(insert(LedgerEntry).from_select(columns, paid))
    return bill
