"""The pages around the queue: columns, saved views, batches, labels, notes, people."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit.waiting.models import CaseLabel, CaseNote, Label, SavedView
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_take_next import other_item, waiting

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def boss(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


@pytest.fixture
def label(boss: FlaskClient, office: Office) -> str:
    """The id of a label in use."""
    boss.post("/review/labels", data={"name": "加急", "colour": "wait"})
    with office.look() as work:
        return str(work.session.query(Label.id).scalar())


def labelled(office: Office) -> set[str]:
    with office.look() as work:
        return {row[0] for row in work.session.query(Case.code).join(CaseLabel)}


def test_columns_are_chosen_in_the_address(signed_in: SignIn, office: Office, citizen: Person) -> None:
    full_case(office, citizen)
    browser = signed_in(Role.AUDITOR)
    assert ">机审先看到的</th>" in browser.get("/review").text
    page = browser.get("/review?col=code&col=department&col=language").text
    assert ">机审先看到的</th>" not in page
    assert ">部门</th>" in page
    assert 'data-label="语言">中文' in "".join(page.split())


def test_the_queue_is_turned_page_by_page(signed_in: SignIn, office: Office, citizen: Person) -> None:
    codes = [full_case(office, citizen, due=date(2026, 12, 1) + timedelta(days=n)) for n in range(27)]
    browser = signed_in(Role.AUDITOR)
    first = browser.get("/review").text
    assert "共 27 件" in first
    assert 'rel="prev"' not in first
    second = browser.get(f"/review?after={codes[24]}").text
    assert codes[25] in second
    assert codes[24] not in second.split("<tbody>")[1].split("</tbody>")[0]
    assert f"before={codes[25]}" in second
    assert codes[0] in browser.get(f"/review?before={codes[25]}").text
    assert browser.get("/review?after=nonsense&before=2222-2222").status_code == 200


def test_a_view_keeps_filters_and_columns_and_may_open_the_queue(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    browser = signed_in(Role.AUDITOR)
    kept = {"name": "我的急件", "shade": "stop", "col": ["code", "due"], "sort": "waiting"}
    answer = browser.post("/review/views", data=kept)
    opened = browser.get(answer.location)
    assert opened.location.startswith("/review?")
    for part in ("shade=stop", "col=due&col=code", "sort=waiting"):
        assert part in opened.location
    assert browser.get("/review").status_code == 200, "not the default yet"
    browser.post(answer.location, data={"do": "default"})
    assert browser.get("/review").location == answer.location
    assert browser.get("/review?all=1").status_code == 200
    assert signed_in(Role.AUDITOR).get(answer.location).status_code == 404, "it is mine alone"
    browser.post(answer.location, data={"do": "drop"})
    assert browser.get("/review").status_code == 200


def test_a_supervisor_shares_a_view_and_an_auditor_does_not(
    signed_in: SignIn, boss: FlaskClient, office: Office
) -> None:
    browser = signed_in(Role.AUDITOR)
    path = boss.post("/review/views", data={"name": "全局急件", "shade": "stop"}).location
    assert browser.get(path).status_code == 404
    boss.post(path, data={"do": "share"})
    assert "全局急件" in browser.get("/review").text
    browser.post(path, data={"do": "default"})
    assert browser.get("/review").location == path
    assert browser.post(path, data={"do": "drop"}).status_code == 404, "not theirs to delete"
    assert browser.post(path, data={"do": "unshare"}).status_code == 403
    boss.post(path, data={"do": "unshare"})
    assert browser.get("/review").status_code == 200, "a view that is gone opens nothing"
    own = browser.post("/review/views", data={"name": "x"}).location
    assert browser.post(own, data={"do": "share"}).status_code == 403


@pytest.mark.parametrize("name", ["", " ", "很" * 21, "a\x07b"])
def test_a_view_without_a_proper_name_is_refused_and_the_filters_stay(
    signed_in: SignIn, office: Office, name: str
) -> None:
    browser = signed_in(Role.AUDITOR)
    answer = browser.post("/review/views", data={"name": name, "shade": "wait"})
    assert "shade=wait" in answer.location
    assert "1 到 20 个字的名字" in browser.get(answer.location).text
    with office.look() as work:
        assert work.session.query(SavedView).count() == 0


def test_labels_are_put_on_and_taken_off_many_rows_and_each_row_is_answered(
    signed_in: SignIn, office: Office, citizen: Person, label: str
) -> None:
    codes = [full_case(office, citizen) for _ in range(3)]
    gone = full_case(office, citizen, state=State.CLOSED)
    browser = signed_in(Role.AUDITOR)
    page = browser.post(
        "/review/batch", data={"do": "label_on", "label": label, "code": [codes[0], gone]}
    ).text
    assert labelled(office) == {codes[0]}
    assert "2 件里处理好 1 件" in page
    assert "没有找到这件办件" in page
    data = {"do": "label_on", "label": label, "whole": "1", "shown": codes, "code": [codes[1]]}
    assert "本来就有这个标签" in browser.post("/review/batch", data=data).text
    assert labelled(office) == set(codes)
    assert codes[2] in browser.get(f"/review?label={label}").text
    browser.post("/review/batch", data={"do": "label_off", "label": label, "code": codes})
    assert labelled(office) == set()
    assert "这些条件下没有" in browser.get(f"/review?label={label}").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "label_on", "label": "1"}, "还没有勾选办件"),
        ({"do": "label_on", "label": "", "code": "2222-2222"}, "没有这个标签"),
        ({"do": "label_on", "label": "9999999999999", "code": "2222-2222"}, "没有这个标签"),
        ({"do": "pass", "code": "2222-2222"}, "没有这种批量处理"),
        ({"code": "2222-2222"}, "没有这种批量处理"),
        ({"do": "put_back", "code": "2222-2222"}, "请写明为什么放回"),
        ({"do": "assign", "code": "2222-2222", "person": "x", "why": "因为"}, "没有找到这位预审员"),
        ({"do": "put_back", "code": "2222-2222", "why": "长" * 201}, "最多 200 个字"),
    ],
)
def test_a_batch_that_could_do_nothing_is_refused_whole(
    boss: FlaskClient, label: str, sent: dict[str, str], said: str
) -> None:
    answer = boss.post("/review/batch", data=sent)
    assert 400 <= answer.status_code < 500
    assert said in answer.text
    if sent.get("why"):
        assert sent["why"] in answer.text, "nothing typed is lost"


def test_without_a_tick_the_rows_are_offered_again(
    boss: FlaskClient, office: Office, citizen: Person, label: str
) -> None:
    """The sentence says that the rest still stands: the rows, the label and the word why."""
    code = full_case(office, citizen)
    sent = {"do": "label_on", "label": label, "shown": [code, "2222-2222"], "why": "先看这几件"}
    page = boss.post("/review/batch", data=sent).text
    assert "还没有勾选办件" in page
    assert f'name="code" value="{code}"' in page
    assert f'value="{label}" selected' in page
    assert "先看这几件" in page
    assert "2222-2222" not in page


def test_a_supervisor_assigns_and_takes_back_and_the_auditor_is_told(
    signed_in: SignIn, boss: FlaskClient, office: Office, citizen: Person, person: PersonMaker
) -> None:
    free, held = full_case(office, citizen), full_case(office, citizen)
    one, other = person(Role.AUDITOR), person(Role.AUDITOR)
    signed_in(other).post(f"/review/{held}/take")
    data = {"do": "assign", "person": one.id, "why": "她熟", "code": [free, held]}
    page = boss.post("/review/batch", data=data).text
    assert "2 件里处理好 1 件" in page
    assert f"{other.name}正在看这一件" in page
    mine = signed_in(one)
    assert "她熟" in mine.get("/review").text
    assert free in mine.get("/review?held=assigned").text
    mine.post("/review/told")
    assert "她熟" not in mine.get("/review").text
    page = boss.post("/review/batch", data={"do": "put_back", "why": "重排", "code": [free, held]}).text
    assert "2 件里处理好 2 件" in page
    late = signed_in(other)
    assert "重排" in late.get(f"/review/{held}").text, "the page of a lost case says why"
    assert signed_in(Role.AUDITOR).post("/review/batch", data=data).status_code == 403


def test_a_list_is_printed_masked(signed_in: SignIn, office: Office, citizen: Person) -> None:
    code = full_case(office, citizen)
    page = (
        signed_in(Role.AUDITOR).post("/review/batch", data={"do": "print", "code": [code, "2222-2222"]}).text
    )
    assert code in page
    assert "黄**" in page
    assert "黄建国" not in page
    assert "没有找到这件办件" in page


def test_the_page_says_why_nothing_is_decided_by_the_dozen(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    full_case(office, citizen)
    assert "放行和退回不能批量做" in signed_in(Role.AUDITOR).get("/review").text


def test_a_supervisor_says_why_before_a_case_is_taken_away(
    boss: FlaskClient, signed_in: SignIn, office: Office, citizen: Person
) -> None:
    code, browser = full_case(office, citizen), signed_in(Role.AUDITOR)
    browser.post("/review/next")
    assert "为什么放回" in boss.get(f"/review/{code}/put-back?next=/review/overview").text
    answer = boss.post(f"/review/{code}/put-back", data={"why": " "})
    assert answer.status_code == 422
    assert "请写明为什么放回" in answer.text
    assert boss.post(f"/review/{code}/put-back", data={"why": "您不在"}).status_code == 303
    assert "没有变化" in boss.get(boss.post(f"/review/{code}/put-back", data={"why": "再来"}).location).text


def test_notes_are_added_never_lost_and_not_for_citizens(
    signed_in: SignIn, office: Office, citizen: Person
) -> None:
    code = full_case(office, citizen)
    browser, other = signed_in(Role.AUDITOR), signed_in(Role.AUDITOR)
    browser.post(f"/review/{code}/notes", data={"text": "电话里说明天补。\n<b>"})
    other.post(f"/review/{code}/notes", data={"text": "收到"})
    page = other.get(f"/review/{code}/notes").text
    assert page.index("收到") < page.index("电话里说明天补。")
    assert "<b>" not in page.split("<main", 1)[1].split("notes", 1)[1].split("footer")[0].replace(
        "&lt;b&gt;", ""
    )
    assert "2 条备注" in browser.get("/review").text
    for bad, said in (("  ", "备注还是空的"), ("长" * 501, "最多 500 个字")):
        answer = browser.post(f"/review/{code}/notes", data={"text": bad})
        assert answer.status_code == 422
        assert said in answer.text
        assert bad in answer.text
    owner = signed_in(citizen)
    assert owner.get(f"/review/{code}/notes").status_code == 403
    for path in (f"/cases/{code}", f"/track/{code}"):
        assert "明天补" not in owner.get(path).text
    with office.look() as work:
        assert work.session.query(CaseNote).count() == 2
        assert work.session.query(AccessRecord).filter_by(what="preaudit:notes").count() > 0


def test_the_bench_includes_notes_and_labels(
    app: Flask, signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker, label: str
) -> None:
    code, one = full_case(office, citizen), person(Role.AUDITOR)
    browser = signed_in(one)
    browser.post(f"/review/{code}/notes", data={"text": "先看户口簿"})
    browser.post(f"/review/{code}/labels", data={"label": label})
    cookie = browser.get_cookie("bee")
    assert cookie is not None
    with app.test_request_context(f"/review/{code}", headers={"Cookie": f"bee={cookie.value}"}):
        app.preprocess_request()
        with office.look() as work:
            case = work.session.query(Case).filter_by(code=code).one()
            part = render_template("preaudit/bench_notes.html", case=case)
    assert "先看户口簿" in part
    assert 'class="chip wait">加急' in part
    assert f'action="/review/{code}/notes"' in part
    assert f'value="/review/{code}?"' in part, "and back to the bench"


def test_notes_of_a_case_that_left_the_review_are_a_supervisors(
    signed_in: SignIn, boss: FlaskClient, office: Office, citizen: Person
) -> None:
    code = full_case(office, citizen, state=State.AWAITING_PAPER)
    assert signed_in(Role.AUDITOR).get(f"/review/{code}/notes").status_code == 404
    assert "待寄件" in boss.get(f"/review/{code}/notes").text
    assert boss.get("/review/2222-2222/notes").status_code == 404


def test_a_label_on_one_case(signed_in: SignIn, office: Office, citizen: Person, label: str) -> None:
    code, browser = full_case(office, citizen), signed_in(Role.AUDITOR)
    browser.post(f"/review/{code}/labels", data={"label": label})
    assert labelled(office) == {code}
    assert 'class="chip wait">加急' in browser.get("/review").text
    browser.post(f"/review/{code}/labels", data={"off": label})
    assert labelled(office) == set()


def test_labels_are_kept_by_supervisors(
    signed_in: SignIn, boss: FlaskClient, office: Office, citizen: Person, label: str
) -> None:
    for name, colour in (("加急", "stop"), ("", "stop"), ("太" * 13, "stop"), ("新", "pink")):
        answer = boss.post("/review/labels", data={"name": name, "colour": colour})
        assert answer.status_code == 422
        assert "不和现有的重名" in answer.text
    code = full_case(office, citizen)
    boss.post(f"/review/{code}/labels", data={"label": label})
    boss.post(f"/review/labels/{label}", data={"colour": "stop"})
    assert 'class="chip stop">加急' in boss.get("/review").text, "a retired label stays where it is"
    assert boss.post(f"/review/{code}/labels", data={"label": label}).status_code == 404
    assert "加急（已停用）" in "".join(boss.get("/review").text.split())
    assert boss.post("/review/labels/999", data={"colour": "stop"}).status_code == 404
    assert signed_in(Role.AUDITOR).get("/review/labels").status_code == 403


def test_training_is_edited_by_form_and_a_wrong_number_keeps_the_rest(
    boss: FlaskClient, office: Office, person: PersonMaker
) -> None:
    one = person(Role.AUDITOR)
    path = f"/review/people/{one.id}"
    ticked = {"item": "elder-card-first", "language": "en", "a_day": "30", "at_once": "0"}
    answer = boss.post(path, data=ticked)
    assert answer.status_code == 422
    assert "“0”不是 1 到 999 的整数" in answer.text
    assert 'value="elder-card-first" checked' in answer.text
    assert 'name="a_day" size="5" maxlength="20" value="30"' in answer.text
    assert boss.post(path, data={**ticked, "at_once": "2"}).status_code == 303
    page = boss.get(path).text
    assert 'value="elder-card-first" checked' in page
    assert ">30</td>" in boss.get("/review/people").text
    assert boss.post(path, data={"item": "no-such"}).status_code == 422
    assert boss.get("/review/people/99999").status_code == 404
    assert boss.get(f"/review/people/{'9' * 30}").status_code == 404


def test_the_overview_warns_of_what_nobody_present_takes(
    boss: FlaskClient, signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker
) -> None:
    waiting(office, citizen, other_item(office))
    assert "现在没有预审员在岗" in boss.get("/review/overview").text
    one = person(Role.AUDITOR)
    boss.post(f"/review/people/{one.id}", data={"item": "elder-card-first"})
    signed_in(one).get("/review")
    page = boss.get("/review/overview").text
    assert "在岗的 1 位预审员都没有受训" in page
    boss.post(f"/review/people/{one.id}", data={})
    assert "现在没有人能看的办件" not in boss.get("/review/overview").text


def test_a_full_day_is_said_on_the_queue(
    boss: FlaskClient, signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker
) -> None:
    from tests.preaudit.test_bench_views import all_pass

    codes, one = [full_case(office, citizen) for _ in range(2)], person(Role.AUDITOR)
    boss.post(f"/review/people/{one.id}", data={"a_day": "1"})
    browser = signed_in(one)
    browser.post("/review/next")
    all_pass(browser, office, codes[0])
    browser.post(f"/review/{codes[0]}/pass")
    browser.post("/review/next")
    assert "您今天的 1 件已经看完了" in browser.get("/review").text
    stage(office).move_to(MONDAY + timedelta(days=1))
    assert signed_in(one).post("/review/next").location == f"/review/{codes[1]}"


def test_nothing_that_fits_is_said_as_such(
    boss: FlaskClient, signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker
) -> None:
    waiting(office, citizen, other_item(office))
    one = person(Role.AUDITOR)
    boss.post(f"/review/people/{one.id}", data={"item": "elder-card-first"})
    browser = signed_in(one)
    assert browser.post("/review/next").location == "/review"
    assert "您受训范围里现在没有等着的办件了" in browser.get("/review").text


def test_a_case_given_to_a_colleague_says_so_and_offers_the_next(
    boss: FlaskClient, signed_in: SignIn, office: Office, citizen: Person, person: PersonMaker
) -> None:
    code, one = full_case(office, citizen), person(Role.AUDITOR)
    boss.post("/review/batch", data={"do": "assign", "person": one.id, "why": "熟", "code": code})
    page = signed_in(Role.AUDITOR).get(f"/review/{code}").text
    assert f"主管已把这一件交给{one.name}" in page
    assert "领下一件" in page


def test_where_a_case_is_that_does_not_wait(signed_in: SignIn, office: Office, citizen: Person) -> None:
    code = full_case(office, citizen, state=State.SENT_BACK)
    browser = signed_in(Role.AUDITOR)
    assert "它在“预审退回”" in browser.get(f"/review?q={code}").text
    assert "请输入完整的办件码" in browser.get("/review?q=7K3Q").text
