"""The whole walk of a citizen, page by page, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.cases.numbers import is_formal_number
from beebox.cases.states import State
from beebox.kernel.db import Office
from tests.intake.walking import ANSWERS, Walk, picture, token_in

PAGES = ("", "/answers", "/form", "/check", "/withdraw")


def test_from_the_first_question_to_the_receipt(walk: Walk) -> None:
    first = walk.browser.get("/apply/elder-card-first")
    assert "老人的户口在哪里" in first.text
    walk.start()
    hub = walk.browser.get(walk.path())
    assert "待上传" in hub.text
    assert "居民身份证（人像面）" in hub.text
    for page in PAGES:
        assert walk.browser.get(walk.path(page)).status_code == 200, page
    walk.give_all()
    assert "检查中" in walk.browser.get(walk.path()).text
    assert walk.fill().status_code == 303
    check = walk.browser.get(walk.path("/check"))
    assert "440***********0377" in check.text
    assert "440105194603060377" not in check.text
    assert not re.search(r'id="agree"[^>]*checked', check.text)
    sent = walk.submit(token_in(check, "submit_key"))
    assert sent.status_code == 303
    case = walk.case()
    assert case.state is State.CHECKING
    assert case.number is not None
    assert is_formal_number(case.number)
    assert case.number.startswith("44010520261130000001")
    page = walk.browser.get(sent.location)
    assert "轮到预审员看了" in page.text
    assert case.code in page.text


def test_everything_is_there_again_on_another_device(
    walk: Walk, signed_in: Callable[..., FlaskClient], citizen: Person
) -> None:
    walk.start()
    walk.give("id_front", picture(1), "我的身份证.jpg")
    walk.fill()
    other = signed_in(citizen)
    assert "检查中" in other.get(walk.path()).text
    assert "我的身份证.jpg" in other.get(walk.path("/materials/id_front")).text
    assert 'value="黄建国"' in other.get(walk.path("/form")).text


def test_who_is_not_signed_in_comes_back_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/apply/elder-card-first")
    assert answer.status_code == 303
    assert "/sign-in?next=" in answer.location
    assert "apply" in answer.location


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CITIZEN, Role.SYSTEM}])
def test_staff_do_not_apply(role: Role, signed_in: Callable[..., FlaskClient]) -> None:
    browser = signed_in(role, "civil-affairs") if role is Role.CLERK else signed_in(role)
    assert browser.get("/apply/elder-card-first").status_code == 403
    assert browser.get("/cases").status_code == 403


def test_unanswered_questions_are_named_and_the_given_ones_stay(walk: Walk) -> None:
    answer = walk.browser.post("/apply/elder-card-first", data={"applicant": "migrant", "agent": "perhaps"})
    assert answer.status_code == 422
    assert "还有 1 个问题" in answer.text
    assert re.search(r'value="migrant" checked', answer.text)


def test_an_item_that_needs_presence_says_where_to_go(walk: Walk, office: Office) -> None:
    answer = walk.browser.get("/apply/marriage-certificate-replacement")
    if "要到场办" not in answer.text:
        pytest.skip("this item may be posted now")
    refused = walk.browser.post("/apply/marriage-certificate-replacement", data={})
    assert refused.status_code == 422
    with office.look() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 0


def test_an_answer_that_stops_says_where_to_go(walk: Walk, office: Office) -> None:
    page = walk.browser.get("/apply/property-transfer")
    names = set(re.findall(r'type="radio" name="(\w+)"', page.text))
    stopping = None
    for name in names:
        for value in re.findall(rf'name="{name}" value="(\w+)"', page.text):
            shown = walk.browser.get(f"/apply/property-transfer?{name}={value}")
            if "这种情况不能用小蜂箱" in shown.text:
                stopping = {name: value}
    assert stopping
    refused = walk.browser.post("/apply/property-transfer", data=stopping)
    assert refused.status_code == 422
    assert "这种情况不能用小蜂箱" in refused.text


def test_an_unknown_item_is_not_found(walk: Walk) -> None:
    assert walk.browser.get("/apply/no-such-thing").status_code == 404
    assert walk.browser.post("/apply/no-such-thing", data=ANSWERS).status_code == 404


def test_pressing_begin_twice_makes_one_draft(walk: Walk, office: Office) -> None:
    first, second = walk.start(), walk.start()
    assert first == second
    with office.look() as work:
        assert work.session.scalar(select(func.count(Case.id))) == 1


def test_an_unfinished_draft_is_offered_to_be_continued(walk: Walk) -> None:
    first = walk.start()
    walk.give("id_front", picture(1))
    page = walk.browser.get("/apply/elder-card-first").text
    assert "您有一件没办完的" in page
    assert first in page
    assert walk.start() != first
    listed = walk.browser.get("/cases").text
    assert first in listed
    assert walk.code in listed


def test_changed_answers_change_the_list_and_keep_what_was_given(walk: Walk) -> None:
    walk.start()
    walk.give("household_self", picture(7), "hukou.jpg")
    answer = walk.browser.post(walk.path("/answers"), data={"applicant": "migrant", "agent": "yes"})
    assert answer.status_code == 303
    hub = walk.browser.get(walk.path()).text
    assert "居住证" in hub
    assert "代办人身份证" in hub
    assert "常住人口登记" not in hub
    walk.browser.post(walk.path("/answers"), data=ANSWERS)
    assert "hukou.jpg" in walk.browser.get(walk.path("/materials/household_self")).text


def test_the_code_may_be_typed_as_people_type(walk: Walk) -> None:
    walk.start()
    assert walk.browser.get("/cases/" + walk.code.replace("-", "").lower()).status_code == 200
