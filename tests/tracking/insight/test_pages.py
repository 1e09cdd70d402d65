"""The pages of figures: who sees what, what an address may ask for, what the files hold."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.states import State
from beebox.cli import main
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from tests.conftest import MONDAY, PersonMaker
from tests.tracking.insight.reviewed import ELDER, PERMIT, SENT_BACK, a_case, reviewed

SignIn = Callable[..., FlaskClient]
DAY = timedelta(days=1)
YESTERDAY = MONDAY.date() - DAY
FORM = ("form", "not_signed")


@pytest.fixture
def boss(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


@pytest.fixture
def history(office: Office, person: PersonMaker) -> tuple[int, int]:
    """Two auditors: one passed 6 of 8 first reviews, the other sent back all of 5."""
    one, other = person(Role.AUDITOR).id, person(Role.AUDITOR).id
    with office.work() as work:
        for at, name in ((one, "周梅"), (other, "陈兰")):
            work.session.get_one(Person, at).name = name
        reviewed(work, one, YESTERDAY, times=6)
        reviewed(work, one, YESTERDAY, SENT_BACK, times=2, faults=(("photo", "portrait_unfit"),))
        reviewed(work, other, YESTERDAY, SENT_BACK, times=5, item=PERMIT, faults=(FORM,))
        a_case(work, state=State.REVIEWING, notice_due_on=date(2026, 12, 4))
    return one, other


def test_the_first_sentence_answers(boss: FlaskClient, history: tuple[int, int]) -> None:
    page = boss.get("/review/insight").text
    sentence = page[page.index("answer-line") :][:600]
    assert "13 件首次预审里，<b>46%</b> 一次就交对了。" in sentence
    assert "退回最多的是广东省居住证申领《" in sentence
    assert "现在有 1 件在等；照最近 10 个工作日的快慢，大约是 0.8 个工作日的活。" in sentence
    assert page.count('role="img"') == 2


def test_an_empty_desk_has_a_sentence_too(boss: FlaskClient) -> None:
    page = boss.get("/review/insight").text
    assert "这段时间没有看完的首次预审" in page
    assert "现在没有办件在等。" in page
    assert "这段时间没有退回。" in page


def test_few_are_told_as_fewer_than_five(boss: FlaskClient, history: tuple[int, int]) -> None:
    page = boss.get(f"/review/insight?item={ELDER}").text
    assert "&lt;5" in page
    assert "8 件首次预审里，<b>75%</b>" in page


def test_an_auditor_sees_their_own_figures_alone(
    signed_in: SignIn, office: Office, person: PersonMaker, history: tuple[int, int]
) -> None:
    third = person(Role.AUDITOR)
    with office.work() as work:
        reviewed(work, third.id, YESTERDAY, times=7)
    browser = signed_in(third)
    for path in ("/review/insight", f"/review/insight?person={history[0]}"):
        page = browser.get(path).text
        assert "7 件首次预审里，<b>100%</b>" in page
        assert third.name in page
        assert "周梅" not in page and "陈兰" not in page
        assert "portrait_unfit" not in page and "/review/insight/cases" not in page
    rows = read(browser.get(f"/review/insight/people.csv?person={history[0]}"))
    assert [row[0] for row in rows[1:]] == [third.name]
    assert browser.get("/review/insight/cases").status_code == 403


def test_a_supervisor_may_look_at_one_person(boss: FlaskClient, history: tuple[int, int]) -> None:
    page = boss.get(f"/review/insight?person={history[0]}").text
    assert "8 件首次预审里，<b>75%</b>" in page
    assert "只看 周梅" in page
    assert 'href="/review/insight?period=30"' in page


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.CLERK, Role.COLLECTOR, Role.ADMINISTRATOR])
def test_nobody_else_sees_figures(signed_in: SignIn, role: Role) -> None:
    browser = signed_in(role, "civil-affairs" if role is Role.CLERK else None)
    assert browser.get("/review/insight").status_code == 403
    assert browser.get("/review/insight/causes.csv").status_code == 403


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("period=12", "“12”不是可以看的时间"),
        ("month=2027-01", "这段时间还没有到"),
        ("from=2026-11-31", "“2026-11-31”不是日期"),
        ("from=2026-11-20&to=2026-11-10", "结束日期在开始日期前面"),
        ("from=2001-01-01", "一次最多看 1100 天"),
        ("item=nonsense", "没有找到事项“nonsense”"),
        ("department=moon", "没有找到部门“moon”"),
        ("person=99999", "没有找到这个人"),
        ("person=0x7", "没有找到这个人"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_is_shown(
    boss: FlaskClient, history: tuple[int, int], address: str, sentence: str
) -> None:
    answer = boss.get(f"/review/insight?{address}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "13 件首次预审里" in answer.text
    refused = boss.get(f"/review/insight/causes.csv?{address}")
    assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert sentence in refused.text


def test_dates_typed_are_not_lost(boss: FlaskClient) -> None:
    page = boss.get("/review/insight?from=2026-11-20&to=2026-11-10").text
    assert 'name="from" value="2026-11-20"' in page
    assert 'name="to" value="2026-11-10"' in page


def test_every_table_is_a_file(boss: FlaskClient, history: tuple[int, int]) -> None:
    page = boss.get("/review/insight?period=7").text
    for name in (
        "first-time", "first-time-weeks", "causes", "people", "items", "people-items", "waiting", "flow",
    ):  # fmt: skip
        path = f"/review/insight/{name}.csv?period=7"
        assert f'href="{path}"' in page
        answer = boss.get(path)
        assert answer.mimetype == "text/csv"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        assert f'filename="{name}-2026-11-24-2026-11-30.csv"' in answer.headers["Content-Disposition"]
        rows = read(answer)
        assert {len(row) for row in rows} == {len(rows[0])}
    assert boss.get("/review/insight/secrets.csv").status_code == 404


def test_a_name_is_no_formula(
    boss: FlaskClient, office: Office, person: PersonMaker, history: tuple[int, int]
) -> None:
    with office.work() as work:
        work.session.get_one(Person, history[0]).name = "=HYPERLINK(1)"
    rows = read(boss.get("/review/insight/people.csv"))
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


def test_a_cause_leads_to_its_cases_and_to_what_may_be_done(
    boss: FlaskClient, office: Office, history: tuple[int, int]
) -> None:
    page = boss.get("/review/insight?period=7").text
    path = f"/review/insight/cases?period=7&amp;item={PERMIT}&amp;material=form&amp;reason=not_signed"
    assert f'href="{path}"' in page
    found = boss.get(path.replace("&amp;", "&")).text
    assert found.count('href="/review/') >= 5
    assert f'href="/items/{PERMIT}"' in found
    nothing = boss.get("/review/insight/cases?material=form&reason=<script>").text
    assert "这段时间没有办件因为这一条退回" in nothing
    assert "<script>" not in nothing


def test_a_reason_leads_to_its_page_where_there_is_one(
    app: Flask, boss: FlaskClient, history: tuple[int, int]
) -> None:
    path = "/review/insight/cases?material=form&reason="
    there_is_one = "preaudit.show_reason" in app.view_functions
    assert ('href="/review/reasons/not_signed"' in boss.get(f"{path}not_signed").text) is there_is_one
    assert 'href="/review/reasons' not in boss.get(f"{path}nonsense").text


def test_the_page_speaks_english(boss: FlaskClient, history: tuple[int, int]) -> None:
    page = boss.get("/review/insight?lang=en").text
    assert "Right first time" in page
    assert "合计" not in page
    assert "事项" not in page


def test_the_night_theme_is_kept(boss: FlaskClient) -> None:
    boss.set_cookie("theme", "night")
    assert 'data-theme="night"' in boss.get("/review/insight").text


def test_the_command_prints_the_same(
    settings: Settings, history: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEEBOX_VAR", str(settings.var_dir))
    run = CliRunner().invoke
    told = json.loads(run(main, ["insight", "--days", "7", "--json"]).output)
    assert told["from"] == "2026-11-24"
    assert told["tables"]["first-time"]["rows"][-1] == ["合计", "13", "6", "46%"]
    lines = run(main, ["insight", "--month", "2026-11", "--table", "people"]).output
    assert "2026-11-01 – 2026-11-30" in lines
    assert "周梅" in lines and "现在在等的" not in lines
    wrong = run(main, ["insight", "--month", "2027-11"])
    assert wrong.exit_code == 1
    assert "这段时间还没有到" in wrong.output
    assert run(main, ["insight", "--table", "moon"]).exit_code == 2


def read(answer) -> list[list[str]]:  # type: ignore[no-untyped-def]  # werkzeug's TestResponse
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
