"""Reasons, checklist, second reader and recall in a real browser, on phone and desk."""

from collections.abc import Callable
from typing import Any

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit.second import ruling
from tests.conftest import PersonMaker
from tests.journeys.checklist_keys import confirm_by_keys
from tests.journeys.test_bench import code, press, seat  # noqa: F401  # fixtures
from tests.preaudit.test_review import decide, pass_all, the_case
from tests.preaudit.test_second_reader import end

Seat = Callable[..., Any]


def fits(seen: Any) -> bool:
    return bool(seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"))


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_the_pages_of_reasons_and_readers_are_accessible(seat: Seat, where: str) -> None:  # noqa: F811  # fixture
    seen = seat(Role.SUPERVISOR, desk=where == "desk")
    for path in (
        "/review/reasons", "/review/reasons/new", "/review/reasons/not_signed", "/review/second",
        "/review/overview", "/review/sent",
    ):  # fmt: skip
        seen.goto(path)
        seen.must_be_accessible()
        seen.shot(f"decide-{where}-{path.rsplit('/', 1)[-1]}")
        assert fits(seen), path


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_two_sides_and_a_recall(
    seat: Seat,  # noqa: F811  # fixture
    code: str,  # noqa: F811  # fixture
    office: Office,
    person: PersonMaker,
    where: str,
) -> None:
    first, second, boss = person(Role.AUDITOR), person(Role.AUDITOR), person(Role.SUPERVISOR)
    with office.work() as work:
        ruling.set_rule(work, boss.actor(), "", "100", "blind")
    pass_all(office, code, first.actor(), but=("form",))
    decide(office, code, first.actor(), "form", "mend", "name_differs", note="户主的名字写成了老人的。")
    end(office, code, first.actor())
    seen = seat(second, desk=where == "desk")
    seen.goto("/review")
    seen.shot(f"decide-{where}-queue")
    seen.page.get_by_role("button", name="领下一件").click()
    seen.must_be_accessible()
    seen.shot(f"decide-{where}-bench")
    pass_all(office, code, second.actor())
    end(office, code, second.actor())
    seen.goto(f"/review/{code}/second")
    seen.must_be_accessible()
    seen.shot(f"decide-{where}-two-sides")
    assert fits(seen)
    seen.page.get_by_label("第一位", exact=False).first.check()
    seen.page.get_by_role("button", name="按选的定").click()
    seen.page.locator("form[action$='/send-back'] [data-key=finish]").click()
    with office.look() as work:
        citizen = work.session.get_one(Person, the_case(work, code).citizen_id)
        work.session.expunge(citizen)
    theirs = seat(citizen, desk=where == "desk")
    theirs.goto(f"/cases/{code}/fix")
    theirs.must_be_accessible()
    theirs.shot(f"decide-{where}-fix")
    assert fits(theirs)
    above = seat(boss, desk=where == "desk")
    above.goto(f"/review/{code}")
    above.page.get_by_role("link", name="收回这份告知").click()
    above.must_be_accessible()
    above.shot(f"decide-{where}-recall")
    assert fits(above)
    above.page.get_by_label("为什么收回").fill("原因选错了")
    above.page.get_by_role("button", name="收回这份告知").click()
    assert "已收回" in above.page.content()


@pytest.mark.browser
def test_quick_keys_lose_no_tick(seat: Seat, code: str) -> None:  # noqa: F811  # fixture
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    for _ in range(6):
        press(seen, "1")
    seen.shot("decide-checklist")
    with seen.page.expect_navigation():
        for _ in range(5):
            seen.page.keyboard.press("c")
        seen.page.keyboard.press("Control+Enter")
    assert "已放行" in seen.page.content()
    assert confirm_by_keys(seen.page) == 0
