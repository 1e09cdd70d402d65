"""The form: what is checked, how faults are told, and that hostile text is only text."""

import json
from pathlib import Path

import pytest

from tests.intake.walking import FORM, Walk

HOSTILE = [
    "<script>alert(1)</script>", "'; DROP TABLE cases; --", "{{ 7 * 7 }}", "%s%n%(x)s", "\x00null",
    "a" * 5000,
    "\u202egnp.exe", "\ufeff", "🐝🐝🐝", "‮‮", "Ｆｕｌｌ　Ｗｉｄｔｈ", "\ud83d", "../../etc/passwd",
]  # fmt: skip


def test_the_phone_is_known_already(walk: Walk) -> None:
    walk.start()
    page = walk.browser.get(walk.path("/form")).text
    assert page.count('value="15000000000"') == 2


def test_a_fault_is_told_on_top_and_at_the_field_and_nothing_typed_is_lost(walk: Walk) -> None:
    walk.start()
    answer = walk.fill(id_number="440105194603060378", receiver_phone="12345")
    assert answer.status_code == 422
    assert '<a href="#id_number">' in answer.text
    assert '<a href="#receiver_phone">' in answer.text
    assert "末位校验不符" in answer.text
    assert 'value="440105194603060378"' in answer.text
    assert 'value="黄建国"' in answer.text
    assert 'aria-describedby="id_number-fault"' in answer.text
    assert walk.case().form == {}


def test_a_number_may_be_typed_with_spaces_in_full_width_and_small(walk: Walk) -> None:
    walk.start()
    assert walk.fill(id_number="４４０１０５ 19840901 616x", phone="+86 139-0000-3248").status_code == 303
    assert walk.case().form["id_number"] == "44010519840901616X"
    assert walk.case().form["phone"] == "13900003248"


def test_only_what_these_answers_ask_for_is_asked(walk: Walk) -> None:
    walk.start(answers={"applicant": "local", "agent": "yes"})
    assert "代办人姓名" in walk.browser.get(walk.path("/form")).text
    assert walk.fill().status_code == 422
    assert walk.fill(agent_name="何松", agent_id_number="360102200406163552").status_code == 303
    walk.browser.post(walk.path("/answers"), data={"applicant": "local", "agent": "no"})
    assert "代办人姓名" not in walk.browser.get(walk.path("/form")).text


def test_a_credit_code_may_be_left_out_but_not_be_wrong(walk: Walk) -> None:
    answers = {"business": "shop", "papers": "commitment", "online": "no", "agent": "no"}
    walk.start("food-licence-new", answers)
    company = {"company_name": "广州市海珠区海珠小蜜小吃店"}
    assert walk.fill(**company).status_code == 303
    assert walk.fill(**company, credit_code="92440105MA45NNQ88L").status_code == 303
    assert walk.fill(**company, credit_code="92440105MA45NNQ88M").status_code == 422


@pytest.mark.parametrize("field", sorted(FORM))
def test_hostile_text_is_answered_and_never_breaks(walk: Walk, field: str) -> None:
    walk.start()
    for text in HOSTILE:
        answer = walk.fill(**{field: text.encode("utf-8", "replace").decode()})
        assert answer.status_code in {303, 422}, text[:40]
        assert "<script>alert" not in answer.text
    for page in ("/form", "/check", ""):
        shown = walk.browser.get(walk.path(page))
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text


def test_naughty_strings_everywhere(walk: Walk, shared_data: Path) -> None:
    file = shared_data / "bad" / "naughty_strings.json"
    if not file.is_file():
        pytest.skip(f"no list of naughty strings at {file}")
    walk.start()
    for text in json.loads(file.read_text())[:300]:
        sent = str(text).encode("utf-8", "replace").decode()
        answer = walk.browser.post(walk.path("/form"), data=dict.fromkeys(FORM, sent))
        assert answer.status_code in {303, 422}, sent[:60]
        answered = walk.browser.post(walk.path("/answers"), data={"applicant": sent, "agent": sent})
        assert answered.status_code == 422, sent[:60]


@pytest.mark.parametrize("going", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_never_leads_away_from_this_site(walk: Walk, going: str) -> None:
    walk.start()
    assert walk.fill(next=going).location == walk.path()


def test_it_leads_back_to_where_the_change_was_asked_for(walk: Walk) -> None:
    walk.start()
    assert walk.fill(next=walk.path("/check")).location == walk.path("/check")
