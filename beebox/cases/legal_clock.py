"""The legal clock of a case: what an action does to it. How it counts: beebox/cases/clock/folding.py.

Administrative Licensing Law (2019) art. 32(4): one notice of everything within five working days of the
application, or it counts as accepted; art. 82: days are working days. Waiting for the citizen stops it.
"""

from datetime import date, timedelta

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.clock.days import today
from beebox.cases.clock.recording import adopt, clocks_of, limits_for, record
from beebox.cases.clock.terms import Reason, What, Which
from beebox.cases.clock.winding import Facts, Note, consequences
from beebox.cases.models import Case, CaseStep
from beebox.cases.states import Action, State
from beebox.catalog.queries import item_version
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Unit
from beebox.workdays.queries import calendar

__all__ = ["NOTICE_DAYS", "STOPPING", "begin_draft", "correction_due_on", "today", "wind"]
NOTICE_DAYS = 5
STOPPING = frozenset({Action.SEND_BACK, Action.ASK_CORRECTION, Action.PASS})


def wind(work: Work, case: Case, action: Action, by: Actor = SYSTEM) -> None:
    """Start, stop or go on with the clocks as this action demands; the case is in its new state already."""
    adopt(work, case)
    facts = Facts(
        limits_for(work, case).decision_start,
        case.state is State.CHECKING,
        case.lapses_on or correction_due_on(work, case),
        _received_on(work, case),
        case.result_by == "collect",
    )
    notes = consequences(action, clocks_of(work, case), facts)
    if notes:
        record(work, case, notes, by)


def begin_draft(work: Work, case: Case, keeps: timedelta) -> None:
    """A new draft is kept so long, then it ends unless its citizen goes on."""
    told = today(work) + keeps
    record(work, case, [Note(Which.DRAFT, What.STARTED, Reason.BEGUN, told=told)])


def correction_due_on(work: Work, case: Case) -> date:
    """The last day for the citizen's answer to a notice: the item's natural days, rolled to a working day."""
    limit = item_version(work, case.item_code, case.item_version).citizen_correction_days
    return calendar(work).due(today(work), limit, Unit.NATURAL_DAY)


def _received_on(work: Work, case: Case) -> date | None:
    """When what the department has to answer came: the papers, or what was corrected in them since."""
    received = select(CaseStep.at).where(CaseStep.case_id == case.id, CaseStep.after == State.RECEIVED)
    at = work.session.scalar(received.order_by(CaseStep.id.desc()).limit(1))
    return at.astimezone(work.use(Settings).zone).date() if at else None
