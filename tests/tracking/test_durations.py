"""How long it usually takes: median and four fifths of at least five cases of the last 90 days."""

from datetime import timedelta

from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.tracking.durations import Usual, usual_duration
from tests.conftest import MONDAY
from tests.handling.cases_made import by_code, case_made

DAY = timedelta(days=1)


def closed(office: Office, citizen, days: float, ago: int = 1) -> None:  # type: ignore[no-untyped-def]
    code = case_made(office, citizen)
    with office.work() as work:
        case: Case = by_code(work, code)
        setattr(case, "state", State.CLOSED)  # noqa: B010 - a case that ended long ago, made at once
        case.ended_at = MONDAY - DAY * ago
        case.submitted_at = case.ended_at - DAY * days


def usual(office: Office) -> Usual | None:
    with office.look() as work:
        return usual_duration(work, "elder-card-first")


def test_hidden_below_five_cases(office, citizen) -> None:  # type: ignore[no-untyped-def]
    for days in (3, 4, 5, 6):
        closed(office, citizen, days)
    closed(office, citizen, 60, ago=120)
    assert usual(office) is None


def test_median_and_four_fifths(office, citizen, mine, code) -> None:  # type: ignore[no-untyped-def]
    for days in (2, 4, 4.5, 9, 30):
        closed(office, citizen, days)
    assert usual(office) == Usual(half=5, most=9, cases=5)
    assert "一半在 5 天内办完，五件里有四件在 9 天内办完" in mine.get(f"/track/{code}").text
