"""The next case, held and loaded before the present one is finished."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit.benchwork import ahead
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_bench_views import all_pass, say
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def codes(office: Office, person: PersonMaker) -> list[str]:
    """Three cases, due one after the other."""
    return [full_case(office, person(Role.CITIZEN), due=date(2026, 12, day)) for day in (2, 3, 4)]


@pytest.fixture
def auditor(person: PersonMaker) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def browser(signed_in: SignIn, auditor: Person, codes: list[str]) -> FlaskClient:
    """An auditor who has taken the first and decided all of it."""
    browser = signed_in(auditor)
    assert browser.post("/review/next").location == f"/review/{codes[0]}"
    return browser


def looks(office: Office, code: str) -> list[str]:
    with office.look() as work:
        case = the_case(work, code)
        return [row.what for row in work.session.query(AccessRecord).filter_by(case_id=case.id)]


def holder(office: Office, code: str) -> int | None:
    with office.look() as work:
        case = the_case(work, code)
        held = case.held_until is not None and case.held_until > work.now()
        return case.held_by if held else None


def test_the_next_case_is_held_in_their_name_and_the_look_is_written_down(
    browser: FlaskClient, codes: list[str], office: Office, auditor: Person, signed_in: SignIn
) -> None:
    told = browser.post("/review/ahead").get_json()
    assert (told["code"], told["path"]) == (codes[1], f"/review/{codes[1]}")
    assert holder(office, codes[1]) == auditor.id
    assert looks(office, codes[1]) == ["preaudit:ahead"]
    page = browser.get(told["path"], headers={"X-Bee-Ahead": told["code"]})
    assert page.status_code == 200
    assert looks(office, codes[1]) == ["preaudit:ahead"]
    other = signed_in(Role.AUDITOR)
    assert other.post("/review/next").location == f"/review/{codes[2]}"
    assert auditor.name in other.get(f"/review/{codes[1]}").text


def test_asking_again_holds_no_third_case(browser: FlaskClient, codes: list[str], office: Office) -> None:
    for _ in range(3):
        assert browser.post("/review/ahead").get_json()["code"] == codes[1]
    assert holder(office, codes[2]) is None


def test_finishing_shows_the_page_that_is_already_there(
    browser: FlaskClient, codes: list[str], office: Office
) -> None:
    all_pass(browser, office, codes[0])
    told = browser.post("/review/ahead").get_json()
    answer = browser.post(
        f"/review/{codes[0]}/pass", data={"ahead": f"{told['code']}:{told['version']}"}
    ).get_json()
    assert (answer["path"], answer["code"]) == (f"/review/{codes[1]}", codes[1])
    assert "已放行" in answer["said"]
    assert looks(office, codes[1]) == ["preaudit:ahead", "preaudit:-"]
    assert browser.post("/review/ahead").get_json()["code"] == codes[2]


def test_a_page_that_is_no_longer_true_is_fetched_anew(
    browser: FlaskClient, codes: list[str], office: Office
) -> None:
    all_pass(browser, office, codes[0])
    told = browser.post("/review/ahead").get_json()
    with office.work() as work:
        the_case(work, codes[1]).form = {"applicant_name": "陈秀英"}
    answer = browser.post(f"/review/{codes[0]}/pass", data={"ahead": f"{told['code']}:{told['version']}"})
    assert (answer.status_code, answer.location) == (303, f"/review/{codes[1]}")
    assert "已放行" in browser.get(answer.location).text


def test_sending_back_goes_on_as_well(browser: FlaskClient, codes: list[str], office: Office) -> None:
    all_pass(browser, office, codes[0], but=("form",))
    say(browser, codes[0], "form", "mend", reasons=["not_signed"])
    assert browser.post(f"/review/{codes[0]}/send-back").location == f"/review/{codes[1]}"


def test_whoever_stops_keeps_no_case(browser: FlaskClient, codes: list[str], office: Office) -> None:
    all_pass(browser, office, codes[0])
    browser.post("/review/ahead")
    answer = browser.post(f"/review/{codes[0]}/pass", data={"then": "queue"})
    assert answer.location == "/review"
    assert [holder(office, code) for code in codes[1:]] == [None, None]


def test_leaving_the_bench_lets_go_of_what_was_only_loaded(
    browser: FlaskClient, codes: list[str], office: Office, auditor: Person
) -> None:
    browser.post("/review/ahead")
    assert browser.post("/review/ahead/let-go").status_code == 204
    assert holder(office, codes[1]) is None
    assert holder(office, codes[0]) == auditor.id
    assert browser.post("/review/ahead/let-go").status_code == 204


def test_a_reservation_runs_out_like_any_lock(
    browser: FlaskClient, codes: list[str], office: Office, signed_in: SignIn, auditor: Person
) -> None:
    browser.post("/review/ahead")
    stage(office).move_to(MONDAY + timedelta(minutes=15))
    say(browser, codes[0], "id_front", "pass")
    stage(office).move_to(MONDAY + timedelta(minutes=25))
    assert holder(office, codes[1]) is None
    assert signed_in(Role.AUDITOR).post("/review/next").location == f"/review/{codes[1]}"
    assert browser.post("/review/ahead").get_json()["code"] == codes[2]
    with office.work() as work:
        ahead.let_go(work, auditor.actor())
    assert holder(office, codes[2]) is None


def test_an_invented_header_hides_no_look(browser: FlaskClient, codes: list[str], office: Office) -> None:
    browser.get(f"/review/{codes[0]}?m=photo", headers={"X-Bee-Ahead": codes[0]})
    assert looks(office, codes[0]) == ["preaudit:photo"]


def test_an_empty_queue_loads_nothing(browser: FlaskClient, codes: list[str], signed_in: SignIn) -> None:
    for _ in codes[1:]:
        signed_in(Role.AUDITOR).post("/review/next")
    assert browser.post("/review/ahead").status_code == 204
