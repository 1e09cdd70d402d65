"""Second requests are counted per person and item, on each database."""

from datetime import timedelta

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.notice_counts import second_requests
from beebox.cases.papers import Correction, CorrectionBy
from beebox.kernel.db import Office
from tests.conftest import MONDAY
from tests.handling.cases_made import by_code, case_made


def test_second_requests_per_person_and_item(any_office: Office) -> None:
    roles = (Role.CITIZEN, Role.AUDITOR, Role.CLERK, Role.SUPERVISOR)
    with any_office.work() as work:
        people = [Person(role=role, name=role, created_at=work.now()) for role in roles]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    citizen, auditor, clerk, boss = people
    cases = [case_made(any_office, citizen) for _ in range(3)]
    by, day = CorrectionBy, timedelta(days=1)
    notices = [
        (0, by.PREAUDIT, auditor, 0, None), (0, by.PREAUDIT, auditor, 1, boss),
        (0, by.DEPARTMENT, clerk, 2, None), (1, by.PREAUDIT, auditor, 0, None),
        (2, by.DEPARTMENT, clerk, 0, None), (1, by.PREAUDIT, auditor, 40, None),
    ]  # fmt: skip
    with any_office.work() as work:
        for case, asked_by, who, days, approver in notices:
            work.session.add(
                Correction(
                    case_id=by_code(work, cases[case]).id, asked_by=asked_by, actor_id=who.id,
                    asked_at=MONDAY + days * day, due_on=MONDAY.date(),
                    approved_by=approver.id if approver else None,
                )
            )  # fmt: skip
    with any_office.look() as work:
        found = second_requests(work, MONDAY, MONDAY + 30 * day)
        told = {(one.name, one.asked_by): (one.notices, one.again, one.beyond) for one in found}
        assert told == {(Role.AUDITOR, by.PREAUDIT): (3, 1, 1), (Role.CLERK, by.DEPARTMENT): (2, 1, 0)}
        assert found[0].share == 1 / 3
        later = second_requests(work, MONDAY + 30 * day, MONDAY + 60 * day)
        assert [(one.notices, one.again) for one in later] == [(1, 1)], "the first lay before the month"
        assert second_requests(work, MONDAY, MONDAY + 30 * day, department_id=10**6) == []
    with any_office.work() as work:
        first = work.session.query(Correction).order_by(Correction.id).first()
        assert first is not None
        first.recalled_at = MONDAY
    with any_office.look() as work:
        found = second_requests(work, MONDAY, MONDAY + 30 * day)
        told = {(one.name, one.asked_by): (one.notices, one.again) for one in found}
        assert told[Role.AUDITOR, by.PREAUDIT] == (2, 0), "what was taken back makes the next one the first"
        assert told[Role.CLERK, by.DEPARTMENT] == (2, 1), (
            "after the auditor's own second it still is one more"
        )
