"""寄出: pack what goes back, original by original, and hand it to the courier the same day."""

from collections.abc import Collection, Sequence
from datetime import datetime, time

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_code, read_code
from beebox.kernel.settings import Settings
from beebox.logistics.custody import Whereabouts, hand_to, to_give_back
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.events import ParcelsHandedOver
from beebox.logistics.giving_back import post_back
from beebox.logistics.models import Holder, Wrong
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.tables import WaybillAction, WaybillState
from beebox.logistics.waybills import (
    WaybillNotFound,
    cases_under,
    move_waybill,
    waybill_by_reference,
)

WAITING = (WaybillState.PLANNED, WaybillState.REFUSED, WaybillState.BOOKED)
PAGE = 100
"""Parcels on one page of the desk."""


class NotAllTicked(BeeboxError):
    code = "not_all_ticked"
    message = N_("还有没核对的：%(papers)s。请放进邮包并逐件打勾；找不到的，请点“找不到这一份”。")


class NotPackedYet(BeeboxError):
    code = "not_packed_yet"
    message = N_("邮包 %(number)s 还没有逐件核对，不能交寄。请先打开它，把每一份放进去并打勾。")


class NoNumberYet(BeeboxError):
    code = "no_number_yet"
    message = N_("邮包 %(number)s 还没有运单号，不能交寄。系统正在向快递取号，请过一会儿再试。")


class ChooseParcels(BeeboxError):
    status = 422
    code = "choose_parcels"
    message = N_("请先勾选要交给快递员的邮包。")


class SeveralCarriers(BeeboxError):
    code = "several_carriers"
    message = N_("勾选的邮包属于不同的快递公司，请分开交寄。")


def queue(work: Work) -> Sequence[Waybill]:
    """The parcels that wait to leave, the oldest first."""
    wanted = select(Waybill).where(Waybill.leg == Leg.RETURN, Waybill.state.in_(WAITING))
    return work.session.scalars(wanted.order_by(Waybill.ordered_at, Waybill.id)).all()


def queue_page(work: Work, page: int) -> Sequence[Waybill]:
    """One page of them; the first is 1."""
    wanted = select(Waybill).where(Waybill.leg == Leg.RETURN, Waybill.state.in_(WAITING))
    in_order = wanted.order_by(Waybill.ordered_at, Waybill.id)
    return work.session.scalars(in_order.limit(PAGE).offset((page - 1) * PAGE)).all()


def how_many(work: Work) -> tuple[int, int]:
    """How many parcels wait to leave, and how many of them since before today."""
    waiting = select(func.count(Waybill.id)).where(Waybill.leg == Leg.RETURN, Waybill.state.in_(WAITING))
    late = waiting.where(Waybill.ordered_at < this_morning(work))
    return work.session.scalar(waiting) or 0, work.session.scalar(late) or 0


def this_morning(work: Work) -> datetime:
    """When the local day began: what was ordered before it should have left."""
    zone = work.use(Settings).zone
    return datetime.combine(work.now().astimezone(zone).date(), time(), zone)


def return_parcel(work: Work, reference: str) -> Waybill:
    """The return parcel of this reference of ours; else WaybillNotFound."""
    waybill = waybill_by_reference(work, reference[:40])
    if waybill.leg is not Leg.RETURN:
        raise WaybillNotFound
    return waybill


def belongs_in(work: Work, waybill: Waybill) -> list[Whereabouts]:
    """The originals this parcel has to give back, with who has each of them now."""
    return [paper for case in cases_under(work, waybill) for paper in to_give_back(work, case.id)]


def has_result(work: Work, waybill: Waybill) -> bool:
    """Whether a result on paper goes into this parcel; issued anew, it goes in once more."""
    wanted = State.DECIDED if waybill.replaces_id is None else State.RETURNING
    return any(case.result_by == "post" and case.state is wanted for case in cases_under(work, waybill))


def pack(work: Work, waybill: Waybill, ticked: Collection[int], actor: Actor, *, result_in: bool) -> None:
    """Everything that belongs in is in: each original ticked off, and the result if there is one.

    The ledger says from now on that the mail-out desk holds them. Raises NotAllTicked, and then
    nothing is booked. Packing again changes nothing.
    """
    wanted = belongs_in(work, waybill)
    left_out = [paper.name for paper in wanted if paper.original_id not in ticked]
    if has_result(work, waybill) and not result_in:
        left_out.append("办理结果")
    if left_out:
        raise NotAllTicked(papers="、".join(left_out))
    if waybill.packed_at is None and waybill.state in WAITING:
        hand_to(work, [p.original_id for p in wanted], Holder.MAIL_OUT, waybill.reference, actor)
        waybill.packed_at, waybill.packed_by = work.now(), actor.id


def miss_original(work: Work, waybill: Waybill, original_id: int, actor: Actor) -> None:
    """One of the originals cannot be found: the parcel waits until a supervisor looked into it."""
    for paper in belongs_in(work, waybill):
        if paper.original_id == original_id:
            note_discrepancy(work, Wrong.ORIGINAL_MISSING, actor, paper.name, original_id=original_id)


def hand_over(work: Work, references: Sequence[str], actor: Actor) -> HandOver:
    """Give packed parcels to the courier, all of them or none; their cases are posted back.

    Parcels that left already are passed over, so a repeated form gives the list of the first time.
    Raises ChooseParcels, NotPackedYet, NoNumberYet, SeveralCarriers.
    """
    chosen = [return_parcel(work, reference) for reference in dict.fromkeys(references)]
    waiting = [waybill for waybill in chosen if waybill.state in WAITING]
    if not waiting:
        return _list_of_first_time(work, chosen)
    for waybill in waiting:
        if waybill.state is not WaybillState.BOOKED:
            raise NoNumberYet(number=waybill.reference)
        if waybill.packed_at is None or _not_at_desk(work, waybill):
            raise NotPackedYet(number=waybill.number)
    if len({waybill.carrier for waybill in waiting}) > 1:
        raise SeveralCarriers
    made = HandOver(
        code=new_code(), carrier=waiting[0].carrier, at=work.now(), by=actor.id, by_name=actor.name
    )
    work.session.add(made)
    work.session.flush()
    for waybill in waiting:
        move_waybill(waybill, WaybillAction.COLLECT, actor)
        waybill.handed_over_at, waybill.hand_over_id = work.now(), made.id
        post_back(work, waybill, actor)
    work.emit(ParcelsHandedOver(made.id))
    return made


def hand_over_by_code(work: Work, code: str) -> tuple[HandOver, Sequence[Waybill]]:
    """A hand-over and its parcels; else WaybillNotFound."""
    plain = read_code(code)
    made = work.session.scalar(select(HandOver).where(HandOver.code == plain)) if plain else None
    if made is None:
        raise WaybillNotFound
    wanted = select(Waybill).where(Waybill.hand_over_id == made.id).order_by(Waybill.number)
    return made, work.session.scalars(wanted).all()


def left_lying(work: Work) -> Sequence[Waybill]:
    """Return parcels ordered before today that no courier has: results leave the same day."""
    return [waybill for waybill in queue(work) if waybill.ordered_at < this_morning(work)]


def _list_of_first_time(work: Work, chosen: Sequence[Waybill]) -> HandOver:
    listed = [waybill.hand_over_id for waybill in chosen if waybill.hand_over_id is not None]
    if not listed:
        raise ChooseParcels
    return work.session.get_one(HandOver, listed[0])


def _not_at_desk(work: Work, waybill: Waybill) -> bool:
    return any(paper.holder is not Holder.MAIL_OUT for paper in belongs_in(work, waybill))
