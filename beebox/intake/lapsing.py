"""Drafts and cases to be mended that nobody goes on with: reminded on a ladder, then ended.

The rungs stand in catalogue/deadlines.yaml. Nobody is ended who was not told in time: where the service stood
still, the last day waits for as long as was promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Select, and_, func, select

from beebox.accounts.roles import SYSTEM
from beebox.cases.clock.ladder import Ladder, ReminderRung, ladder_in
from beebox.cases.clock.models import CaseClock, Reminder
from beebox.cases.clock.recording import record
from beebox.cases.clock.terms import Reason, What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.events import LapseIsNear
from beebox.cases.issuing.contents import Body, day_words
from beebox.cases.issuing.issue import issue
from beebox.cases.issuing.queries import newest_of
from beebox.cases.legal_clock import today
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_
from beebox.kernel.settings import Settings
from beebox.workdays.queries import calendar

LAPSING = (State.DRAFT, State.SENT_BACK, State.CORRECTING)
_ASKED = {State.SENT_BACK: "notice", State.CORRECTING: "correction"}
"""The document that told the citizen what to mend."""
BATCH = 1000
LATE = "late"
"""A telling that stands on no rung: the service stood still for too long."""
NOTE = N_("到期没有继续办理，自动结束。需要时可以重新申请。")


@dataclass(frozen=True)
class Near:
    """What of a case says whether anything is due."""

    case_id: int
    due: date
    start: date
    told: int
    """How many rungs were climbed for this last day."""


def lapse_overdue(office: Office) -> int:
    """Remind whose rung has come, end what is overdue; how many were ended.

    The last day itself still belongs to the citizen. Running twice does nothing twice, and a case
    that ran out unannounced (the service stood still) is announced first and ended on a later run.
    """
    ended, last = 0, 0
    while True:
        with office.look() as work:
            batch, now = _open(work, last), today(work)
            ladder = ladder_in(work.use(Settings).catalogue_dir)
        due = [one.case_id for one in batch if one.due < now or len(_reached(ladder, one, now)) > one.told]
        for case_id in due:
            with office.work() as work:
                ended += _settle(work, ladder, case_id)
        if not batch:
            return ended
        last = batch[-1].case_id


def rung_day(rung: ReminderRung, start: date, due: date) -> date:
    """The day of a rung: when so much of the time is used up, or so many days before the last one."""
    if rung.share is not None:
        return start + timedelta(days=-(-(due - start).days * rung.share // 100))
    return due - timedelta(days=rung.before or 0)


def _reached(ladder: Ladder, near: Near, now: date) -> list[ReminderRung]:
    """The rungs whose day has come, that of the day before the latest last."""
    days = sorted((rung_day(rung, near.start, near.due), n) for n, rung in enumerate(ladder.reminders))
    return [ladder.reminders[n] for day, n in days if day <= now]


def _open(work: Work, last: int, only: int | None = None) -> Sequence[Near]:
    which = and_(CaseClock.case_id == Case.id, CaseClock.which.in_((Which.DRAFT, Which.CORRECTION)))
    told = (
        select(func.count())
        .where(Reminder.case_id == Case.id, Reminder.due_on == Case.lapses_on)
        .scalar_subquery()
    )
    wanted = (
        select(Case.id, Case.lapses_on, func.max(CaseClock.started_on), Case.created_at, told)
        .outerjoin(CaseClock, and_(which, CaseClock.ended_on.is_(None)))
        .where(Case.id > last, Case.state.in_(LAPSING), Case.lapses_on.is_not(None))
        .group_by(Case.id)
        .order_by(Case.id)
        .limit(BATCH)
    )
    if only is not None:
        wanted = wanted.where(Case.id == only)
    zone = work.use(Settings).zone
    return [
        Near(row[0], row[1], row[2] or row[3].astimezone(zone).date(), row[4])
        for row in work.session.execute(wanted)
    ]


def _settle(work: Work, ladder: Ladder, case_id: int) -> int:
    case = work.session.get_one(Case, case_id, with_for_update=True)
    found = _open(work, case_id - 1, case_id)
    if not found:
        return 0
    near, now = found[0], today(work)
    if near.due < now and _warned(work, ladder, case, near.due):
        asked = _ASKED.get(case.state)
        move(work, case, Action.LAPSE, SYSTEM, NOTE)
        if asked:
            _issue_termination(work, case, near.due, asked)
        return 1
    climbed = set(work.session.scalars(_climbed(case_id, near.due)))
    fresh = [rung for rung in _reached(ladder, near, now) if rung.code not in climbed]
    if fresh or near.due < now:
        _tell(work, ladder, case, near)
    return 0


def _issue_termination(work: Work, case: Case, due: date, asked: str) -> None:
    """What was formally applied for ends in writing; a draft was never more than a draft."""
    notice = newest_of(work, case.id, asked)
    told = f"《{notice.content['title']}》（{notice.number}）" if notice else "一次性告知"
    opening = f"我们已用{told}请您改好材料，最迟在 {day_words(due)} 提交。到期没有收到，本次申请终止办理。"
    closing = "需要时可以重新申请，已经填写的内容和照片不影响您再办。您的原件如在我们这里，会寄还给您。"
    issue(work, case, "termination", SYSTEM, Body((opening,), closing=(closing,)))


def _tell(work: Work, ladder: Ladder, case: Case, near: Near) -> None:
    """One message for however many rungs were passed; the last day waits when it would come too soon."""
    now, due = today(work), near.due
    which = Which.DRAFT if case.state is State.DRAFT else Which.CORRECTION
    enough = now + timedelta(days=ladder.notice_days)
    if which is Which.CORRECTION:
        enough = calendar(work).on_or_after(enough)
    if due < enough and not _warned(work, ladder, case, due):
        due = enough
        record(work, case, [Note(which, What.EXTENDED, Reason.TOLD_LATE, told=enough)])
        case.lapses_on = enough
    climbed = set(work.session.scalars(_climbed(case.id, due)))
    codes = [rung.code for rung in _reached(ladder, replace(near, due=due), now)] or [LATE]
    for code in codes:
        if code not in climbed:
            work.session.add(
                Reminder(case_id=case.id, which=which, rung=code, due_on=due, told_at=work.now())
            )
    case.lapse_told = True
    work.emit(LapseIsNear(case.id, f"-{codes[-1]}"))


def _climbed(case_id: int, due: date) -> Select[str]:
    return select(Reminder.rung).where(Reminder.case_id == case_id, Reminder.due_on == due)


def _warned(work: Work, ladder: Ladder, case: Case, due: date) -> bool:
    """Whether the citizen heard of this last day as long before it as was promised."""
    first = select(func.min(Reminder.told_at)).where(Reminder.case_id == case.id, Reminder.due_on == due)
    told = work.session.scalar(first)
    if told is None:
        return False
    day = told.astimezone(work.use(Settings).zone).date()
    return day + timedelta(days=ladder.notice_days) <= due
