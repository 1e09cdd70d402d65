"""Who has which case open: taking the next one, keeping it, putting it back.

A case is held by `Case.held_by` until `Case.held_until`. What ran out counts as free; nothing has
to tidy up, so a stopped timetable never keeps a case from being worked on.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select, update

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.handled import taken

_ROUNDS = 20
"""How often to try again when somebody else was quicker."""


class HeldByOther(BeeboxError):
    code = "held_by_other"
    message = N_("%(name)s正在看这一件，没有交到您手上。请回队列领下一件。")


class NotHeld(BeeboxError):
    """The lock ran out or was never taken."""

    code = "not_held"
    message = N_(
        "这一件现在不在您手上：%(minutes)d 分钟没有动作会自动放回队列。您记下的决定都在，重新领取后接着看。"
    )


class NotInReview(BeeboxError):
    code = "not_in_review"
    message = N_("这一件已经不在预审中了：可能刚刚处理完，或申请人已撤回。请回队列领下一件。")


def take_next(work: Work, auditor: Actor) -> str | None:
    """Hold the case that is due first and tell its code; None when nothing waits.

    Who still holds one gets that one again. However many ask at once, no two get the same.
    """
    mine = select(Case.code).where(_held_by(work, auditor)).order_by(Case.held_until.desc())
    if held := work.session.scalar(mine.limit(1)):
        return held
    waiting = (
        select(Case.id, Case.code)
        .where(Case.state == State.REVIEWING, _free(work))
        .order_by(Case.notice_due_on, Case.id)
        .limit(1)
    )
    for _ in range(_ROUNDS):
        found = work.session.execute(waiting).one_or_none()
        if found is None:
            return None
        if _seize(work, auditor, found.id):
            return str(found.code)
    return None


def take(work: Work, code: str, auditor: Actor) -> None:
    """Hold this very case, or say who holds it."""
    case_id = work.session.scalar(select(Case.id).where(Case.code == code))
    if case_id is None:
        raise CaseNotFound
    mine = work.session.scalar(select(Case.id).where(Case.id == case_id, _held_by(work, auditor)))
    if mine is None and not _seize(work, auditor, case_id):
        raise _why_not(work, code, auditor)


def held_case(work: Work, code: str, actor: Actor) -> Case:
    """The case, if this auditor holds it (or a supervisor asks); else the reason in one sentence."""
    try:
        return case_for(work, code, actor)
    except CaseNotFound:
        raise _why_not(work, code, actor) from None


def keep(work: Work, case: Case, actor: Actor) -> None:
    """Something was done: the lock runs anew. A supervisor who only looks on takes no lock."""
    if actor.role is not Role.AUDITOR:
        return
    mine = update(Case).where(Case.id == case.id, Case.held_by == actor.id)
    work.session.execute(mine.values(held_until=_until(work)).execution_options(synchronize_session=False))


def put_back(work: Work, code: str, actor: Actor) -> None:
    """Let go of a case: the auditor who holds it, or a supervisor in their stead."""
    held = update(Case).where(Case.code == code, Case.state == State.REVIEWING)
    if actor.role is Role.AUDITOR:
        held = held.where(Case.held_by == actor.id)
    work.session.execute(
        held.values(held_by=None, held_until=None, version=Case.version + 1).execution_options(
            synchronize_session=False
        )
    )


def _seize(work: Work, auditor: Actor, case_id: int) -> bool:
    """Take the lock if it is still free at this very moment."""
    seized = work.session.execute(
        update(Case)
        .where(Case.id == case_id, Case.state == State.REVIEWING, _free(work))
        .values(held_by=auditor.id, held_until=_until(work), version=Case.version + 1)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    if seized.scalar() is None:
        return False
    taken(work, case_id, auditor.id or 0)
    return True


def _why_not(work: Work, code: str, actor: Actor) -> BeeboxError:
    found = work.session.execute(
        select(Case.state, Case.held_by, Case.held_until).where(Case.code == code)
    ).one_or_none()
    if found is None or actor.role is not Role.AUDITOR or found.state is State.DRAFT:
        return CaseNotFound()
    if found.state is not State.REVIEWING:
        return NotInReview()
    held = found.held_until is not None and found.held_until > work.now()
    if held and found.held_by != actor.id:
        return HeldByOther(name=name_of(work, found.held_by))
    return NotHeld(minutes=work.use(Settings).lock_minutes)


def name_of(work: Work, person_id: int | None) -> str:
    """What to call a colleague; empty for nobody."""
    person = work.session.get(Person, person_id) if person_id else None
    return (person.name or person.login or "") if person else ""


def _until(work: Work) -> object:
    return work.now() + timedelta(minutes=work.use(Settings).lock_minutes)


def _free(work: Work) -> ColumnElement[bool]:
    return or_(Case.held_by.is_(None), Case.held_until.is_(None), Case.held_until <= work.now())


def _held_by(work: Work, auditor: Actor) -> ColumnElement[bool]:
    mine = Case.held_by == auditor.id
    return (Case.state == State.REVIEWING) & mine & (Case.held_until > work.now())
