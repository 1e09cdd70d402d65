"""A supervisor gives a waiting case to one auditor."""

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.access import CaseNotFound
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.queue import HeldByOther, NotInReview, midnight_after, name_of
from beebox.preaudit.waiting.hands import write_move
from beebox.preaudit.waiting.models import HandKind
from beebox.preaudit.waiting.skills import skills_of


class NotTheirTraining(BeeboxError):
    code = "not_their_training"
    message = N_("这一件的事项或语言不在%(name)s的受训范围里。请换一位，或先在人员页补上。")


def assign(work: Work, code: str, person: Person, supervisor: Actor, why: str) -> None:
    """Give a waiting case to one auditor for today: nobody else is given it until midnight.

    Tomorrow it is everybody's again, so that nothing is forgotten on an empty desk.
    """
    case = work.session.scalar(select(Case).where(Case.code == code))
    if case is None or case.state is State.DRAFT:
        raise CaseNotFound
    if case.state is not State.REVIEWING:
        raise NotInReview
    now = work.now()
    if case.held_until is not None and case.held_until > now and case.held_by != person.id:
        raise HeldByOther(name=name_of(work, case.held_by))
    skills = skills_of(work, person.id)
    if not skills.fits(case.item_code, case.department_id, case.language):
        raise NotTheirTraining(name=person.name or person.login)
    before = case.assigned_to if case.assigned_until is not None and case.assigned_until > now else None
    if before == person.id:
        return
    if before is not None:
        write_move(work, case, before, HandKind.UNASSIGNED, supervisor, why)
    write_move(work, case, person.id, HandKind.ASSIGNED, supervisor, why)
    case.assigned_to, case.assigned_until = person.id, midnight_after(work)
