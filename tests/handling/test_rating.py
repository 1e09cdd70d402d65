"""One rating, by the citizen, after the end."""

import pytest

from beebox.accounts.roles import Role
from beebox.handling.models import Rating
from beebox.handling.rating import LEVELS
from tests.handling.cases_made import by_code


@pytest.fixture
def ended(desk, code: str) -> str:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/refuse", data={"reason": "not_needed"})
    return code


def test_five_levels_best_first() -> None:
    assert list(LEVELS.values()) == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


def test_once_and_never_again(office, ended, citizen, signed_in) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(citizen)
    assert "您满意吗" in browser.get(f"/cases/{ended}/rating").text
    bad = browser.post(f"/cases/{ended}/rating", data={"level": "six", "text": "写了很多"})
    assert bad.status_code == 422
    assert "写了很多" in bad.text
    hostile = {"level": "good", "text": "<b onclick=alert(1)>快</b>"}
    assert browser.post(f"/cases/{ended}/rating", data=hostile).status_code == 303
    page = browser.get(f"/cases/{ended}/rating").text
    assert "满意" in page
    assert "<b onclick" not in page
    again = browser.post(f"/cases/{ended}/rating", data={"level": "very_bad"})
    assert again.status_code == 409
    with office.look() as work:
        kept = work.session.query(Rating).filter_by(case_id=by_code(work, ended).id).one()
        assert kept.level == "good"


def test_not_before_the_end_and_not_by_others(desk, code, citizen, signed_in) -> None:  # type: ignore[no-untyped-def]
    early = signed_in(citizen).post(f"/cases/{code}/rating", data={"level": "good"})
    assert early.status_code == 409
    assert "还没有办结" in early.text
    assert signed_in(citizen).get(f"/cases/{code}/rating").status_code == 409
    assert signed_in(Role.CITIZEN).post(f"/cases/{code}/rating", data={"level": "good"}).status_code == 404
    assert desk.post(f"/cases/{code}/rating", data={"level": "good"}).status_code == 403
