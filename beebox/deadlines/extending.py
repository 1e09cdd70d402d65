"""延期: once, at most as long as the law allows, asked for with a reason and granted by a supervisor."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases import events as ev
from beebox.cases.clock.days import today
from beebox.cases.clock.folding import Standing
from beebox.cases.clock.models import Extension
from beebox.cases.clock.recording import limits_for, record
from beebox.cases.clock.terms import Reason, What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.models import Case
from beebox.deadlines.papers import issue_extension
from beebox.deadlines.pausing import DaysUnclear, WhyMissing, decision_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError


class ExtendedBefore(BeeboxError):
    code = "extended_before"
    message = N_("这件办件的期限已经延长过一次。依法只能延一次，请在期限内作出决定。")


class AskedAlready(BeeboxError):
    code = "asked_already"
    message = N_("已经申请过延期，主管还没有答复，不用再申请。")


class TooLate(BeeboxError):
    code = "too_late"
    message = N_("期限在 %(day)s 已经到了。过了期限不能再延，请尽快作出决定并写明超期的原因。")


class NothingAsked(BeeboxError):
    status = 404
    code = "nothing_asked"
    message = N_("这份延期申请已经答复过了，或者没有。请刷新页面看看最新的情况。")


def ask(work: Work, case: Case, clerk: Actor, days: int | None, reason: str) -> Extension:
    """Ask the supervisor for more time."""
    standing, most = decision_of(work, case), limits_for(work, case).extension.value
    _possible(standing, today(work))
    if days is None or not 1 <= days <= most:
        raise DaysUnclear(most=most)
    if not reason.strip():
        raise WhyMissing
    open_one = select(Extension.id).where(Extension.case_id == case.id, Extension.granted.is_(None))
    if work.session.scalar(open_one.limit(1)) is not None:
        raise AskedAlready
    asked = Extension(
        case_id=case.id, days=days, reason=reason.strip(), asked_by=clerk.id, asked_at=work.now()
    )
    work.session.add(asked)
    return asked


def grant(work: Work, extension_id: int, supervisor: Actor) -> None:
    """Move the last day; the citizen is told it and the reason, in writing."""
    asked, case = _open(work, extension_id)
    _possible(decision_of(work, case), today(work))
    asked.granted, asked.answered_by, asked.answered_at = True, supervisor.id, work.now()
    basis = limits_for(work, case).extension.basis
    told = Note(
        Which.DECISION, What.EXTENDED, Reason.APPROVED, days=asked.days, note=asked.reason, basis=basis
    )
    due = record(work, case, [told], supervisor)[Which.DECISION].due
    issue_extension(work, case, supervisor, asked, due)
    work.emit(ev.ClockExtended(case.id, asked.days, asked.reason, due.isoformat(), str(asked.id)))


def deny(work: Work, extension_id: int, supervisor: Actor, answer: str) -> None:
    """Say no, and why."""
    asked, _case = _open(work, extension_id)
    if not answer.strip():
        raise WhyMissing
    asked.granted, asked.answer = False, answer.strip()
    asked.answered_by, asked.answered_at = supervisor.id, work.now()


def waiting(work: Work) -> Sequence[tuple[Extension, Case]]:
    """What supervisors have still to answer, oldest first."""
    asked = (
        select(Extension, Case)
        .join(Case, Case.id == Extension.case_id)
        .where(Extension.granted.is_(None))
        .order_by(Extension.id)
        .limit(200)
    )
    return [(row[0], row[1]) for row in work.session.execute(asked)]


def asked_for(work: Work, case_id: int) -> Sequence[Extension]:
    rows = select(Extension).where(Extension.case_id == case_id).order_by(Extension.id)
    return work.session.scalars(rows).all()


def _open(work: Work, extension_id: int) -> tuple[Extension, Case]:
    asked = work.session.get(Extension, extension_id, with_for_update=True)
    if asked is None or asked.granted is not None:
        raise NothingAsked
    return asked, work.session.get_one(Case, asked.case_id)


def _possible(standing: Standing, now: date) -> None:
    if standing.extended:
        raise ExtendedBefore
    if standing.due < (standing.stopped_on or now):
        raise TooLate(day=standing.due.isoformat())
