"""The legal clock of a case.

Administrative Licensing Law (2019) art. 32(4): one notice of everything within five working days of the
application, or it counts as accepted; art. 82: days are working days. Waiting for the citizen stops it.
"""

from datetime import date

from beebox.cases.models import Case
from beebox.cases.states import Action
from beebox.catalog.queries import item_version
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Unit
from beebox.workdays.queries import calendar

NOTICE_DAYS = 5
STOPPING = frozenset({Action.SEND_BACK, Action.ASK_CORRECTION, Action.PASS})


def today(work: Work) -> date:
    """The day it is where the service stands."""
    return work.now().astimezone(work.use(Settings).zone).date()


def wind(work: Work, case: Case, action: Action) -> None:
    """Start, stop or go on with the clock as this action demands."""
    if action in STOPPING:
        case.clock_stopped_on = today(work)
    elif action in {Action.SUBMIT, Action.RECEIVE, Action.RECALL}:
        _run_on(work, case)
    elif action in {Action.ACCEPT, Action.ACCEPT_BY_SILENCE}:
        limits = item_version(work, case.item_code, case.item_version).limits
        limit = limits.promise or limits.statutory
        if limit:
            case.decide_due_on = calendar(work).due(today(work), limit.value, limit.unit)


def _run_on(work: Work, case: Case) -> None:
    now, days = today(work), calendar(work)
    if case.notice_due_on is None:
        case.notice_due_on = days.add_workdays(now, NOTICE_DAYS)
    elif case.clock_stopped_on is not None:
        left = max(days.workdays_between(case.clock_stopped_on, case.notice_due_on), 1)
        case.notice_due_on = days.add_workdays(now, left)
    case.clock_stopped_on = None


def correction_due_on(work: Work, case: Case) -> date:
    """The last day for the citizen's answer to a notice: the item's natural days, rolled to a working day."""
    limit = item_version(work, case.item_code, case.item_version).citizen_correction_days
    return calendar(work).due(today(work), limit, Unit.NATURAL_DAY)
