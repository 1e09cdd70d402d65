"""A parcel home that came back or was lost goes out anew, under a fresh reference of ours."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.asking import plan_create
from beebox.logistics.custody import Whereabouts, where_are_the_originals
from beebox.logistics.discrepancies import settle_by_reissue
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Fate, Holder
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.rescue.claiming import WITH_CARRIER, claim_about, papers_in
from beebox.logistics.rescue.models import Claim
from beebox.logistics.rescue.tables import GIVEN_UP, ClaimState
from beebox.logistics.stops import carrier_for
from beebox.logistics.tables import WaybillState
from beebox.logistics.waybills import cases_under, centre, is_complete, number_of_leg, order_of

BACK = frozenset({WaybillState.RETURNED, WaybillState.LOST})


class NotToBeIssuedAnew(BeeboxError):
    code = "not_to_be_issued_anew"
    message = N_("只有退回来的或丢失的寄回邮包才能重寄。请看最新的物流。")


class IssuedAnewAlready(BeeboxError):
    code = "issued_anew_already"
    message = N_("这个邮包已经重寄了：%(reference)s。")


class PapersNotBack(BeeboxError):
    code = "papers_not_back"
    message = N_("还有原件不在寄件台：%(papers)s。等它们回来，或者由主管了结查找以后再寄。")


class NothingToSend(BeeboxError):
    code = "nothing_to_send"
    message = N_("没有可以再寄的：原件不在我们手里，也没有要寄的结果。")


class WholeAddressWanted(BeeboxError):
    status = 422
    code = "whole_address_wanted"
    message = N_("请把收件人、电话和地址都填完整，再重寄。")


def successor_of(work: Work, waybill: Waybill) -> Waybill | None:
    """The parcel that this one was issued anew as."""
    wanted = select(Waybill).where(Waybill.replaces_id == waybill.id, Waybill.state != WaybillState.CANCELLED)
    return work.session.scalar(wanted.order_by(Waybill.id.desc()).limit(1))


def may_go_anew(work: Work, waybill: Waybill) -> bool:
    """It came back or was lost: so says its carrier, or the closing word of a search does."""
    if waybill.leg is not Leg.RETURN or waybill.state not in WITH_CARRIER | BACK:
        return False
    claim = claim_about(work, waybill)
    if waybill.state in BACK or claim is None:
        return waybill.state in BACK
    return claim.state in GIVEN_UP or (claim.state is ClaimState.FOUND and _at_desk(work, claim))


def _at_desk(work: Work, claim: Claim) -> bool:
    """What was found lies at our mail-out desk."""
    papers = {paper.id: paper.case_id for paper in papers_in(work, claim)}
    here = [w for case_id in set(papers.values()) for w in where_are_the_originals(work, case_id)]
    return any(w.original_id in papers and w.holder is Holder.MAIL_OUT for w in here)


def issue_anew(work: Work, waybill: Waybill, receiver: Contact, actor: Actor) -> Waybill:
    """Order this parcel once more, to a mended address if need be; the centre pays.

    A returned one waits until all it held is back at the mail-out desk. Of a lost one the result is printed
    again, and what else is in our hands goes with it. Issued anew already, it raises IssuedAnewAlready.
    """
    work.session.refresh(waybill, with_for_update=True)
    known = successor_of(work, waybill)
    if known is not None:
        raise IssuedAnewAlready(reference=known.reference)
    if not may_go_anew(work, waybill):
        raise NotToBeIssuedAnew
    if not is_complete(receiver):
        raise WholeAddressWanted
    cases = cases_under(work, waybill)
    made = _write_down(work, waybill, cases, receiver, _contents(work, waybill, cases))
    plan_create(work, made, order_of(made))
    settle_by_reissue(work, waybill.number or waybill.reference, actor, made.reference)
    return made


def _contents(work: Work, waybill: Waybill, cases: Sequence[Case]) -> str:
    papers = [paper for case in cases for paper in _to_return(work, case)]
    away = [paper.name for paper in papers if paper.holder is Holder.COURIER]
    if away and waybill.state is WaybillState.RETURNED:
        raise PapersNotBack(papers="、".join(away))
    here = sum(paper.count for paper in papers if paper.holder is Holder.MAIL_OUT)
    with_result = any(case.result_by == "post" and case.state is State.RETURNING for case in cases)
    parts = ["办理结果"] if with_result else []
    parts += [f"退回原件 {here} 份"] if here else []
    if not parts:
        raise NothingToSend
    return "、".join(parts)


def _to_return(work: Work, case: Case) -> list[Whereabouts]:
    return [w for w in where_are_the_originals(work, case.id) if w.afterwards is Fate.RETURNED]


def _write_down(work: Work, old: Waybill, cases: Sequence[Case], receiver: Contact, contents: str) -> Waybill:
    carrier = carrier_for(work, Leg.RETURN)
    made = Waybill(
        reference=f"LBW-{cases[0].code}-R{number_of_leg(work, cases[0], Leg.RETURN)}",
        leg=Leg.RETURN,
        carrier=carrier.name,
        sender=asdict(centre(work)),
        receiver=asdict(receiver),
        contents=contents,
        weight_grams=old.weight_grams,
        product=old.product,
        simulated=carrier.simulated,
        ordered_at=work.now(),
        replaces_id=old.id,
    )
    work.session.add(made)
    work.session.flush()
    links = select(WaybillCase).where(WaybillCase.waybill_id == old.id)
    for link in work.session.scalars(links):
        insert_once(work, WaybillCase, waybill_id=made.id, case_id=link.case_id, envelope_id=link.envelope_id)
    return made
