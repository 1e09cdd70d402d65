"""Which cases somebody may label, note or move without holding them."""

from sqlalchemy import select

from beebox.accounts.roles import Actor, Role
from beebox.cases.access import CaseNotFound
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.ids import read_code


def queued_case(work: Work, code: str, actor: Actor) -> Case:
    """The case with this code: for an auditor while it is in review, for a supervisor once submitted."""
    case = None
    if read_code(code) == code:
        case = work.session.scalar(select(Case).where(Case.code == code))
    if case is None or case.state is State.DRAFT:
        raise CaseNotFound
    if actor.role is not Role.SUPERVISOR and case.state is not State.REVIEWING:
        raise CaseNotFound
    return case
