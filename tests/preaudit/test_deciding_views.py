"""Checklist, second reader and recall over HTTP."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.papers import Material
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit.checklist.models import ChecklistAnswer
from beebox.preaudit.second.models import ReaderDifference, SecondReading
from beebox.preaudit.second.tables import SecondState
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_bench_views import all_pass, say, tick_all
from tests.preaudit.test_review import the_case
from tests.preaudit.test_second_reader import state

ELDERS_ONLY = ("household_head", "household_self", "photo")
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def boss(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


@pytest.fixture
def first(signed_in: SignIn, code: str) -> FlaskClient:
    browser = signed_in(Role.AUDITOR)
    browser.post("/review/next")
    return browser


def ticks(office: Office) -> int:
    with office.look() as work:
        return work.session.query(ChecklistAnswer).count()


def test_an_open_checklist_leads_to_its_first_line(first: FlaskClient, code: str, office: Office) -> None:
    all_pass(first, office, code)
    first.post(f"/review/{code}/checklist", data={"do": "back:registered_here"})
    answer = first.post(f"/review/{code}/pass")
    assert answer.location == f"/review/{code}?lines=open#line-registered_here"
    page = first.get(answer.location).text
    assert "还不能结束：核对清单还有 1 条没有确认" in page
    assert 'href="#line-registered_here"' in page
    first.post(f"/review/{code}/checklist", data={"do": "yes:registered_here"})
    assert first.post(f"/review/{code}/pass").location == "/review"
    assert state(office, code) is State.AWAITING_PAPER


def test_sending_back_asks_for_the_checklist_too(first: FlaskClient, code: str, office: Office) -> None:
    all_pass(first, office, code)
    say(first, code, "form", "mend", reasons=["not_signed"])
    first.post(f"/review/{code}/checklist", data={"do": "back:of_age"})
    assert first.post(f"/review/{code}/send-back").location.endswith("lines=open#line-of_age")


def test_lines_are_ticked_one_by_one_and_the_list_alone_is_given_to_a_script(
    first: FlaskClient, code: str, office: Office
) -> None:
    page = first.get(f"/review/{code}").text
    assert "0 / 5 条已确认" in page
    assert 'data-key="checklist_next"' in page
    part = first.post(f"/review/{code}/checklist", data={"do": "next", "m": "form"}, headers={"X-Part": "1"})
    assert "1 / 5 条已确认" in part.text
    assert "<html" not in part.text
    assert ticks(office) == 1


@pytest.mark.parametrize("do", ["", "yes:nothing", "not:reachable", "nonsense", "yes:" + "x" * 500])
def test_an_odd_tick_is_a_sentence_on_the_bench(
    first: FlaskClient, code: str, office: Office, do: str
) -> None:
    answer = first.post(f"/review/{code}/checklist", data={"do": do})
    assert answer.status_code == 422
    assert "核对清单里没有这一条" in answer.text
    assert ticks(office) == 0


def test_a_word_why_not_is_not_lost(first: FlaskClient, code: str, office: Office) -> None:
    with office.work() as work:
        case = the_case(work, code)
        case.item_code, case.answers = "birth-plan-registration", {"couple": "single"}
        for row in work.session.query(Material).filter(Material.code.in_(ELDERS_ONLY)):
            row.needed = False
    data = {"do": "not:child_order", "word_child_order": "长" * 121}
    answer = first.post(f"/review/{code}/checklist", data=data)
    assert answer.status_code == 422
    assert "长" * 121 in answer.text
    empty = first.post(f"/review/{code}/checklist", data={"do": "not:child_order"})
    assert "要写一句为什么" in empty.text
    data["word_child_order"] = "还没有生"
    assert first.post(f"/review/{code}/checklist", data=data).status_code == 303
    assert "还没有生" in first.get(f"/review/{code}").text


def test_only_who_holds_the_case_ticks(first: FlaskClient, code: str, signed_in: SignIn) -> None:
    other = signed_in(Role.AUDITOR)
    assert other.post(f"/review/{code}/checklist", data={"do": "next"}).status_code == 409


def second_opinion(
    boss: FlaskClient, first: FlaskClient, second: FlaskClient, office: Office, code: str
) -> None:
    """The first sends the form back, the second lets it pass."""
    assert boss.post("/review/second", data={"percent": "100", "mode": "blind"}).status_code == 303
    all_pass(first, office, code)
    say(first, code, "form", "mend", reasons=["not_signed"], note="第一位的话")
    assert first.post(f"/review/{code}/send-back").location == "/review"
    assert "抽中了复看" in first.get("/review").text
    assert second.post("/review/next").location == f"/review/{code}"
    assert "您是第二位" in second.get(f"/review/{code}").text
    assert "第一位的话" not in second.get(f"/review/{code}?m=form").text
    assert second.get(f"/review/{code}/second").status_code == 409
    all_pass(second, office, code)
    assert second.post(f"/review/{code}/pass").location == f"/review/{code}/second"


def test_two_words_stand_side_by_side_and_one_is_chosen(
    boss: FlaskClient, first: FlaskClient, signed_in: SignIn, office: Office, code: str
) -> None:
    second = signed_in(Role.AUDITOR)
    second_opinion(boss, first, second, office, code)
    assert "等复看" in second.get("/review").text
    page = second.get(f"/review/{code}/second").text
    for words in ("第一位的话", "没有签名或没有填完", "通过"):
        assert words in page
    nothing = second.post(f"/review/{code}/second", data={"do": "settle", "note": "写了字"})
    assert nothing.status_code == 422
    assert "还有 1 份没有选" in nothing.text
    assert "写了字" in nothing.text
    with office.look() as work:
        name = f"say_{work.session.query(ReaderDifference).one().material_id}"
    chosen = second.post(f"/review/{code}/second", data={"do": "settle", name: "first"})
    assert chosen.location == f"/review/{code}/notice"
    assert "第一位的话" in second.get(f"/review/{code}/notice").text
    assert second.post(f"/review/{code}/send-back").location == "/review"
    assert state(office, code) is State.SENT_BACK
    desk = boss.get("/review/second").text
    assert "近 90 天复看了 1 件，0 件两位一致" in desk
    assert "not_signed" not in desk
    assert "没有签名或没有填完" in desk


def test_a_supervisor_settles_what_is_handed_up(
    boss: FlaskClient, first: FlaskClient, signed_in: SignIn, office: Office, code: str
) -> None:
    second = signed_in(Role.AUDITOR)
    second_opinion(boss, first, second, office, code)
    silent = second.post(f"/review/{code}/second", data={"do": "up"})
    assert silent.status_code == 422
    assert "请写一句为什么要请主管定" in silent.text
    up = second.post(f"/review/{code}/second", data={"do": "up", "note": "签名很淡"})
    assert up.location == "/review"
    away = second.get(f"/review/{code}")
    assert away.status_code == 409
    assert "已经请主管定" in away.text
    assert "签名很淡" in boss.get("/review/overview").text
    assert "签名很淡" in boss.get(f"/review/{code}/second").text
    with office.look() as work:
        name = f"say_{work.session.query(ReaderDifference).one().material_id}"
    assert boss.post(f"/review/{code}/second", data={name: "second"}).location == "/review/second"
    assert second.post("/review/next").location == f"/review/{code}"
    assert second.post(f"/review/{code}/pass").location == "/review"
    assert state(office, code) is State.AWAITING_PAPER
    with office.look() as work:
        assert work.session.query(SecondReading).one().state is SecondState.DONE


def test_the_first_reader_is_told_why_it_is_not_theirs(
    boss: FlaskClient, first: FlaskClient, signed_in: SignIn, person: PersonMaker, office: Office, code: str
) -> None:
    person(Role.AUDITOR)
    boss.post("/review/second", data={"percent": "100"})
    all_pass(first, office, code)
    first.post(f"/review/{code}/pass")
    for answer in (first.get(f"/review/{code}"), first.post(f"/review/{code}/take")):
        assert answer.status_code == 409
        assert "要由另一位预审员复看" in answer.text
    assert first.post("/review/next").location == "/review"


@pytest.mark.parametrize(
    ("form", "told"),
    [({"percent": "200"}, "0 到 100 之间"), ({"percent": "5", "item": "nothing"}, "没有这个事项")],
)
def test_a_wrong_rule_is_told(boss: FlaskClient, form: dict[str, str], told: str) -> None:
    answer = boss.post("/review/second", data=form)
    assert answer.status_code == 422
    assert told in answer.text


def test_rules_are_set_and_dropped_by_form(boss: FlaskClient) -> None:
    boss.post("/review/second", data={"percent": "5"})
    boss.post("/review/second", data={"percent": "100", "item": "food-licence-new", "mode": "open"})
    page = boss.get("/review/second").text
    assert "每件都复看" in page
    assert "改回按全部事项" in page
    boss.post("/review/second", data={"do": "drop", "item": "food-licence-new"})
    assert "改回按全部事项" not in boss.get("/review/second").text


def test_a_notice_is_recalled_by_form(
    boss: FlaskClient, first: FlaskClient, office: Office, code: str, signed_in: SignIn
) -> None:
    assert boss.get(f"/review/{code}/recall").status_code == 409
    all_pass(first, office, code)
    say(first, code, "form", "mend", reasons=["not_signed"])
    first.post(f"/review/{code}/send-back")
    assert f"/review/{code}/recall" in boss.get(f"/review/{code}").text
    assert f"/review/{code}/recall" in boss.get("/review/sent").text
    assert "写了 1 份材料" in boss.get(f"/review/{code}/recall").text
    for reason, told in (("", "请写明为什么收回"), ("长" * 301, "太长")):
        refused = boss.post(f"/review/{code}/recall", data={"reason": reason})
        assert refused.status_code == 422
        assert told in refused.text
        assert reason in refused.text
    assert boss.post(f"/review/{code}/recall", data={"reason": "选错了"}).location == "/review"
    assert state(office, code) is State.REVIEWING
    assert "没有等申请人改的告知" in boss.get("/review/sent").text
    with office.look() as work:
        citizen = work.session.get_one(Person, the_case(work, code).citizen_id)
        work.session.expunge(citizen)
    browser = signed_in(citizen)
    assert browser.get(f"/cases/{code}/fix").status_code == 303
    assert "收回" in browser.get(f"/track/{code}").text
    assert boss.post(f"/review/{code}/recall", data={"reason": "再一次"}).status_code == 409


def test_the_second_round_asks_for_the_whole_case_lines_again(
    boss: FlaskClient, first: FlaskClient, office: Office, code: str
) -> None:
    all_pass(first, office, code)
    say(first, code, "form", "mend", reasons=["not_signed"])
    first.post(f"/review/{code}/send-back")
    boss.post(f"/review/{code}/recall", data={"reason": "选错了"})
    first.post("/review/next")
    assert "上次已确认" in first.get(f"/review/{code}").text
    say(first, code, "form", "pass")
    assert "lines=open" in first.post(f"/review/{code}/pass").location
    tick_all(first, office, code)
    assert first.post(f"/review/{code}/pass").location == "/review"
