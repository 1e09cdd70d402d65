"""Handing the case in: once, whole, and for good until somebody answers."""

from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.numbers import next_number
from beebox.cases.papers import Material
from beebox.cases.queries import item_of, materials_of, open_correction, uploads_of
from beebox.cases.states import Action
from beebox.catalog.definitions import Necessity
from beebox.catalog.rules import missing_answers
from beebox.intake.filling import form_complete
from beebox.intake.own_case import MENDING, YOURS, hold, own_case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError


class NotComplete(BeeboxError):
    status = 422
    code = "not_complete"
    message = N_("还差 %(count)d 项，补齐后再提交。已经传的和填的都在。")


class NotAgreed(BeeboxError):
    status = 422
    code = "not_agreed"
    message = N_("还没有勾选同意。请看完下面的说明，勾选后再提交；填好的内容都在。")


class NotConfirmed(BeeboxError):
    status = 422
    code = "not_confirmed"
    message = N_("请先勾选“都改好了”，再重新提交。改好的内容都在。")


@dataclass(frozen=True)
class Gap:
    """One thing still to do before submitting, and where to do it (a path below the case)."""

    name: str
    name_en: str
    path: str


def gaps_of(work: Work, case: Case) -> list[Gap]:
    """Everything that stands in the way of submitting, in the order of the task list."""
    item = item_of(work, case)
    gaps = []
    if missing_answers(item, case.answers):
        gaps.append(Gap("回答几个问题", "A few questions", "answers"))
    given = uploads_of(work, case.id)
    for material in materials_of(work, case.id):
        definition = item.material(material.code)
        if definition.necessity is not Necessity.LATER and not given.get(material.id):
            path = f"materials/{material.code}"
            gaps.append(Gap(definition.name, definition.name_en, path))
    if not form_complete(work, case):
        gaps.append(Gap("填写申请人和收件地址", "Who applies and where to post it", "form"))
    return gaps


def submit_case(work: Work, case_code: str, key: str, agreed: str, citizen: Actor) -> Case:
    """Hand in, once. The same token again, or a case handed in already, changes nothing.

    `agreed` is what came with the tick box: empty when it was left unticked.
    """
    case = own_case(work, case_code, citizen)
    hold(work, case)
    if case.state not in YOURS or (key and case.submit_key == key):
        return case
    if not agreed:
        raise NotConfirmed if case.state in MENDING else NotAgreed
    gaps = gaps_of(work, case)
    if gaps:
        raise NotComplete(count=len(gaps))
    _close_notice(work, case)
    for material in work.session.scalars(select(Material).where(Material.case_id == case.id)):
        material.open = False
    case.submit_key, case.lapses_on, case.lapse_told = key or None, None, False
    if case.number is None:
        case.number = next_number(work, today(work))
    case.submitted_at = case.submitted_at or work.now()
    move(work, case, Action.SUBMIT, citizen)
    return case


def _close_notice(work: Work, case: Case) -> None:
    notice = open_correction(work, case.id)
    if notice is not None:
        notice[0].answered_at = work.now()
