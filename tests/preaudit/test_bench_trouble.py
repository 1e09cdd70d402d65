"""What comes between an auditor and a case: a clear page each time, and nothing lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.preaudit.models import MaterialDecision
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case, give, reading
from tests.preaudit.test_bench_views import first_upload, say
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]
NOTE = "请在右下角签名 <b>"
MENDED = {"material": "form", "word": "mend", "reasons": ["not_signed"], "note": NOTE}


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


def later(office: Office) -> None:
    stage(office).move_to(MONDAY + timedelta(minutes=25))


def test_a_word_that_came_too_late_is_written_down_with_one_button(
    browser: FlaskClient, code: str, office: Office
) -> None:
    say(browser, code, "id_front", "pass")
    later(office)
    answer = browser.post(f"/review/{code}/decide", data=MENDED)
    assert answer.status_code == 409
    assert "您记下的决定都在" in answer.text
    assert "请在右下角签名 &lt;b&gt;" in answer.text
    assert f'action="/review/{code}/again"' in answer.text
    assert 'name="reasons" value="not_signed"' in answer.text
    assert browser.post(f"/review/{code}/again", data=MENDED).status_code == 303
    with office.look() as work:
        rows = work.session.query(MaterialDecision).order_by(MaterialDecision.id).all()
        assert [(row.word.value, row.note) for row in rows] == [("pass", ""), ("mend", NOTE)]


def test_taken_by_somebody_else_meanwhile(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn, person: PersonMaker
) -> None:
    later(office)
    other = person(Role.AUDITOR)
    signed_in(other).post("/review/next")
    for path in ("decide", "again"):
        answer = browser.post(f"/review/{code}/{path}", data=MENDED)
        assert answer.status_code == 409
        assert other.name in answer.text
        assert "请在右下角签名" in answer.text
        assert "没有签名或没有填完" in answer.text
        assert "/again" not in answer.text
        assert "领下一件" in answer.text


def test_a_case_that_was_never_taken_is_not_said_to_have_run_out(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn, person: PersonMaker
) -> None:
    later(office)
    assert "没有动作会自动放回队列" in browser.get(f"/review/{code}").text
    answer = signed_in(person(Role.AUDITOR)).get(f"/review/{code}")
    assert answer.status_code == 409
    assert "现在没有人在看" in answer.text
    assert "领这一件" in answer.text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.WITHDRAWN, "申请人撤回了这一件"),
        (State.SENT_BACK, "告知书已经发出"),
        (State.AWAITING_PAPER, "已经放行"),
        (State.CHECKING, "重新提交"),
    ],
)
def test_a_case_that_moved_on_while_it_was_open(
    browser: FlaskClient, code: str, office: Office, state: State, told: str
) -> None:
    with office.work() as work:
        work.session.execute(update(Case).where(Case.code == code).values({"state": state}))
    for answer in (
        browser.get(f"/review/{code}"),
        browser.post(f"/review/{code}/decide", data=MENDED),
        browser.post(f"/review/{code}/pass"),
        browser.get(f"/review/{code}/values"),
    ):
        assert answer.status_code == 409
        assert told in answer.text
        assert "领下一件" in answer.text
        assert "不在您手上" not in answer.text


def test_a_program_gets_a_problem_document(browser: FlaskClient, code: str, office: Office) -> None:
    later(office)
    answer = browser.post(f"/review/{code}/decide", data=MENDED, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.get_json()["code"] == "not_held"


def test_a_picture_that_vanished_is_told_in_its_place_and_the_rest_works(
    browser: FlaskClient, code: str, office: Office
) -> None:
    upload = first_upload(office, code)
    with office.work() as work:
        key = work.session.get_one(MaterialVersion, upload).previews[0]
        row = work.session.get_one(MaterialVersion, upload)
        second = give(work, work.session.get_one(Material, row.material_id), reading())
        second.position = 1
    office.use(FileStore).remove(key)
    page = browser.get(f"/review/{code}?m=id_front").text
    assert "读不出来了" in page
    assert "请申请人重传" in page
    assert "data-viewer=" not in page
    assert "data-viewer=" in browser.get(f"/review/{code}?m=id_front&p=2").text
    assert "data-viewer=" in browser.get(f"/review/{code}?m=id_back").text
    assert say(browser, code, "id_front", "mend", reasons=["unreadable"]) == 303
    answer = browser.get(f"/review/{code}/files/{upload}/1.jpg")
    assert answer.status_code == 410
    assert "beebox doctor" in answer.text


def test_an_original_that_vanished_leads_back_to_the_bench(
    browser: FlaskClient, code: str, office: Office
) -> None:
    upload = first_upload(office, code, "form")
    with office.look() as work:
        key = work.session.get_one(MaterialVersion, upload).file_key
    office.use(FileStore).remove(key)
    answer = browser.get(f"/review/{code}/files/{upload}/original")
    assert answer.status_code == 410
    assert f'href="/review/{code}"' in answer.text


def test_finishing_too_early_leads_back_to_what_is_open(browser: FlaskClient, code: str) -> None:
    answer = browser.post(f"/review/{code}/pass")
    assert answer.status_code == 409
    assert "没有决定" in answer.text
    assert f'href="/review/{code}"' in answer.text


def test_the_case_is_the_same_for_whoever_takes_it_again(
    browser: FlaskClient, code: str, office: Office
) -> None:
    later(office)
    assert browser.post(f"/review/{code}/again", data={"material": "form"}).location.endswith("m=form")
    with office.look() as work:
        assert the_case(work, code).held_by is not None
