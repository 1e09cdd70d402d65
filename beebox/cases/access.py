"""Who may touch which case. Every view fetches a case through here."""

from sqlalchemy import ColumnElement, and_, false, select, true

from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import read_code

BEFORE_PAPER = (State.DRAFT, State.CHECKING, State.REVIEWING, State.SENT_BACK)


class CaseNotFound(BeeboxError):
    """No such case, or not yours: the answer is the same."""

    status = 404
    code = "case_not_found"
    message = N_("没有找到这件办件。请核对办件码；如果是从通知里打开的，请先用办件人的手机号登录。")


def case_for(work: Work, code: str, actor: Actor) -> Case:
    """The case with this public code, if this actor may touch it; else CaseNotFound."""
    if read_code(code) != code:
        raise CaseNotFound
    case = work.session.scalar(select(Case).where(Case.code == code, within_reach(work, actor)))
    if case is None:
        raise CaseNotFound
    return case


def material_for(work: Work, case: Case, material_code: str) -> Material:
    found = work.session.scalar(
        select(Material).where(Material.case_id == case.id, Material.code == material_code)
    )
    if found is None:
        raise CaseNotFound
    return found


def upload_for(work: Work, case: Case, upload_id: int) -> MaterialVersion:
    found = work.session.scalar(
        select(MaterialVersion).where(MaterialVersion.case_id == case.id, MaterialVersion.id == upload_id)
    )
    if found is None:
        raise CaseNotFound
    return found


def within_reach(work: Work, actor: Actor) -> ColumnElement[bool]:
    """The condition that limits a query over cases to those this actor may touch."""
    match actor.role:
        case Role.CITIZEN:
            return Case.citizen_id == actor.id
        case Role.AUDITOR:
            mine = and_(Case.held_by == actor.id, Case.held_until > work.now())
            return and_(Case.state == State.REVIEWING, mine)
        case Role.CLERK:
            return and_(Case.department_id == actor.department_id, Case.state.not_in(BEFORE_PAPER))
        case Role.SUPERVISOR:
            return Case.state != State.DRAFT
        case Role.SYSTEM:
            return true()
        case _:
            return false()
