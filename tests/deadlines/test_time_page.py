"""A leap is told to supervisors and administrators, and ended by a word of theirs."""

from datetime import timedelta

import pytest

from beebox.accounts.roles import Role
from beebox.cases.clock.models import ClockJump
from beebox.cases.clock.watch import trusted
from beebox.doctor.records import examine_records
from beebox.kernel.settings import Settings


@pytest.fixture
def leapt(office):  # type: ignore[no-untyped-def]
    assert trusted(office)
    with office.work() as work:
        now = work.now()
        work.session.add(ClockJump(found_at=now, expected=now - timedelta(days=40), seconds=40 * 86400))


def test_the_alarm_leads_to_the_page_that_ends_it(office, leapt, signed_in) -> None:  # type: ignore[no-untyped-def]
    boss, admin = signed_in(Role.SUPERVISOR), signed_in(Role.ADMINISTRATOR)
    assert "/deadlines/time" in boss.get("/alarms").text
    page = admin.get("/deadlines/time").text
    assert "往前跳了 40 天" in page
    assert admin.post("/deadlines/time", data={"note": ""}).status_code == 422
    assert admin.post("/deadlines/time", data={"note": "换了电池"}).status_code == 303
    page = admin.get("/deadlines/time").text
    assert "换了电池" in page and "正常" in page
    assert admin.post("/deadlines/time", data={"note": "再来"}).status_code == 409
    assert "/deadlines/time" not in boss.get("/alarms").text


def test_the_doctor_tells_it(office, leapt) -> None:  # type: ignore[no-untyped-def]
    found = {f.name: f for f in examine_records(office.use(Settings), office.now())}
    assert found["time"].word == "fail"


def test_a_clerk_has_no_business_there(leapt, signed_in) -> None:  # type: ignore[no-untyped-def]
    assert signed_in(Role.CLERK, "civil-affairs").get("/deadlines/time").status_code == 403
