"""The timeline for each kind of reader."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from beebox.accounts.models import AccessRecord
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.kernel.outbox import Lane
from beebox.web.limits import limiter
from tests.handling.cases_made import ID_NUMBER, PHONE, by_code, case_made, submit

WRONG = "办件码和手机尾号对不上"
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}%(x)s 100%"


def look(client, code, tail):  # type: ignore[no-untyped-def]
    return client.post("/track", data={"code": code, "tail": tail})


def test_code_and_phone_open_a_masked_view(client, desk, code, tail, citizen) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/refuse", data={"reason": "not_competent", "note": "黄建国请到别处"})
    assert client.get(f"/track/{code}").headers["Location"].endswith(f"/track?code={code}")
    assert look(client, f"lbb:env:{code.lower()}", tail).headers["Location"].endswith(f"/track/{code}")
    page = client.get(f"/track/{code}")
    assert page.status_code == 200
    assert "海珠区民政局不予受理" in page.text
    assert "黄建国" not in page.text
    assert PHONE not in page.text
    assert citizen.phone not in page.text
    for start in range(len(ID_NUMBER) - 8):
        assert ID_NUMBER[start : start + 9] not in page.text
    assert "/files/" not in page.text
    assert "/sign-in" in client.get(f"/cases/{code}/documents/newest/refusal").headers["Location"]
    assert client.get(f"/api/track/{code}").status_code == 401


@pytest.mark.parametrize("pair", ["wrong tail", "wrong code", "nonsense", "empty", "long"])
def test_a_wrong_pair_is_always_the_same_sentence(client, code, tail, pair) -> None:  # type: ignore[no-untyped-def]
    typed, digits = {
        "wrong tail": (code, "9999"),
        "wrong code": ("2222-2222", tail),
        "nonsense": ("'; DROP TABLE cases;--<b>", "１２３４"),
        "empty": ("", ""),
        "long": (code * 500, tail * 500),
    }[pair]
    answer = look(client, typed, digits)
    assert answer.status_code == 404
    assert WRONG in answer.text
    assert "<b>" not in answer.text.split("<main")[1].split('value="')[1].split('"')[0]
    assert client.get(f"/track/{code}").status_code == 303


def test_what_one_visit_opened_another_has_not(app, code, tail) -> None:  # type: ignore[no-untyped-def]
    one, other = app.test_client(), app.test_client()
    look(one, code, tail)
    assert one.get(f"/track/{code}").status_code == 200
    assert other.get(f"/track/{code}").status_code == 303


def test_the_citizen_sees_it_all_and_others_nothing(mine, desk, code, signed_in) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    page = mine.get(f"/track/{code}").text
    assert "材料在海珠区民政局，轮到他们答复" in page
    assert "12月21日" in page
    assert "受理通知书" in page
    assert "海民受〔2026〕000001号" in page
    told = mine.get(f"/api/track/{code}").get_json()
    assert (told["state"], told["until"], told["your_turn"]) == ("accepted", "2026-12-21", False)
    assert told["story"][0]["text"] == "已受理，开始办理"
    (document,) = told["documents"]
    assert (document["kind"], document["number"]) == ("acceptance", "海民受〔2026〕000001号")
    assert mine.get(document["path"]).status_code == 200
    stranger = signed_in(Role.CITIZEN)
    assert stranger.get(f"/track/{code}").status_code == 404
    assert stranger.get(f"/api/track/{code}").status_code == 404


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [
        (Role.CLERK, "civil-affairs", 200),
        (Role.CLERK, "market", 404),
        (Role.SUPERVISOR, None, 200),
        (Role.AUDITOR, None, 404),
        (Role.COLLECTOR, None, 404),
        (Role.ADMINISTRATOR, None, 404),
    ],
)
def test_staff_see_what_is_within_their_reach(office, code, signed_in, role, department, status) -> None:  # type: ignore[no-untyped-def]
    answer = signed_in(role, department).get(f"/track/{code}")
    assert answer.status_code == status
    with office.look() as work:
        assert work.session.query(AccessRecord).filter_by(what="timeline").count() == (status == 200)


def test_next_steps_are_one_green_button(office, client, citizen, mine, tail) -> None:  # type: ignore[no-untyped-def]
    code = case_made(office, citizen)
    page = mine.get(f"/track/{code}").text
    assert f'class="btn" href="/cases/{code}"' in page
    submit(office, code)
    assert 'class="btn"' not in mine.get(f"/track/{code}").text
    look(client, code, tail)
    assert "您现在不用做什么" in client.get(f"/track/{code}").text


def test_the_pickup_code_is_for_its_citizen_alone(mine, client, desk, signed_in, code, tail) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    desk.post(f"/desk/{code}/decision", data={"granted": "yes", "way": "collect", "text": HOSTILE})
    pickup = mine.get(f"/api/track/{code}").get_json()["pickup_code"]
    assert re.fullmatch(r"\d{6}", pickup)
    page = mine.get(f"/track/{code}").text
    assert pickup in page
    assert "<img src=x" not in page
    assert "{{7*7}}%(x)s 100%" in page
    look(client, code, tail)
    assert "取件码" not in client.get(f"/track/{code}").text
    assert "取件码" not in signed_in(Role.SUPERVISOR).get(f"/track/{code}").text
    done = {"code": pickup, "name": "黄建国", "id_tail": "0377", "checked": "yes"}
    assert desk.post(f"/desk/{code}/hand-out", data=done).status_code == 303
    assert f"/cases/{code}/rating" in mine.get(f"/track/{code}").text
    mine.post(f"/cases/{code}/rating", data={"level": "good"})
    assert f"/cases/{code}/rating" not in mine.get(f"/track/{code}").text


def test_both_languages_tell_every_state(office, citizen, mine, desk, code) -> None:  # type: ignore[no-untyped-def]
    for query in ("?lang=en", "?lang=zh&elder=1"):
        assert mine.get(f"/track/{code}{query}").status_code == 200
        assert mine.get(f"/track{query}").status_code == 200


@pytest.fixture
def limited(app) -> Iterator[None]:  # type: ignore[no-untyped-def]
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def test_ten_tries_a_minute_from_one_address(client, code, limited) -> None:  # type: ignore[no-untyped-def]
    tries = [look(client, f"2222-222{n}", "1234").status_code for n in "23456789ABC"]
    assert tries == [404] * 10 + [429]


def test_ten_tries_a_minute_for_one_code_from_anywhere(app, code, tail, limited) -> None:  # type: ignore[no-untyped-def]
    for n in range(10):
        browser = app.test_client()
        typed = code if n % 2 else code.lower().replace("-", " ")
        data = {"code": typed, "tail": "9999"}
        assert (
            browser.post("/track", data=data, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code == 404
        )
    last = {"code": code, "tail": tail}
    answer = app.test_client().post("/track", data=last, environ_base={"REMOTE_ADDR": "10.0.1.1"})
    assert answer.status_code == 429
    assert "请等一分钟" in answer.text


def test_the_timeline_asks_the_database_a_fixed_number_of_times(office: Office, citizen, code) -> None:  # type: ignore[no-untyped-def]
    from beebox.tracking.queries import timeline
    from beebox.tracking.stories import Reader

    def count() -> int:
        asked: list[str] = []

        def note(_c, _cur, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
            asked.append(statement)

        with office.look() as work:
            sa.event.listen(office.engine, "before_cursor_execute", note)
            timeline(work, by_code(work, code), Reader.CITIZEN)
            sa.event.remove(office.engine, "before_cursor_execute", note)
        plans = [line for line in asked if line.lstrip().startswith("SELECT")]
        assert not any("FROM materials" in line for line in plans)
        return len(plans)

    first = count()
    from beebox.cases.models import CaseStep
    from beebox.cases.queries import steps_of

    with office.work() as work:
        steps = steps_of(work, by_code(work, code).id)
        for _ in range(30):
            work.session.add(
                CaseStep(
                    case_id=steps[0].case_id,
                    action=steps[0].action,
                    before=steps[0].before,
                    after=steps[0].after,
                    role=steps[0].role,
                    at=work.now(),
                )
            )
    assert count() == first
    assert first <= 16


def test_a_refusal_leads_to_its_notice_and_may_still_be_rated(mine, desk, code, deliver) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/refuse", data={"reason": "not_needed"})
    page = mine.get(f"/track/{code}").text
    assert f'class="btn" href="/cases/{code}/documents/newest/refusal"' in page
    assert f"/cases/{code}/rating" in page
    shown = mine.get(f"/cases/{code}/documents/newest/refusal", follow_redirects=True).text
    assert "行政复议" in shown
    deliver(Lane.PRINTING)
    file = mine.get(f"/cases/{code}/documents/newest/refusal.pdf", follow_redirects=True)
    assert file.data.startswith(b"%PDF")
