"""Handing the case in: once, whole, and for good until somebody answers."""

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.numbers import next_number
from beebox.cases.papers import Material
from beebox.cases.queries import open_correction
from beebox.cases.states import Action
from beebox.intake.gaps import gaps_of
from beebox.intake.own_case import MENDING, YOURS, hold, own_case
from beebox.intake.receipts import issue_receipt
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
    issue_receipt(work, case)
    return case


def _close_notice(work: Work, case: Case) -> None:
    notice = open_correction(work, case.id)
    if notice is not None:
        notice[0].answered_at = work.now()
