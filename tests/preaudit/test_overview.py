"""What was finished on which day: days begin where the service stands, not in London."""

from datetime import datetime, timedelta

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Office
from beebox.preaudit.models import Outcome, Review
from beebox.preaudit.overview import DAYS, overview
from tests.conftest import MONDAY, ZONE, stage
from tests.handling.cases_made import by_code, case_made


def test_reviews_are_counted_by_the_local_day(any_office: Office) -> None:
    with any_office.work() as work:
        citizen = Person(role=Role.CITIZEN, created_at=work.now(), phone="15000000009")
        work.session.add(citizen)
        work.session.flush()
        work.session.expunge(citizen)
    code = case_made(any_office, citizen)
    midnight = datetime.combine(MONDAY.astimezone(ZONE).date(), datetime.min.time(), ZONE)
    moments = (
        (midnight, Outcome.PASSED),
        (midnight - timedelta(seconds=1), Outcome.PASSED),
        (midnight - timedelta(hours=3), Outcome.SENT_BACK),
        (midnight - timedelta(days=DAYS - 1, seconds=1), Outcome.PASSED),
    )
    with any_office.work() as work:
        case_id = by_code(work, code).id
        for number, (at, outcome) in enumerate(moments, start=1):
            work.session.add(
                Review(case_id=case_id, round=number, outcome=outcome, auditor_id=citizen.id, at=at)
            )
    stage(any_office).move_to(midnight + timedelta(hours=9))

    with any_office.look() as work:
        days = overview(work, Actor(None, Role.SUPERVISOR)).days
    assert [(line.passed, line.sent_back) for line in days[:3]] == [(1, 0), (1, 1), (0, 0)]
    assert len(days) == DAYS
    assert sum(line.passed + line.sent_back for line in days) == 3
