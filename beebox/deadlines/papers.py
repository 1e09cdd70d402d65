"""What the law wants in writing when a limit moves: extension (art. 42), special procedure (art. 45)."""

from datetime import date

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.clock.days import today
from beebox.cases.clock.models import ClockEvent, Extension
from beebox.cases.clock.terms import Reason
from beebox.cases.clock.winding import Note
from beebox.cases.issuing.contents import Body, Point, day_words
from beebox.cases.issuing.issue import issue
from beebox.cases.models import Case
from beebox.deadlines.words import REASONS
from beebox.kernel.db import Work


def issue_extension(work: Work, case: Case, supervisor: Actor, granted: Extension, due: date) -> None:
    """The notice of an extension that was granted: how long, why, and the new last day."""
    opening = (
        "您的申请不能在原定的期限内作出决定。经本行政机关负责人批准，"
        f"办理期限延长 {granted.days} 个工作日。理由如下："
    )
    closing = f"延长以后，我们最迟在 {day_words(due)} 作出决定。期限只延长这一次，您不用做什么。"
    body = Body((opening,), (Point("延长的理由", (granted.reason,)),), closing=(closing,))
    issue(work, case, "extension", supervisor, body, granted.id)


def issue_special_procedure(work: Work, case: Case, clerk: Actor, stop: Note) -> None:
    """The notice of a procedure whose time does not count: which, why, and how long it takes."""
    name = REASONS[stop.reason or Reason.HEARING]
    opening = (
        f"您的申请依法需要先进行{name}，需要 {stop.days} 个工作日："
        f"从 {day_words(today(work))} 起，计划到 {day_words(stop.told or today(work))} 做完。"
    )
    closing = "这段时间依法不计入办理期限。做完以后期限接着算，我们会告诉您新的答复日期。"
    body = Body((opening,), (Point(f"为什么要进行{name}", (stop.note,)),), closing=(closing,))
    newest = select(func.max(ClockEvent.id)).where(ClockEvent.case_id == case.id)
    issue(work, case, "special_procedure", clerk, body, work.session.scalar(newest))
