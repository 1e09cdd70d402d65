"""The one door through which a case changes state."""

from beebox.accounts.roles import Actor
from beebox.cases import counts as _counts  # noqa: F401 - every case is counted as it moves
from beebox.cases.legal_clock import wind
from beebox.cases.models import Case, CaseStep
from beebox.cases.states import ENDED, Action
from beebox.cases.transitions import CASE_TABLE
from beebox.kernel.db import Work


def move(work: Work, case: Case, action: Action, actor: Actor, note: str | None = None) -> None:
    """Change the state, write it into the history and announce it, or raise NoSuchMove."""
    row = CASE_TABLE.advance(case, action, actor.role)
    wind(work, case, action, actor)
    case.held_by = case.held_until = case.assigned_to = case.assigned_until = None
    if action is Action.SEND_BACK:
        case.came_again = True
    elif action is Action.SUBMIT:
        case.language = "en" if case.form.get("language") == "en" else "zh"
    if row.after in ENDED:
        case.ended_at = work.now()
    elif row.before in ENDED:
        case.ended_at = None
    work.session.add(CaseStep.of(case, row, actor, work.now(), note))
    if row.event is not None:
        work.emit(row.event(case.id))
