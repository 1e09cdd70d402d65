"""特别程序: a hearing, a test, an expert review. Its time is not counted (行政许可法 art. 45), and the
citizen is told in writing how long it will take."""

from datetime import date

from beebox.accounts.roles import Actor
from beebox.cases import events as ev
from beebox.cases.clock.days import today
from beebox.cases.clock.folding import Standing
from beebox.cases.clock.recording import clocks_of, record
from beebox.cases.clock.terms import SPECIAL, Reason, What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.deadlines.papers import issue_special_procedure
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.workdays.queries import calendar

BASIS = "行政许可法第四十五条"
LONGEST_DAYS = 180


class NotDeciding(BeeboxError):
    code = "not_deciding"
    message = N_("这件办件现在不在“已受理、等决定”这一步，期限不能这样停或续。请刷新页面看看最新的情况。")


class StoppedAlready(BeeboxError):
    code = "stopped_already"
    message = N_("期限已经停着（%(day)s起）。一次只能停一回：请先恢复，再记下一道程序。")


class NotStopped(BeeboxError):
    code = "not_stopped"
    message = N_("期限没有停，不用恢复。请刷新页面看看最新的情况。")


class ProcedureUnclear(BeeboxError):
    status = 422
    code = "procedure_unclear"
    message = N_("请选是哪一种法定程序。只有法律列出的这几种可以不计入期限。")


class DaysUnclear(BeeboxError):
    status = 422
    code = "days_unclear"
    message = N_("请写清需要几个工作日，从 1 到 %(most)s 的整数。其他填写的都在。")


class WhyMissing(BeeboxError):
    status = 422
    code = "why_missing"
    message = N_("请写一句理由：申请人会看到，也会留档。其他填写的都在。")


def stop(work: Work, case: Case, clerk: Actor, reason: str, days: int | None, note: str) -> date:
    """Stop the decision's clock; gives the day on which it is planned to go on. Never twice."""
    standing = decision_of(work, case)
    if standing.stopped_on is not None:
        raise StoppedAlready(day=standing.stopped_on.isoformat())
    if reason not in set(SPECIAL):
        raise ProcedureUnclear
    if days is None or not 1 <= days <= LONGEST_DAYS:
        raise DaysUnclear(most=LONGEST_DAYS)
    if not note.strip():
        raise WhyMissing
    until = calendar(work).add_workdays(today(work), days)
    why = Reason(reason)
    told = Note(Which.DECISION, What.STOPPED, why, days=days, told=until, note=note.strip(), basis=BASIS)
    record(work, case, [told], clerk)
    issue_special_procedure(work, case, clerk, told)
    work.emit(ev.ClockStopped(case.id, why.value, until.isoformat(), work.now().isoformat()))
    return until


def resume(work: Work, case: Case, clerk: Actor, note: str) -> None:
    """The procedure is over: the limit goes on from tomorrow with the days that were left."""
    standing = decision_of(work, case)
    if standing.stopped_on is None:
        raise NotStopped
    told = Note(Which.DECISION, What.RESUMED, Reason.FINISHED, note=note.strip(), basis=BASIS)
    record(work, case, [told], clerk)
    work.emit(ev.ClockResumed(case.id, work.now().isoformat()))


def decision_of(work: Work, case: Case) -> Standing:
    """The running clock of the decision, with the case held; NotDeciding where there is none."""
    work.session.refresh(case, with_for_update=True)
    standing = clocks_of(work, case).get(Which.DECISION)
    if case.state is not State.ACCEPTED or standing is None or not standing.open:
        raise NotDeciding
    return standing
