from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.workdays.queries import calendar, covered_until

SignedIn = Callable[..., FlaskClient]
PAGE = "/admin/calendar"


@pytest.fixture
def keeper(signed_in: SignedIn) -> FlaskClient:
    return signed_in(Role.ADMINISTRATOR)


def test_the_year_stands_there_in_words(keeper: FlaskClient) -> None:
    page = keeper.get(f"{PAGE}?year=2026").text
    assert page.count("<table") == 12
    assert page.count("<small>班</small>") == 248
    assert page.count("<small>休</small>") == 365 - 248
    assert "已确认" in page
    assert "国庆节调休上班" in page
    assert 'class="work set"' in page


def test_a_year_not_announced_says_so(keeper: FlaskClient) -> None:
    page = keeper.get(f"{PAGE}?year=2027").text
    assert "未确认" in page
    assert "春节（调休待通知）" in page


@pytest.mark.parametrize(
    "query", ["", "?year=abc", "?year=1", "?year=0020260", "?year=２０２７", "?day=2026-02-30"]
)
def test_without_a_sensible_year_it_shows_this_one(keeper: FlaskClient, query: str) -> None:
    answer = keeper.get(PAGE + query)
    assert answer.status_code == 200
    assert "2026年工作日历" in answer.text


def test_a_picked_day_stands_in_the_form(keeper: FlaskClient) -> None:
    page = keeper.get(f"{PAGE}?day=2027-02-05").text
    assert 'value="2027-02-05"' in page
    assert 'value="rest" checked' in page
    assert 'value="春节（调休待通知）"' in page
    assert "2027年工作日历" in page


def test_a_year_long_ago_is_not_called_confirmed(keeper: FlaskClient) -> None:
    assert "未确认" in keeper.get(f"{PAGE}?year=2025").text


def test_saving_a_day_changes_the_arithmetic(keeper: FlaskClient, office: Office) -> None:
    answer = keeper.post(PAGE, data={"day": "2026-12-05", "kind": "work", "note": "加班", "why": "年底"})
    assert answer.status_code == 303
    assert "已保存" in keeper.get(answer.location).text
    with office.look() as work:
        assert calendar(work).next_workday(date(2026, 12, 4)) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"kind": "work"}, "没有看懂日期"),
        ({"day": "5月9日", "kind": "work"}, "没有看懂日期"),
        ({"day": "1926-05-09", "kind": "work"}, "没有看懂日期"),
        ({"day": "2026-12-05", "kind": "work"}, "请写一句为什么改"),
        ({"day": "2026-12-05"}, "请选一项"),
        ({"day": "2026-12-05", "kind": "maybe"}, "请选一项"),
        ({"day": "2026-12-05", "kind": "work", "note": "长" * 61}, "太长"),
    ],
)
def test_what_cannot_be_saved_is_told_and_kept_in_the_form(
    keeper: FlaskClient, office: Office, form: dict[str, str], says: str
) -> None:
    answer = keeper.post(PAGE, data=form)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{form.get("note", "")}"' in answer.text
    with office.look() as work:
        assert not calendar(work).is_workday(date(2026, 12, 5))


def test_a_hostile_note_is_shown_as_text(keeper: FlaskClient) -> None:
    keeper.post(PAGE, data={"day": "2026-12-05", "kind": "rest", "note": '"><script>x</script>', "why": "x"})
    page = keeper.get(f"{PAGE}?year=2026").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_confirming_a_year(keeper: FlaskClient, office: Office) -> None:
    empty = keeper.post(f"{PAGE}/confirm", data={"year": "2031"})
    assert empty.status_code == 409
    assert "2031年还没有录入" in empty.text
    assert keeper.post(f"{PAGE}/confirm", data={"year": "2027"}).status_code == 303
    with office.look() as work:
        assert covered_until(work) == date(2027, 12, 31)


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.AUDITOR, Role.CLERK, Role.COLLECTOR])
def test_only_the_administrator_may(signed_in: SignedIn, role: Role) -> None:
    browser = signed_in(role, "civil-affairs") if role is Role.CLERK else signed_in(role)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, data={"day": "2026-12-05", "kind": "work"}).status_code == 403
