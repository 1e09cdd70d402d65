"""Lines we do not accept: in dispute with a reason until the money comes back or somebody lets it be."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.money.models import Bill, BillLine, Dispute, LedgerEntry
from beebox.logistics.money.rules import Outcome, Stage, disputable_fen
from beebox.logistics.money.tables import DISPUTE_TABLE, DisputeAction, DisputeState


class LineNotFound(BeeboxError):
    status = 404
    code = "line_not_found"
    message = N_("没有找到这一行账。请从账单里打开。")


class SayWhy(BeeboxError):
    status = 422
    code = "say_why"
    message = N_("请写一句理由，快递公司要看到。")


class NothingToDispute(BeeboxError):
    code = "nothing_to_dispute"
    message = N_("这一行没有多收钱，不用争议。")


class DisputeNotFound(BeeboxError):
    status = 404
    code = "dispute_not_found"
    message = N_("没有找到这条争议。请回到争议列表看看最新的情况。")


def line_of(work: Work, line_id: int) -> BillLine:
    line = work.session.get(BillLine, line_id)
    if line is None:
        raise LineNotFound
    return line


def open_dispute(work: Work, line_id: int, reason: str, actor: Actor) -> Dispute:
    """Put what a line charges too much in dispute. A line in dispute already stays as it is."""
    line = line_of(work, line_id)
    known = work.session.scalar(select(Dispute).where(Dispute.line_id == line.id))
    if known is not None:
        return known
    if not reason:
        raise SayWhy
    fen = disputable_fen(line.outcome or Outcome.MATCHED, line.fen, line.expected_fen)
    if fen <= 0:
        raise NothingToDispute
    made = Dispute(
        line_id=line.id,
        carrier=work.session.get_one(Bill, line.bill_id).carrier,
        fen=fen,
        reason=reason,
        opened_at=work.now(),
        opened_by=actor.name,
    )
    work.session.add(made)
    _enter(work, line, fen, actor.name)
    work.session.flush()
    return made


def drop_dispute(work: Work, dispute_id: int, why: str, actor: Actor) -> None:
    """Let it be, with the reason."""
    dispute = work.session.get(Dispute, dispute_id, with_for_update=True)
    if dispute is None:
        raise DisputeNotFound
    if not why:
        raise SayWhy
    DISPUTE_TABLE.advance(dispute, DisputeAction.DROP, actor.role)
    _close(work, dispute, why)


def credit(work: Work, carrier: str, lines: Sequence[BillLine]) -> None:
    """What lines below zero give back is set against the disputes of the same number or parcel."""
    for line in lines:
        rest = -line.fen
        for dispute in _open_for(work, carrier, line):
            part = min(rest, dispute.fen - dispute.credited_fen)
            dispute.credited_fen += part
            rest -= part
            if dispute.credited_fen >= dispute.fen:
                DISPUTE_TABLE.advance(dispute, DisputeAction.CREDIT, Role.SYSTEM)
                _close(work, dispute, f"#{line.bill_id}:{line.row}")


def _open_for(work: Work, carrier: str, line: BillLine) -> Sequence[Dispute]:
    same = [BillLine.number == line.number] if line.number else []
    if line.waybill_id is not None:
        same.append(BillLine.waybill_id == line.waybill_id)
    if not same:
        return ()
    wanted = (
        select(Dispute)
        .join(BillLine, BillLine.id == Dispute.line_id)
        .where(Dispute.carrier == carrier, Dispute.state == DisputeState.OPEN, or_(*same))
        .order_by(Dispute.id)
    )
    return work.session.scalars(wanted).all()


def _close(work: Work, dispute: Dispute, closing: str) -> None:
    dispute.closed_at, dispute.closing = work.now(), closing
    line = work.session.get_one(BillLine, dispute.line_id)
    _enter(work, line, -dispute.fen, "bill" if dispute.state is DisputeState.CREDITED else closing)


def _enter(work: Work, line: BillLine, fen: int, source: str) -> None:
    """In dispute, or no longer; a line of no parcel of ours is in no ledger."""
    if line.waybill_id is None:
        return
    work.session.add(
        LedgerEntry(
            waybill_id=line.waybill_id,
            stage=Stage.DISPUTED,
            kind=line.kind,
            fen=fen,
            payer=line.payer,
            at=work.now(),
            source=source[:200],
            line_id=line.id,
        )
    )
