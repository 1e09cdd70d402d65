"""受理: the department takes the case on; from here runs the limit for the decision."""

from beebox.accounts.roles import Actor
from beebox.cases.issuing.contents import Body, day_words
from beebox.cases.issuing.issue import issue
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action
from beebox.kernel.db import Work


def accept(work: Work, case: Case, clerk: Actor) -> None:
    """Accept and issue the dated notice (行政许可法 art. 32); NoSuchMove unless it is received."""
    move(work, case, Action.ACCEPT, clerk)
    issue_acceptance(work, case, clerk, "您的申请材料齐全、符合法定形式，现予受理。")


def issue_acceptance(work: Work, case: Case, by: Actor, opening: str) -> None:
    """The notice of acceptance, with the day by which the citizen has the decision."""
    until = f"我们最迟在 {day_words(case.decide_due_on)} 答复您。" if case.decide_due_on else ""
    asking = f"凭办件码 {case.code} 可以随时查询进度。"
    closing = tuple(text for text in (until, asking) if text)
    issue(work, case, "acceptance", by, Body((opening,), closing=closing))
