"""The pages about rules, as a supervisor walks through them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit import queue
from beebox.preaudit.rulekeeping.models import FindingVerdict, Judgement, RuleVersion
from beebox.preaudit.rulekeeping.versions import in_force
from tests.conftest import PersonMaker
from tests.preaudit.rulework.test_changing import RULES, typed_limits, typed_words
from tests.preaudit.rulework.test_trying import checked_case
from tests.preaudit.rulework.test_verdicts import add, finding_id
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]
Deliver = Callable[..., int]
RULE = "name_matches_form"


@pytest.fixture
def boss(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return checked_case(office, person(Role.CITIZEN))


def begin(browser: FlaskClient) -> str:
    return str(browser.post("/review/rules/draft").location)


def seen(office: Office, number: int = 2) -> str:
    with office.look() as work:
        return work.session.query(RuleVersion).filter_by(number=number).one().content_hash


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_opens(boss: FlaskClient, office: Office, code: str, lang: str) -> None:
    draft = begin(boss)
    pages = [
        "/review/rules", draft, f"{draft}/rule/{RULE}", f"{draft}/rule/names_agree", f"{draft}/limits",
        "/review/rules/diff", "/review/rules/samples", "/review/rules/scores", "/review/rules/v/1",
        "/review/rules/scores?by=version&days=30", "/review/rules/costs/name_sure",
        f"/review/rules/scores/{RULE}?word=wrong", f"/review/{code}/checks",
    ]  # fmt: skip
    for page in pages:
        answer = boss.get(f"{page}{'&' if '?' in page else '?'}lang={lang}")
        assert answer.status_code == 200, page
    for rule in RULES["rules"]:
        assert boss.get(f"/review/rules/v/1/rule/{rule}").status_code == 200


@pytest.mark.parametrize(
    "page",
    ["/review/rules/v/99", "/review/rules/v/1/rule/nothing", "/review/rules/replays/77",
     "/review/rules/costs/nothing", "/review/rules/scores/nothing", "/review/rules/diff?from=1&to=44"],
)  # fmt: skip
def test_what_is_not_there_is_said(boss: FlaskClient, page: str) -> None:
    assert boss.get(page).status_code == 404


def test_a_changed_sentence_and_a_changed_basis_are_shown_as_they_stand(
    boss: FlaskClient, office: Office
) -> None:
    draft = begin(boss)
    said = "%(paper)s是%(issued)s的，超过 %(days)s 天了。"
    typed = typed_words("not_too_old") | {"zh-fail": said, "why": "说得短一些", "seen": seen(office)}
    assert boss.post(f"{draft}/rule/not_too_old/words", data=typed).status_code == 303
    typed = typed_limits() | {"evidence-name_sure": "样张 120 份，100% 读对", "value-name_sure": "0.96"}
    typed |= {"why": "重新量过的", "seen": seen(office)}
    assert boss.post(f"{draft}/limits", data=typed).status_code == 303
    for page in (draft, "/review/rules/diff?from=1&to=2"):
        answer = boss.get(page)
        assert answer.status_code == 200, page
        assert said in answer.text and "100% 读对" in answer.text


def test_a_rule_is_changed_tried_and_published_by_two(
    boss: FlaskClient, office: Office, signed_in: SignIn, code: str, deliver: Deliver
) -> None:
    draft = begin(boss)
    typed = typed_words(RULE) | {"severity": "should", "why": "冤枉了人", "seen": seen(office)}
    saved = boss.post(f"{draft}/rule/{RULE}/words", data=typed)
    assert saved.status_code == 303
    page = boss.get(draft).text
    assert "冤枉了人" in page and "必须改" in page and "请看一眼" in page
    early = boss.post(f"{draft}/publish", data={"why": "样本上更好"})
    assert early.status_code == 409 and "还没有试完" in early.text and "样本上更好" in early.text
    where = boss.post(f"{draft}/try", data={"most": "50"}).location
    waiting = boss.get(where)
    assert waiting.headers["Refresh"] == "2" and "正在用存下的读数" in waiting.text
    deliver()
    done = boss.get(where)
    assert "Refresh" not in done.headers
    assert code in done.text and "更宽" in done.text
    own = boss.post(f"{draft}/publish", data={"why": "样本上更好"})
    assert own.status_code == 303  # nobody else is there: alone, and kept as that
    with office.look() as work:
        current = in_force(work)
        assert current is not None and current.alone and current.publish_why == "样本上更好"


def test_the_second_person_publishes(
    boss: FlaskClient, office: Office, signed_in: SignIn, deliver: Deliver
) -> None:
    other = signed_in(Role.ADMINISTRATOR)
    draft = begin(boss)
    typed = typed_words(RULE) | {"severity": "should", "why": "冤枉了人", "seen": seen(office)}
    boss.post(f"{draft}/rule/{RULE}/words", data=typed)
    boss.post(f"{draft}/try", data={})
    deliver()
    assert boss.post(f"{draft}/publish", data={"why": "样本上更好"}).status_code == 409
    assert other.post(f"{draft}/publish", data={"why": "短"}).status_code == 422
    assert other.post(f"{draft}/publish", data={"why": "样本上更好"}).status_code == 303
    assert other.post(f"{draft}/drop").status_code == 409


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(boss: FlaskClient, office: Office) -> None:
    draft = begin(boss)
    typed = typed_words(RULE) | {"zh-fail": "姓名不对：%(nobody)s", "why": "更短", "seen": seen(office)}
    answer = boss.post(f"{draft}/rule/{RULE}/words", data=typed)
    assert answer.status_code == 422
    assert "姓名不对：%(nobody)s" in answer.text and "没有“%(nobody)s”可填" in answer.text
    assert "更短" in answer.text
    limits = typed_limits(**{"value-name_sure": "7"}) | {"why": "试试看吧", "seen": seen(office)}
    answer = boss.post(f"{draft}/limits", data=limits)
    assert answer.status_code == 422 and 'value="7"' in answer.text and "0 和 1" in answer.text
    late = typed_words(RULE) | {"severity": "hint", "why": "别人先存", "seen": "0" * 64}
    answer = boss.post(f"{draft}/rule/{RULE}/words", data=late)
    assert answer.status_code == 409 and "别人先存了" in answer.text
    again = late | {"seen": re.findall(r'name="seen" value="([0-9a-f]{64})"', answer.text)[0]}
    assert boss.post(f"{draft}/rule/{RULE}/words", data=again).status_code == 303


def test_uses_and_manners_are_saved_by_form(boss: FlaskClient, office: Office) -> None:
    draft = begin(boss)
    page = boss.get(f"{draft}/rule/seal_present").text
    ticked = re.findall(r'name="use" value="([^"]+)" checked', page)
    data = {"use": [*ticked, "elder-card-first/form"], "why": "申请表要盖章", "seen": seen(office)}
    assert boss.post(f"{draft}/rule/seal_present/uses", data=data).status_code == 303
    manner = {"t-severity-application_form": "should", "why": "表上可以宽些", "seen": seen(office)}
    assert boss.post(f"{draft}/rule/seal_present/manners", data=manner).status_code == 303
    with office.look() as work:
        content = work.session.query(RuleVersion).filter_by(number=2).one().content
    assert "seal_present" in content["by_item"]["elder-card-first"]["form"]
    assert content["by_type"]["application_form"]["severity"]["seal_present"] == "should"
    assert boss.post(f"{draft}/rule/seal_present/uses", data=data | {"seen": seen(office)}).status_code == 303


def test_costs_are_drawn_and_told(boss: FlaskClient, deliver: Deliver) -> None:
    assert "还没有重算过" in boss.get("/review/rules/costs/date_sure").text
    where = boss.post("/review/rules/costs/date_sure").location
    deliver()
    assert boss.get(where).location == "/review/rules/costs/date_sure"
    page = boss.get("/review/rules/costs/date_sure", query_string={"wrong": "4", "missed": "x"}).text
    assert "<svg" in page and "最省" in page and 'value="4"' in page and 'value="25"' in page


def test_a_place_that_was_priced_begins_the_form_with_its_evidence(
    boss: FlaskClient, deliver: Deliver
) -> None:
    boss.post("/review/rules/costs/date_sure")
    deliver()
    where = boss.post("/review/rules/costs/date_sure/take", data={"to": "0.95"}).location
    page = boss.get(where).text
    assert 'name="value-date_sure" autocomplete="off" maxlength="20" value="0.95"' in page
    assert "第 1 版的读数重算 102 份" in page
    assert boss.get(where.replace("0.95", "7")).status_code == 200


def test_scores_lead_to_the_very_cases(
    boss: FlaskClient, office: Office, code: str, person: PersonMaker
) -> None:
    add(office, code, person(Role.AUDITOR).actor(), Judgement.WRONG, 6, rule=RULE)
    page = boss.get("/review/rules/scores").text
    assert "冤枉得多" in page and "0.0%" in page
    assert f"/review/{code}/checks" in boss.get(f"/review/rules/scores/{RULE}?word=wrong").text


def hold(office: Office, code: str, auditor: Person) -> None:
    with office.work() as work:
        queue.take(work, code, auditor.actor())


def test_a_verdict_is_given_on_the_bench_and_taken_back(
    office: Office, code: str, person: PersonMaker, signed_in: SignIn
) -> None:
    auditor = person(Role.AUDITOR)
    browser = signed_in(auditor)
    hold(office, code, auditor)
    which = finding_id(office, code, RULE)
    bench = f"/review/{code}?m=id_front"
    assert 'data-key="verdict-wrong"' in browser.get(bench).text
    path = f"/review/{code}/findings/{which}/verdict"
    answer = browser.post(path, data={"word": "wrong", "next": bench})
    assert answer.location == bench
    assert "您判：机器说错了" in browser.get(bench).text
    browser.post(path, data={"word": "back", "next": bench})
    assert "您判" not in browser.get(bench).text
    assert browser.post(path, data={"word": "maybe"}).status_code == 422
    assert browser.post(f"/review/{code}/findings/99999/verdict", data={"word": "right"}).status_code == 404
    with office.look() as work:
        rows = work.session.query(FindingVerdict).order_by(FindingVerdict.id).all()
        assert [(row.word, row.by) for row in rows] == [
            (Judgement.WRONG, auditor.id),
            (Judgement.TAKEN_BACK, auditor.id),
        ]


def test_whoever_does_not_hold_the_case_judges_nothing(office: Office, code: str, signed_in: SignIn) -> None:
    which = finding_id(office, code, RULE)
    answer = signed_in(Role.AUDITOR).post(f"/review/{code}/findings/{which}/verdict", data={"word": "right"})
    assert answer.status_code == 409


def test_checks_are_kept_compared_and_a_case_is_moved(
    boss: FlaskClient, office: Office, code: str, deliver: Deliver
) -> None:
    page = boss.get(f"/review/{code}/checks").text
    assert re.search(r"[0-9a-f]{64}", page) and "第 1 版" in page
    draft = begin(boss)
    typed = typed_words(RULE) | {"severity": "should", "why": "冤枉了人", "seen": seen(office)}
    boss.post(f"{draft}/rule/{RULE}/words", data=typed)
    boss.post(f"{draft}/try", data={})
    deliver()
    boss.post(f"{draft}/publish", data={"why": "样本上更好"})
    move = f"/review/{code}/checks/version"
    empty = boss.post(move, data={"version": "2", "why": ""})
    assert empty.status_code == 422
    assert boss.post(move, data={"version": "2", "why": "旧规则冤枉了他"}).status_code == 303
    page = boss.get(f"/review/{code}/checks?a=1&b=2").text
    assert "旧规则冤枉了他" in page and "换了一版" in page
    assert boss.post(move, data={"version": "2", "why": "再来一次也一样"}).status_code == 409
    assert boss.post(move, data={"version": "x", "why": "不是版本号"}).status_code == 404
    with office.look() as work:
        assert the_case(work, code).id


def test_samples_are_chosen_and_left_out(boss: FlaskClient, code: str, signed_in: SignIn) -> None:
    wrong = boss.post("/review/rules/samples", data={"code": "ZZZZ", "why": "两个人看法不同"})
    assert wrong.status_code == 404 and "ZZZZ" in wrong.text
    assert boss.post("/review/rules/samples", data={"code": code, "why": ""}).status_code == 422
    assert boss.post("/review/rules/samples", data={"code": code, "why": "两个人看法不同"}).status_code == 303
    assert "两个人看法不同" in boss.get("/review/rules/samples").text
    administrator = signed_in(Role.ADMINISTRATOR)
    assert f"/review/{code}/checks" not in administrator.get("/review/rules/samples").text
    assert boss.post(f"/review/rules/samples/{code}/leave").status_code == 303
    assert "两个人看法不同" not in boss.get("/review/rules/samples").text
