"""Who has which case open: taking the next one, keeping it, putting it back.

A case is held by `Case.held_by` until `Case.held_until`. What ran out counts as free; nothing has
to tidy up, so a stopped timetable never keeps a case from being worked on.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all, update

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.handled import taken
from beebox.preaudit.models import Review
from beebox.preaudit.second.ending import FirstReader
from beebox.preaudit.second.open_readings import open_reading, readable_by
from beebox.preaudit.second.tables import SecondState
from beebox.preaudit.waiting.hands import WhyMoved, write_move
from beebox.preaudit.waiting.models import HandKind
from beebox.preaudit.waiting.sifting import LONG_AGO, free
from beebox.preaudit.waiting.skills import Skills, skills_of

_ROUNDS = 20
"""How often to try again when somebody else was quicker."""


class HeldByOther(BeeboxError):
    code = "held_by_other"
    message = N_("%(name)s正在看这一件，没有交到您手上。请回队列领下一件。")


class NotHeld(BeeboxError):
    """The lock ran out."""

    code = "not_held"
    message = N_(
        "这一件现在不在您手上：%(minutes)d 分钟没有动作会自动放回队列。您记下的决定都在，重新领取后接着看。"
    )


class NotTaken(NotHeld):
    """Nobody holds it, and this auditor was not the last to do so."""

    message = N_("这一件现在没有人在看。领到您手上再看，别人就不会同时看；以前记下的都在。")


class WithSupervisor(BeeboxError):
    code = "with_supervisor"
    message = N_("这一件两位的意见不一样，已经请主管定。定好以后会回到队列，请先领下一件。")


class NotInReview(BeeboxError):
    code = "not_in_review"
    message = N_("这一件已经不在预审中了：可能刚刚处理完，或申请人已撤回。请回队列领下一件。")


class DayFull(BeeboxError):
    """The auditor finished as many today as a supervisor gave them."""

    code = "day_full"
    message = N_("您今天的 %(limit)d 件已经看完了。还想接着看，请主管把每天件数调高。")


class HandsFull(BeeboxError):
    code = "hands_full"
    message = N_("您手上已经有 %(limit)d 件了。请先看完或放回一件，再领下一件。")


class NotTrained(BeeboxError):
    code = "not_trained"
    message = N_("这一件的事项或语言不在您的受训范围里。请领下一件，系统会给您合适的；范围由主管设定。")


class AssignedToOther(HeldByOther):
    code = "assigned_to_other"
    message = N_("主管已把这一件交给%(name)s。请回队列领下一件。")


def take_next(work: Work, auditor: Actor) -> str | None:
    """Hold the case that is due first of those that fit and tell its code; None when nothing waits.

    Who still holds one gets that one again; what a supervisor assigned comes before the rest. However many
    ask at once, no two get the same.
    """
    return in_hand(work, auditor) or take_free(work, auditor)


def in_hand(work: Work, auditor: Actor) -> str | None:
    """The code of the case this auditor holds longest into the future; None when they hold none."""
    mine = select(Case.code).where(_held_by(work, auditor)).order_by(Case.held_until.desc())
    return work.session.scalar(mine.limit(1))


def take_free(work: Work, auditor: Actor) -> str | None:
    """Hold the free case that is due first and fits, whatever else this auditor holds. Raises DayFull."""
    skills = skills_of(work, auditor.id or 0)
    _within_day(work, auditor, skills)
    for waiting in (assigned_to(work, auditor), waiting_for(work, auditor, skills)):
        for _ in range(_ROUNDS):
            found = work.session.execute(waiting).first()
            if found is None:
                break
            if seize(work, auditor, found.id):
                return str(found.code)
    return None


def terms(work: Work, auditor: Actor) -> list[ColumnElement[bool]]:
    """What must be true of every case that `auditor` is given, whatever they are trained for."""
    mine = (free(work), _not_given_away(work, auditor), readable_by(auditor.id))
    return [Case.state == State.REVIEWING, *mine]


def waiting_for(work: Work, auditor: Actor, skills: Skills) -> Select[int, str]:
    """The most urgent case that fits, as one row (id, code): the first of each lane, the first of those."""
    lanes = [
        select(Case.id, Case.code, Case.notice_due_on)
        .where(*terms(work, auditor), *lane)
        .order_by(Case.notice_due_on, Case.id)
        .limit(1)
        .subquery()
        for lane in skills.lanes()
    ]
    firsts = union_all(*(select(lane) for lane in lanes)).subquery()
    return select(firsts.c.id, firsts.c.code).order_by(firsts.c.notice_due_on, firsts.c.id).limit(1)


def assigned_to(work: Work, auditor: Actor) -> Select[int, str]:
    """The most urgent case that a supervisor gave to this auditor."""
    wanted = select(Case.id, Case.code).where(
        Case.state == State.REVIEWING, Case.assigned_until > work.now(), Case.assigned_to == auditor.id
    )
    return wanted.where(free(work)).order_by(Case.notice_due_on, Case.id).limit(1)


def take(work: Work, code: str, auditor: Actor) -> None:
    """Hold this very case, or say why not."""
    case = work.session.scalar(select(Case).where(Case.code == code))
    if case is None:
        raise CaseNotFound
    if work.session.scalar(select(Case.id).where(Case.id == case.id, _held_by(work, auditor))) is not None:
        return
    skills = skills_of(work, auditor.id or 0)
    mine = case.assigned_to == auditor.id
    if case.state is State.REVIEWING and not mine:
        if not skills.fits(case.item_code, case.department_id, case.language):
            raise NotTrained
        _within_day(work, auditor, skills)
        _within_hands(work, auditor, skills)
    if not seize(work, auditor, case.id):
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


def put_back(work: Work, code: str, actor: Actor, why: str = "") -> bool:
    """Let go of a case: the auditor who holds it, or a supervisor, who says why, in their stead.

    Whether there was anything to let go of.
    """
    case = work.session.scalar(select(Case).where(Case.code == code, Case.state == State.REVIEWING))
    if case is None:
        return False
    now = work.now()
    holder = case.held_by if case.held_until is not None and case.held_until > now else None
    given = case.assigned_to if case.assigned_until is not None and case.assigned_until > now else None
    if actor.role is Role.AUDITOR:
        if holder != actor.id:
            return False
        case.held_by = case.held_until = None
        return True
    if holder is None and given is None:
        return False
    if not why:
        raise WhyMoved
    if holder is not None:
        write_move(work, case, holder, HandKind.RELEASED, actor, why)
    if given is not None and given != holder:
        write_move(work, case, given, HandKind.UNASSIGNED, actor, why)
    case.held_by = case.held_until = case.assigned_to = case.assigned_until = None
    return True


def seize(work: Work, auditor: Actor, case_id: int) -> bool:
    """Take the lock if it is still free at this very moment."""
    seized = work.session.execute(
        update(Case)
        .where(Case.id == case_id, Case.state == State.REVIEWING, free(work))
        .where(_not_given_away(work, auditor), readable_by(auditor.id))
        .values(held_by=auditor.id, held_until=_until(work), version=Case.version + 1)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    if seized.scalar() is None:
        return False
    taken(work, case_id, auditor.id or 0)
    return True


def midnight_after(work: Work) -> datetime:
    """When the local day ends."""
    zone = work.use(Settings).zone
    return datetime.combine(today(work) + timedelta(days=1), time(), tzinfo=zone)


def _within_day(work: Work, auditor: Actor, skills: Skills) -> None:
    if skills.a_day is None:
        return
    begun = midnight_after(work) - timedelta(days=1)
    done = select(func.count(Review.id)).where(Review.at >= begun, Review.auditor_id == auditor.id)
    if (work.session.scalar(done) or 0) >= skills.a_day:
        raise DayFull(limit=skills.a_day)


def _within_hands(work: Work, auditor: Actor, skills: Skills) -> None:
    if skills.at_once is None:
        return
    held = select(func.count(Case.id)).where(_held_by(work, auditor))
    if (work.session.scalar(held) or 0) >= skills.at_once:
        raise HandsFull(limit=skills.at_once)


def _why_not(work: Work, code: str, actor: Actor) -> BeeboxError:
    found = work.session.execute(
        select(Case.state, Case.held_by, Case.held_until, Case.assigned_to, Case.assigned_until).where(
            Case.code == code
        )
    ).one_or_none()
    if found is None or actor.role is not Role.AUDITOR or found.state is State.DRAFT:
        return CaseNotFound()
    if found.state is not State.REVIEWING:
        return NotInReview()
    given = found.assigned_until is not None and found.assigned_until > work.now()
    if given and found.assigned_to != actor.id:
        return AssignedToOther(name=name_of(work, found.assigned_to))
    held = found.held_until is not None and found.held_until > work.now()
    if held and found.held_by != actor.id:
        return HeldByOther(name=name_of(work, found.held_by))
    if why := _not_for(work, code, actor):
        return why
    return NotHeld(minutes=work.use(Settings).lock_minutes) if found.held_by == actor.id else NotTaken()


def _not_for(work: Work, code: str, actor: Actor) -> BeeboxError | None:
    """Why the second reading of this case is not for this auditor, if it waits for one."""
    reading = open_reading(work, work.session.scalar(select(Case.id).where(Case.code == code)) or 0)
    if reading is None:
        return None
    if reading.state is SecondState.HANDED_UP:
        return WithSupervisor()
    return FirstReader() if reading.first_id == actor.id else None


def name_of(work: Work, person_id: int | None) -> str:
    """What to call a colleague; empty for nobody."""
    person = work.session.get(Person, person_id) if person_id else None
    return (person.name or person.login or "") if person else ""


def _until(work: Work) -> datetime:
    return work.now() + timedelta(minutes=work.use(Settings).lock_minutes)


def _not_given_away(work: Work, auditor: Actor) -> ColumnElement[bool]:
    """No supervisor gave the case to somebody else for now."""
    open_to_all = func.coalesce(Case.assigned_until, LONG_AGO) <= work.now()
    return or_(open_to_all, Case.assigned_to == auditor.id)


def _held_by(work: Work, auditor: Actor) -> ColumnElement[bool]:
    mine = Case.held_by == auditor.id
    return (Case.state == State.REVIEWING) & mine & (Case.held_until > work.now())
