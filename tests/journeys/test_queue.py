"""The queue and the pages around it in a real browser: readable by everybody, usable without script."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from beebox.accounts.roles import Role
from beebox.cases.papers import MaterialVersion
from beebox.kernel.db import Office
from beebox.preaudit.benchwork.keys import change
from beebox.preaudit.waiting.models import CaseLabel
from tests.conftest import PersonMaker
from tests.journeys import test_bench
from tests.preaudit.papers_made import find, full_case
from tests.preaudit.test_review import the_case
from tests.preaudit.test_take_next import other_item, waiting

Seat = Callable[..., Any]
seat = test_bench.seat


@pytest.fixture
def full(office: Office, person: PersonMaker) -> list[str]:
    """A queue with something of everything in it."""
    citizen = person(Role.CITIZEN)
    codes = [full_case(office, citizen, due=date(2026, 12, 1) + timedelta(days=n // 2)) for n in range(6)]
    with office.work() as work:
        uploads = work.session.query(MaterialVersion).filter_by(case_id=the_case(work, codes[1]).id)
        find(work, uploads[0], "readable", message="身份证号码被反光挡住了。")
    waiting(office, citizen, other_item(office), language="en")
    return codes


@pytest.mark.browser
@pytest.mark.parametrize("desk", [True, False])
def test_the_queues_pages_pass_axe(
    seat: Seat,
    office: Office,
    full: list[str],
    person: PersonMaker,
    *,
    desk: bool,
) -> None:
    where = "desk" if desk else "phone"
    one = person(Role.AUDITOR)
    boss = seat(Role.SUPERVISOR, desk=desk)
    boss.goto("/review/labels")
    boss.page.fill("#name", "加急")
    boss.page.select_option(".card select[name=colour]", "wait")
    boss.page.click("text=添上")
    boss.must_be_accessible()
    boss.shot(f"labels-{where}")
    boss.goto(f"/review/people/{one.id}")
    boss.must_be_accessible()
    boss.page.check("input[value=elder-card-first]")
    boss.page.fill("[name=a_day]", "40")
    boss.page.click("button.go")
    boss.must_be_accessible()
    boss.shot(f"people-{where}")
    boss.goto("/review")
    boss.page.check("[data-tick-all]")
    boss.page.select_option("select[name=person]", str(one.id))
    boss.page.fill("[name=why]", "她熟悉这些")
    boss.page.click("button[value=assign]")
    boss.must_be_accessible()
    boss.shot(f"batch-{where}")
    boss.goto("/review/overview")
    boss.must_be_accessible()
    boss.shot(f"overview-{where}")
    seen = seat(one, desk=desk)
    seen.goto("/review?all=1&label=1&again=0")
    seen.must_be_accessible()
    seen.goto("/review?all=1")
    seen.page.check(f"input[name=code][value='{full[0]}']")
    seen.page.select_option(".deeds select[name=label]", "1")
    seen.page.click("button[value=label_on]")
    seen.goto(f"/review/{full[0]}/notes")
    seen.page.fill("#text", "电话里说明天把户口簿补来。")
    seen.page.click("button.go")
    seen.must_be_accessible()
    seen.shot(f"notes-{where}")
    seen.goto("/review?shade=stop")
    for summary in seen.page.query_selector_all("details.more:not([open]) summary"):
        summary.click()
    seen.must_be_accessible()
    seen.shot(f"queue-{where}")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    night = {"name": "theme", "value": "night", "url": seen.base}
    seen.page.context.add_cookies([night])
    seen.goto("/review?all=1")
    seen.must_be_accessible()


@pytest.mark.browser
def test_whole_pages_are_ticked_with_and_without_script(
    seat: Seat,
    office: Office,
    full: list[str],
) -> None:
    boss = seat(Role.SUPERVISOR)
    boss.goto("/review/labels")
    boss.page.fill("#name", "疑难")
    boss.page.click("text=添上")
    for script, deed, left in ((True, "label_on", 7), (False, "label_off", 0)):
        seen = seat(Role.AUDITOR, script=script)
        seen.goto("/review")
        seen.page.check("input[name=whole]")
        ticked = seen.page.locator("input[name=code]:checked").count()
        assert ticked == (7 if script else 0)
        seen.page.select_option(".deeds select[name=label]", "1")
        seen.page.click(f"button[value={deed}]")
        assert "7 件里处理好 7 件" in seen.page.inner_text("main")
        with office.look() as work:
            assert work.session.query(CaseLabel).count() == left


@pytest.mark.browser
def test_the_next_case_is_taken_by_its_key_as_it_was_set(
    seat: Seat, office: Office, full: list[str], person: PersonMaker
) -> None:
    one = person(Role.AUDITOR)
    with office.work() as work:
        change(work, one.actor(), {"take_next": "f7"})
    seen = seat(one)
    seen.goto("/review")
    assert seen.page.inner_text("[data-key=take_next] kbd") == "F7"
    seen.page.keyboard.press("n")
    assert seen.page.url.endswith("/review")
    with seen.page.expect_navigation():
        seen.page.keyboard.press("F7")
    assert any(code in seen.page.url for code in full)
