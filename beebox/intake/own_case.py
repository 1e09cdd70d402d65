"""The citizen's own case, and what of it is open for change now."""

from beebox.accounts.roles import Actor
from beebox.cases.access import case_for
from beebox.cases.models import Case
from beebox.cases.papers import CorrectionItem, Material
from beebox.cases.queries import open_correction
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import read_code

MENDING = frozenset({State.SENT_BACK, State.CORRECTING})
"""The citizen answers a notice; what it does not name is locked."""
YOURS = MENDING | {State.DRAFT}
"""States in which it is the citizen's turn to write."""


class LockedNow(BeeboxError):
    code = "locked_now"
    message = N_("这份材料现在不能改：已经交给工作人员看了，或者不在要改的清单里。之前交的都在。")


class FormLocked(BeeboxError):
    code = "form_locked"
    message = N_("申请人的内容已经通过，不在要改的清单里，所以锁住了，没有改。收件地址可以改；其他的都在。")


class NotYourTurn(BeeboxError):
    code = "not_your_turn"
    message = N_("这件办件已经提交，现在不能改填写的内容。之前填的都在。")


def own_case(work: Work, code: str, actor: Actor) -> Case:
    """The case with this code, however it was typed; CaseNotFound unless it is the actor's."""
    return case_for(work, read_code(code) or code, actor)


def hold(work: Work, case: Case) -> None:
    """Nobody else changes this case until the transaction ends; its values are fresh from here on."""
    work.session.refresh(case, with_for_update=True)


def named_materials(work: Work, case: Case) -> dict[int, CorrectionItem]:
    """What the open notice names, by material id; empty when the citizen has none to answer."""
    notice = open_correction(work, case.id) if case.state in MENDING else None
    return {item.material_id: item for item in notice[1]} if notice else {}


def may_change(work: Work, case: Case, material: Material) -> bool:
    """Whether the citizen may add, replace or remove files of this material now."""
    if case.state is State.DRAFT:
        return material.needed
    return material.id in named_materials(work, case)


def form_open(work: Work, case: Case) -> bool:
    """Whether the applicant's part of the form may be changed now; the receiver's is open all along."""
    if case.state is State.DRAFT:
        return True
    notice = open_correction(work, case.id) if case.state in MENDING else None
    return bool(notice and notice[0].form_note)


def refuse_locked(work: Work, case: Case, material: Material) -> None:
    if not may_change(work, case, material):
        raise LockedNow


def refuse_others_turn(case: Case) -> None:
    if case.state not in YOURS:
        raise NotYourTurn
