"""遗失: a parcel is searched for, step by step, until it is found or a supervisor gives it up.

Until then the ledger says that the courier has its originals; only the closing word makes them lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.events import OriginalsFound, OriginalsLost, ParcelSearched
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.custody import hand_to, where_are_the_originals
from beebox.logistics.giving_back import end_after_loss
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Holder, Original
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.rescue.models import Claim, ClaimPaper, ClaimStep
from beebox.logistics.rescue.tables import CLAIM_TABLE, GIVEN_UP, ClaimAction, ClaimState
from beebox.logistics.tables import WaybillState
from beebox.logistics.waybills import cases_under

WITH_CARRIER = frozenset(
    {
        WaybillState.HANDED_OVER,
        WaybillState.IN_TRANSIT,
        WaybillState.FAILED,
        WaybillState.READY,
        WaybillState.RETURNING,
        WaybillState.LOST,
    }
)
MOST_FEN = 100_000_000


class NothingToSearch(BeeboxError):
    code = "nothing_to_search"
    message = N_("只有交给了快递、还没有送到的邮包才能查找。请看最新的物流。")


class ClaimNotFound(BeeboxError):
    status = 404
    code = "claim_not_found"
    message = N_("没有找到这次查找。请从“查找与索赔”的列表里打开。")


class SayWhatHappened(BeeboxError):
    status = 422
    code = "say_what_happened"
    message = N_("请写明做了什么、对方怎么说。")


class SumWanted(BeeboxError):
    status = 422
    code = "sum_wanted"
    message = N_("赔款请写成元，最多两位小数，例如 300.00。")


@dataclass(frozen=True)
class Closing:
    """The last word on a claim; `at_desk`: what was found lies at our mail-out desk."""

    action: ClaimAction
    words: str
    compensation_fen: int | None = None
    at_desk: bool = False


def claim_of(work: Work, claim_id: int) -> Claim:
    claim = work.session.get(Claim, claim_id)
    if claim is None:
        raise ClaimNotFound
    return claim


def claim_about(work: Work, waybill: Waybill) -> Claim | None:
    return work.session.scalar(select(Claim).where(Claim.waybill_id == waybill.id))


def papers_in(work: Work, claim: Claim) -> Sequence[Original]:
    """The originals that were in the parcel when the claim was opened."""
    wanted = select(Original).join(ClaimPaper, ClaimPaper.original_id == Original.id)
    return work.session.scalars(wanted.where(ClaimPaper.claim_id == claim.id).order_by(Original.id)).all()


def open_claim(work: Work, waybill: Waybill, words: str, actor: Actor) -> Claim:
    """Begin to search for a parcel; its citizens are told. One is open already: that one is given."""
    known = claim_about(work, waybill)
    if known is not None:
        return known
    if waybill.state not in WITH_CARRIER:
        raise NothingToSearch
    if not words:
        raise SayWhatHappened
    cases = cases_under(work, waybill)
    insert_once(
        work,
        Claim,
        waybill_id=waybill.id,
        opened_at=work.now(),
        opened_by=actor.name,
        with_result=waybill.leg is Leg.RETURN
        and any(case.result_by == "post" and case.state is State.RETURNING for case in cases),
    )
    claim = work.session.scalars(select(Claim).where(Claim.waybill_id == waybill.id)).one()
    for case in cases:
        for paper in where_are_the_originals(work, case.id):
            if paper.holder is Holder.COURIER:
                insert_once(work, ClaimPaper, claim_id=claim.id, original_id=paper.original_id)
        work.emit(ParcelSearched(case.id, f"claim-{claim.id}"))
    note_step(work, claim, words, actor)
    return claim


def note_step(work: Work, claim: Claim, words: str, actor: Actor, carrier_number: str = "") -> None:
    """Write down what was done or learnt, and the carrier's own number of the claim once it is known."""
    if not words:
        raise SayWhatHappened
    if carrier_number:
        claim.carrier_number = carrier_number
    work.session.add(ClaimStep(claim_id=claim.id, at=work.now(), by=actor.id, by_name=actor.name, what=words))


def close_claim(work: Work, claim_id: int, closing: Closing, actor: Actor) -> None:
    """The supervisor's last word: found, or given up and made again or compensated.

    Given up, the ledger says lost from now on; found afterwards, it says where.
    """
    claim = work.session.get(Claim, claim_id, with_for_update=True)
    if claim is None:
        raise ClaimNotFound
    if closing.action is ClaimAction.COMPENSATE and not closing.compensation_fen:
        raise SumWanted
    CLAIM_TABLE.advance(claim, closing.action, actor.role)
    claim.closed_at, claim.closed_by = work.now(), actor.name
    claim.compensation_fen = closing.compensation_fen or claim.compensation_fen
    note_step(work, claim, closing.words, actor)
    _book(work, claim, closing, actor)
    waybill = work.session.get_one(Waybill, claim.waybill_id)
    news = OriginalsFound if claim.state is ClaimState.FOUND else OriginalsLost
    for case in cases_under(work, waybill):
        work.emit(news(case.id, f"claim-{claim.id}-{claim.state}"))
    if claim.state in GIVEN_UP:
        end_after_loss(work, waybill)


def _book(work: Work, claim: Claim, closing: Closing, actor: Actor) -> None:
    """Only papers that are still with the courier, or given up, follow the closing word."""
    waybill = work.session.get_one(Waybill, claim.waybill_id)
    mine = {paper.id for paper in papers_in(work, claim)}
    here = [w for case in cases_under(work, waybill) for w in where_are_the_originals(work, case.id)]
    open_ = {w.original_id: w.holder for w in here if w.original_id in mine}
    number = waybill.number or waybill.reference
    if closing.action is not ClaimAction.FIND:
        gone = [paper for paper, holder in open_.items() if holder is Holder.COURIER]
        hand_to(work, gone, Holder.LOST, number, actor)
        return
    found = [paper for paper, holder in open_.items() if holder in {Holder.COURIER, Holder.LOST}]
    if closing.at_desk:
        hand_to(work, found, Holder.MAIL_OUT, waybill.reference, actor)
    else:
        again = [paper for paper in found if open_[paper] is Holder.LOST]
        hand_to(work, again, Holder.COURIER, number, actor)
