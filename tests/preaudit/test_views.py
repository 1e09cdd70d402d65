from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.papers import MaterialVersion
from beebox.cases.states import State
from beebox.kernel.db import Office
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import FORM, find, full_case
from tests.preaudit.test_bench_views import all_pass
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


def test_an_empty_queue_says_so(signed_in: SignIn) -> None:
    browser = signed_in(Role.AUDITOR)
    assert "没有等着预审的办件" in browser.get("/review").text
    assert browser.post("/review/next").location == "/review"


def test_the_queue_shows_lights_and_masked_names_due_first(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    calm = full_case(office, citizen, due=date(2026, 12, 4))
    urgent = full_case(office, citizen, due=date(2026, 12, 1))
    soon = full_case(office, citizen, due=date(2026, 12, 2))
    late = full_case(office, citizen, due=date(2026, 11, 27))
    page = signed_in(Role.AUDITOR).get("/review").text
    places = [page.index(code) for code in (late, urgent, soon, calm)]
    assert places == sorted(places)
    for text in ("紧急 第 4 天", "抓紧 第 3 天", "从容 第 1 天", "已超期", "黄**"):
        assert text in page
    assert "黄建国" not in page


def test_the_machine_s_first_word_stands_in_the_row(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    code = full_case(office, citizen)
    with office.work() as work:
        uploads = work.session.query(MaterialVersion).filter_by(case_id=the_case(work, code).id)
        find(work, uploads[0], "readable", "cannot_tell", "看不清。")
        find(work, uploads[1], "not_expired", "fail", "已经过期。")
    page = signed_in(Role.AUDITOR).get("/review").text
    assert "已经过期。" in page
    assert "4 / 6" in page


def test_filters_stand_in_the_address_and_can_be_taken_off(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    urgent = full_case(office, citizen, due=date(2026, 12, 1))
    calm = full_case(office, citizen, due=date(2026, 12, 4))
    browser = signed_in(Role.AUDITOR)
    browser.post("/review/next")
    page = browser.get("/review?shade=stop&held=mine").text
    assert urgent in page
    assert calm not in page
    assert 'href="/review?held=mine"' in page
    assert 'href="/review?shade=stop"' in page
    assert calm in browser.get("/review?held=free").text
    assert "没有等着预审的办件" in browser.get("/review?item=nonsense").text


@pytest.mark.parametrize("query", ["page=0", "page=9999", "page=x", "shade=x&held=y", "item=%00<b>"])
def test_an_odd_filter_is_no_fault(signed_in: SignIn, office: Office, citizen: Person, query: str) -> None:
    full_case(office, citizen)
    answer = signed_in(Role.AUDITOR).get(f"/review?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.text.split("<main", 1)[1].split("sums", 1)[1].split("</dl>", 1)[1]


def test_a_hostile_name_stays_text(signed_in: SignIn, office: Office, citizen: Person) -> None:
    form = {**FORM, "company_name": "<script>alert(1)</script>"}
    full_case(office, citizen, form=form)
    assert "<script>alert" not in signed_in(Role.AUDITOR).get("/review").text


def test_own_finished_cases_are_counted(signed_in: SignIn, office: Office, citizen: Person) -> None:
    code = full_case(office, citizen)
    browser = signed_in(Role.AUDITOR)
    browser.post("/review/next")
    all_pass(browser, office, code)
    browser.post(f"/review/{code}/pass")
    assert "我 1 件" in browser.get("/review").text
    other = signed_in(Role.AUDITOR).get("/review").text
    assert "我 0 件" in other


def test_putting_back_lets_others_take_it(signed_in: SignIn, office: Office, citizen: Person) -> None:
    code = full_case(office, citizen)
    browser, other = signed_in(Role.AUDITOR), signed_in(Role.AUDITOR)
    browser.post("/review/next")
    assert other.post("/review/next").location == "/review"
    browser.post(f"/review/{code}/put-back")
    assert other.post("/review/next").location == f"/review/{code}"


def test_a_supervisor_sees_who_holds_what_and_may_release(
    signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker
) -> None:
    code, auditor = full_case(office, citizen, due=date(2026, 12, 1)), person(Role.AUDITOR)
    signed_in(auditor).post("/review/next")
    boss = signed_in(Role.SUPERVISOR)
    for path in ("/review", "/review/overview"):
        page = boss.get(path).text
        assert auditor.name in page
        assert f"/review/{code}/put-back" in page
    assert boss.post("/review/next").status_code == 403
    answer = boss.post(f"/review/{code}/put-back", data={"next": "/review/overview", "why": "换人"})
    assert answer.location == "/review/overview"
    assert signed_in(Role.AUDITOR).post("/review/next").location == f"/review/{code}"


def test_releasing_never_leads_off_the_site(signed_in: SignIn, office: Office, citizen: Person) -> None:
    code = full_case(office, citizen)
    answer = signed_in(Role.SUPERVISOR).post(
        f"/review/{code}/put-back", data={"next": "https://elsewhere.example"}
    )
    assert answer.location == "/review"


def test_the_overview_counts_states_and_lists_what_is_nearly_late(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    late = full_case(office, citizen, due=date(2026, 11, 27))
    stuck = full_case(office, citizen, due=date(2026, 12, 1), state=State.CHECKING)
    calm = full_case(office, citizen, due=date(2026, 12, 4))
    page = signed_in(Role.SUPERVISOR).get("/review/overview").text
    assert late in page
    assert stuck in page
    assert calm not in page
    assert signed_in(Role.AUDITOR).get("/review/overview").status_code == 403


def test_night_is_a_choice_that_stays(signed_in: SignIn) -> None:
    browser = signed_in(Role.AUDITOR)
    browser.post("/review/theme", data={"theme": "night", "next": "/review"})
    assert 'data-theme="night"' in browser.get("/review").text
    browser.post("/review/theme", data={"theme": "day"})
    assert "data-theme" not in browser.get("/review").text
