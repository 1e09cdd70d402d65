"""What the pages show of parcels that do not arrive; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.logistics.mending import refusal_of
from beebox.logistics.models import Original
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.rescue.claiming import ClaimNotFound, claim_about, claim_of
from beebox.logistics.rescue.intercepting import can_be_stopped
from beebox.logistics.rescue.models import Claim, ClaimPaper, ClaimStep, Interception
from beebox.logistics.rescue.reissuing import may_go_anew, successor_of
from beebox.logistics.rescue.tables import OPEN_INTERCEPTIONS, ClaimState
from beebox.logistics.waybills import cases_under


@dataclass(frozen=True)
class ClaimPapers:
    """What one department has to know of a claim."""

    case: Case
    department: Department
    papers: list[Original]


@dataclass(frozen=True)
class ClaimPage:
    claim: Claim
    waybill: Waybill
    parts: list[ClaimPapers]
    steps: Sequence[ClaimStep]
    anew: Waybill | None


@dataclass(frozen=True)
class Rescue:
    """All that can be done for one parcel, and what was done."""

    waybill: Waybill
    cases: Sequence[Case]
    stoppable: bool
    interceptions: Sequence[Interception]
    may_go_anew: bool
    anew: Waybill | None
    claim: Claim | None
    refusal: str | None
    """What the carrier said that will not fetch it as it was ordered."""


def rescue_of(work: Work, waybill: Waybill) -> Rescue:
    wanted = select(Interception).where(Interception.waybill_id == waybill.id)
    rows = work.session.scalars(wanted.order_by(Interception.id.desc())).all()
    waiting = any(row.state in OPEN_INTERCEPTIONS for row in rows)
    anew = successor_of(work, waybill)
    return Rescue(
        waybill=waybill,
        cases=cases_under(work, waybill),
        stoppable=not waiting and can_be_stopped(work, waybill),
        interceptions=rows,
        may_go_anew=anew is None and may_go_anew(work, waybill),
        anew=anew,
        claim=claim_about(work, waybill),
        refusal=refusal_of(work, waybill),
    )


def claims_for(work: Work, actor: Actor) -> list[ClaimPage]:
    """The open ones first; a clerk sees those of their own department."""
    wanted = select(Claim).order_by(Claim.state != ClaimState.OPEN, Claim.id.desc()).limit(200)
    pages = [_page(work, claim, actor) for claim in work.session.scalars(wanted).all()]
    return [page for page in pages if page.parts]


def claim_for(work: Work, claim_id: int, actor: Actor) -> ClaimPage:
    """One claim; ClaimNotFound for a clerk whose department it is no matter of."""
    page = _page(work, claim_of(work, claim_id), actor)
    if not page.parts:
        raise ClaimNotFound
    return page


def _page(work: Work, claim: Claim, actor: Actor) -> ClaimPage:
    waybill = work.session.get_one(Waybill, claim.waybill_id)
    steps = select(ClaimStep).where(ClaimStep.claim_id == claim.id).order_by(ClaimStep.id)
    return ClaimPage(
        claim=claim,
        waybill=waybill,
        parts=_parts(work, claim, actor),
        steps=work.session.scalars(steps).all(),
        anew=successor_of(work, waybill),
    )


def _parts(work: Work, claim: Claim, actor: Actor) -> list[ClaimPapers]:
    wanted = (
        select(Case, Department)
        .join(WaybillCase, WaybillCase.case_id == Case.id)
        .join(Department, Department.id == Case.department_id)
        .where(WaybillCase.waybill_id == claim.waybill_id)
        .order_by(Case.id)
    )
    if actor.role is Role.CLERK:
        wanted = wanted.where(Case.department_id == actor.department_id)
    papers = select(Original).join(ClaimPaper, ClaimPaper.original_id == Original.id)
    inside = work.session.scalars(papers.where(ClaimPaper.claim_id == claim.id).order_by(Original.id)).all()
    return [
        ClaimPapers(case, department, [paper for paper in inside if paper.case_id == case.id])
        for case, department in work.session.execute(wanted)
    ]
