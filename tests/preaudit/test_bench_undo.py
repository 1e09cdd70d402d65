"""Undo: what stood before the last word stands again, exactly, for ten seconds and a little."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit.benchwork import undo
from beebox.preaudit.models import MaterialDecision, Word
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_bench_views import all_pass, say

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def browser(signed_in: SignIn, auditor: Person, code: str) -> FlaskClient:
    browser = signed_in(auditor)
    browser.post("/review/next")
    return browser


def words(office: Office) -> list[tuple[object, ...]]:
    with office.look() as work:
        rows = work.session.query(MaterialDecision).order_by(MaterialDecision.id)
        return [(row.material_id, row.word, tuple(row.reasons), row.note, row.at, row.by) for row in rows]


def take_back(browser: FlaskClient, code: str) -> int:
    return browser.post(f"/review/{code}/undo").status_code


def test_a_first_word_is_gone_when_it_is_taken_back(browser: FlaskClient, code: str, office: Office) -> None:
    say(browser, code, "id_front", "pass")
    page = browser.get(f"/review/{code}").text
    assert 'data-undo="10"' in page
    assert "已记下：1 居民身份证（人像面），通过" in page
    answer = browser.post(f"/review/{code}/undo")
    assert answer.location == f"/review/{code}?m=id_front"
    assert words(office) == []
    page = browser.get(answer.location).text
    assert "已撤回" in page
    assert "data-undo" not in page


def test_the_former_word_comes_back_with_reasons_note_and_hour(
    browser: FlaskClient, code: str, office: Office
) -> None:
    say(browser, code, "form", "mend", reasons=["not_signed", "unreadable"], note="请在右下角签名。")
    former = words(office)
    stage(office).move_to(MONDAY + timedelta(minutes=3))
    say(browser, code, "form", "pass")
    assert words(office) != former
    assert take_back(browser, code) == 303
    assert words(office) == former
    assert former[0][1] is Word.MEND


def test_only_the_last_word_is_taken_back_and_only_once(
    browser: FlaskClient, code: str, office: Office
) -> None:
    say(browser, code, "id_front", "pass")
    say(browser, code, "id_back", "pass")
    assert take_back(browser, code) == 303
    assert len(words(office)) == 1
    again = browser.post(f"/review/{code}/undo")
    assert again.status_code == 409
    assert "没有可以撤回的一步" in again.text
    assert f'href="/review/{code}"' in again.text
    assert len(words(office)) == 1


def test_after_ten_seconds_the_word_stays(browser: FlaskClient, code: str, office: Office) -> None:
    say(browser, code, "id_front", "pass")
    stage(office).move_to(office.now() + timedelta(seconds=undo.SECONDS + undo.GRACE + 1))
    assert "data-undo" not in browser.get(f"/review/{code}").text
    assert take_back(browser, code) == 409
    assert len(words(office)) == 1


def test_nobody_takes_back_the_word_of_somebody_else(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn
) -> None:
    say(browser, code, "id_front", "pass")
    browser.post(f"/review/{code}/put-back")
    other = signed_in(Role.AUDITOR)
    other.post("/review/next")
    assert "data-undo" not in other.get(f"/review/{code}").text
    assert take_back(other, code) == 409
    assert take_back(signed_in(Role.SUPERVISOR), code) == 403
    assert len(words(office)) == 1


def test_a_finished_case_cannot_be_taken_back(browser: FlaskClient, code: str, office: Office) -> None:
    all_pass(browser, office, code)
    assert "放行后不能撤回" in browser.get(f"/review/{code}").text
    browser.post(f"/review/{code}/pass")
    before = words(office)
    answer = browser.post(f"/review/{code}/undo")
    assert answer.status_code == 409
    assert "已经放行" in answer.text
    assert words(office) == before
