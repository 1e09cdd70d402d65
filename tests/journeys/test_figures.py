"""The figures of the desk in a real browser: readable by everybody, on a phone, at night, without script."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.kernel.ids import new_secret
from tests.conftest import MONDAY, PersonMaker
from tests.tracking.insight.reviewed import PERMIT, SENT_BACK, reviewed

NO_WIDER = "document.documentElement.scrollWidth <= innerWidth + 1"


@pytest.fixture
def history(office: Office, person: PersonMaker) -> Person:
    auditor = person(Role.AUDITOR)
    with office.work() as work:
        for back in range(1, 30):
            day = MONDAY.date() - timedelta(days=back)
            reviewed(work, auditor.id, day, times=1 + back % 3)
            reviewed(work, auditor.id, day, SENT_BACK, item=PERMIT, faults=(("form", "not_signed"),))
    return auditor


def seated(visit: Any, office: Office, who: Person, **how: Any) -> Any:
    secret, seen = new_secret(), visit(**how)
    with office.work() as work:
        work.session.add(
            LoginSession(
                secret_hash=sha256(secret.encode()).hexdigest(), person_id=who.id, data={},
                created_at=work.now(), seen_at=work.now(),
            )
        )  # fmt: skip
    seen.page.context.add_cookies([{"name": "bee", "value": secret, "url": seen.base}])
    return seen


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_the_figures_are_readable_by_everybody(
    visit: Any, office: Office, person: PersonMaker, history: Person, where: str, theme: str
) -> None:
    boss = seated(visit, office, person(Role.SUPERVISOR), desk=where == "desk")
    boss.page.context.add_cookies([{"name": "theme", "value": theme, "url": boss.base}])
    boss.goto("/review/insight")
    boss.shot(f"insight-{where}-{theme}")
    boss.must_be_accessible()
    assert boss.page.evaluate(NO_WIDER)
    assert boss.page.get_by_role("img").count() == 2
    boss.page.get_by_role("link", name="没有签名或没有填完").click()
    boss.must_be_accessible()
    assert boss.page.evaluate(NO_WIDER)
    own = seated(visit, office, history, desk=where == "desk")
    own.goto("/review/insight?period=7&from=2026-12-24")
    own.must_be_accessible()


@pytest.mark.browser
def test_everything_works_without_script(
    visit: Any, office: Office, person: PersonMaker, history: Person
) -> None:
    boss = seated(visit, office, person(Role.SUPERVISOR), script=False)
    boss.goto("/review/insight")
    boss.page.get_by_role("combobox", name="事项").select_option(PERMIT)
    boss.page.get_by_role("button", name="看这些").click()
    assert "item=residence-permit" in boss.page.url
    assert "29 件首次预审里，0% 一次就交对了" in boss.page.locator(".answer-line").inner_text()
    boss.page.get_by_label("从哪天").fill("2026-11-23")
    boss.page.get_by_label("到哪天").fill("2026-11-29")
    boss.page.get_by_role("button", name="看这几天").click()
    assert "7 件首次预审里，0% 一次就交对了" in boss.page.locator(".answer-line").inner_text()
    with boss.page.expect_download() as download:
        boss.page.get_by_role("link", name="下载 CSV 退回最多的原因").click()
    assert download.value.suggested_filename == "causes-2026-11-23-2026-11-29.csv"
