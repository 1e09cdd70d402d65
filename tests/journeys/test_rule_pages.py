"""The pages about rules in a real browser: usable by everybody, none wider than a phone."""

import pytest

from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit.rulekeeping.models import Judgement
from tests.conftest import PersonMaker
from tests.journeys.test_bench import Seat, seat
from tests.preaudit.rulework.test_trying import checked_case
from tests.preaudit.rulework.test_verdicts import add

__all__ = ["seat"]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULE = "name_matches_form"
JUDGED = (
    (Judgement.WRONG, 6, RULE),
    (Judgement.RIGHT, 9, RULE),
    (Judgement.MISSED, 3, RULE),
    (Judgement.RIGHT, 8, "readable"),
    (Judgement.UNSURE_FAULT, 2, "seal_present"),
)


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_a_draft_is_written_tried_and_published_and_every_page_is_accessible(
    seat: Seat, office: Office, person: PersonMaker, where: str
) -> None:
    code = checked_case(office, person(Role.CITIZEN))
    auditor = person(Role.AUDITOR).actor()
    for word, count, rule in JUDGED:
        add(office, code, auditor, word, count, rule=rule)
    seen = seat(Role.SUPERVISOR, desk=where == "desk")
    page = seen.page
    seen.goto("/review/rules")
    looked(seen, f"rules-{where}")
    page.get_by_role("button", name="改规则").click()
    page.get_by_role("link", name="姓名和填写的一致").first.click()
    page.get_by_label("不合格时有多要紧").select_option("should")
    page.locator("#words").get_by_label("为什么改").fill("冤枉了申请人")
    looked(seen, f"rules-rule-{where}")
    page.locator("#words").get_by_role("button", name="存进草稿").click()
    page.get_by_role("link", name="改好了，去试").click()
    page.get_by_role("button", name="试一遍").click()
    page.get_by_role("heading", name="按规则").wait_for(timeout=30_000)
    looked(seen, f"rules-replay-{where}")
    page.get_by_role("link", name="回到第 2 版").click()
    page.get_by_label("公布的理由").fill("样本上更好")
    looked(seen, f"rules-version-{where}")
    page.get_by_role("button", name="公布这一版").click()
    assert "已公布" in page.locator("main").get_by_role("status").inner_text()
    seen.goto("/review/rules/costs/date_sure")
    page.get_by_role("button", name="用最近的办件重算").click()
    page.get_by_role("heading", name="各个数字的代价").wait_for(timeout=30_000)
    looked(seen, f"rules-costs-{where}")
    for path, name in (
        ("/review/rules/scores", "scores"), ("/review/rules/v/2/limits", "limits"),
        ("/review/rules/samples", "samples"),
        ("/review/rules/diff", "diff"), (f"/review/{code}/checks", "checks"),
        (f"/review/rules/scores/{RULE}?word=wrong", "judged"),
    ):  # fmt: skip
        seen.goto(path)
        looked(seen, f"rules-{name}-{where}")


def looked(seen, name: str) -> None:  # type: ignore[no-untyped-def]  # a watched page
    assert seen.page.locator("h1").count() == 1, name
    assert seen.page.evaluate(WIDER) <= 0, name
    seen.must_be_accessible()
    seen.shot(name)
