"""Documents on the pages: for those whose case it is, and for anybody who holds the paper."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.cases.issuing.queries import documents_of, newest_of
from beebox.kernel.db import Office
from beebox.kernel.outbox import Lane
from tests.handling.cases_made import ID_NUMBER, PHONE, by_code

HOSTILE = "<script>alert('甲')</script>"


@pytest.fixture
def accepted(desk: FlaskClient, code: str) -> str:
    assert desk.post(f"/desk/{code}/accept").status_code == 303
    return code


def mark_of(office: Office, code: str, kind: str = "acceptance") -> str:
    with office.look() as work:
        found = newest_of(work, by_code(work, code).id, kind)
        assert found is not None
        return found.mark


@pytest.fixture
def path(office: Office, accepted: str) -> str:
    return f"/cases/{accepted}/documents/{mark_of(office, accepted)}"


def test_the_page_shows_it_as_soon_as_it_is_printed(mine, path, deliver, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("beebox.tracking.document_views.PATIENCE", 0.0)
    before = mine.get(path).text
    assert "正在生成 PDF" in before
    assert "海民受〔2026〕000001号" in before
    assert mine.get(f"{path}/state").json == {"stamp": "waiting"}
    assert mine.get(f"{path}.pdf").location == path
    deliver(Lane.PRINTING)
    after = mine.get(path).text
    assert f'href="{path}.pdf"' in after
    assert mine.get(f"{path}/state").json == {"stamp": "printed"}
    file = mine.get(f"{path}.pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.mimetype == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store"
    assert mine.get(f"{path}.pdf").data == file.data


def test_only_who_may_see_the_case_sees_its_documents(  # type: ignore[no-untyped-def]
    path, mine, desk, signed_in, client, accepted, office, person
) -> None:
    for browser in (mine, desk, signed_in(Role.SUPERVISOR)):
        assert browser.get(path).status_code == 200
    assert signed_in(Role.CITIZEN).get(path).status_code == 404
    assert signed_in(Role.CLERK, "market").get(path).status_code == 404
    assert "/sign-in" in client.get(path).location
    with office.look() as work:
        seen = work.session.query(AccessRecord).filter(AccessRecord.what.like("document:%")).count()
    assert seen == 2, "staff who look are written down"
    assert mine.get(f"/cases/{accepted}/documents/2222-2222-2222").status_code == 404


def test_a_mark_of_another_case_leads_nowhere(office: Office, path: str, citizen: Person, signed_in) -> None:  # type: ignore[no-untyped-def]
    from tests.handling.cases_made import received

    other = received(office, citizen)
    assert signed_in(citizen).get(f"/cases/{other}/documents/{path.rpartition('/')[2]}").status_code == 404


def test_anybody_who_holds_the_paper_can_ask_and_hears_nothing_personal(  # type: ignore[no-untyped-def]
    office, client, accepted, deliver
) -> None:
    deliver(Lane.PRINTING)
    mark = mark_of(office, accepted)
    asked = client.post("/verify", data={"mark": mark.lower().replace("-", " ")})
    assert asked.location == f"/verify/{mark}"
    page = client.get(asked.location).text
    main = page.split("<main")[1].split("</main>")[0]
    with office.look() as work:
        sha256 = documents_of(work, by_code(work, accepted).id)[0].file_sha256
        item = documents_of(work, by_code(work, accepted).id)[0].content["item"]
    for told in ("这份文书是真的", "海民受〔2026〕000001号", "2026-11-30", "海珠区民政局", sha256):
        assert told in main
    for secret in ("黄建国", PHONE, ID_NUMBER, accepted, item, "现予受理"):
        assert secret not in page


@pytest.mark.parametrize("typed", ["2222-2222-2222", "", "李" * 60, HOSTILE, "' OR 1=1 --", "../../etc"])
def test_a_code_nobody_gave_out_is_a_clear_page(client: FlaskClient, typed: str) -> None:
    answer = client.post("/verify", data={"mark": typed}, follow_redirects=True)
    assert answer.status_code == 404
    assert "没有" in answer.text
    assert HOSTILE not in answer.text


def test_asking_often_is_slowed_down(app, client: FlaskClient) -> None:  # type: ignore[no-untyped-def]
    from beebox.web.limits import limiter

    limiter.enabled = True
    try:
        answers = [client.get("/verify/2222-2222-2222").status_code for _ in range(31)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert answers[0] == 404
    assert answers[-1] == 429


def mend(browser: FlaskClient, path: str, **form: str) -> int:
    return browser.post(f"{path}/mend", data={"key": "k", **form}).status_code


def test_a_mistake_is_mended_by_another_document(  # type: ignore[no-untyped-def]
    office: Office, path: str, accepted: str, desk, mine, client
) -> None:
    form = {"kind": "rectification", "wrong": "姓名写错", "right": "黄建囯"}
    assert mend(desk, path, **{**form, "right": ""}) == 422
    kept = desk.post(f"{path}/mend", data={**form, "wrong": ""})
    assert (kept.status_code, "黄建囯" in kept.text) == (422, True)
    assert mend(desk, path, **form) == 303
    assert mend(desk, path, **form) == 303, "sending twice is sending once"
    with office.look() as work:
        rows = documents_of(work, by_code(work, accepted).id)
        assert [row.kind for row in rows] == ["acceptance", "rectification"]
        assert rows[1].replaces_id == rows[0].id
        assert rows[1].content["earlier"]["number"] == rows[0].number
    assert "这份文书有更正" in mine.get(path).text
    assert "有更正" in mine.get(f"/track/{accepted}").text
    assert "后来有更正" in client.get(f"/verify/{path.rpartition('/')[2]}").text


def test_the_same_form_sent_again_with_another_choice_issues_nothing_more(  # type: ignore[no-untyped-def]
    office: Office, path: str, accepted: str, signed_in
) -> None:
    boss = signed_in(Role.SUPERVISOR)
    assert mend(boss, path, kind="rectification", wrong="姓名写错", right="黄建囯") == 303
    assert mend(boss, path, kind="revocation", wrong="发错了人") == 303
    with office.look() as work:
        assert [row.kind for row in documents_of(work, by_code(work, accepted).id)] == [
            "acceptance", "rectification",
        ]  # fmt: skip


def test_only_a_supervisor_revokes_and_only_once(  # type: ignore[no-untyped-def]
    path: str, accepted: str, desk, mine, client, signed_in
) -> None:
    form = {"kind": "revocation", "wrong": "发错了人"}
    assert mend(desk, path, **form) == 403
    assert mend(mine, path, **form) == 403
    boss = signed_in(Role.SUPERVISOR)
    assert mend(boss, path, **form) == 303
    assert boss.post(f"{path}/mend", data={**form, "key": "another"}).status_code == 409
    assert "这份文书已经撤销" in mine.get(path).text
    assert "已经撤销" in client.get(f"/verify/{path.rpartition('/')[2]}").text
    newest = mine.get(f"/cases/{accepted}/documents/newest/revocation", follow_redirects=True).text
    assert "行政复议" in newest


def test_another_department_cannot_mend_it(path: str, signed_in: Callable[..., FlaskClient]) -> None:
    form = {"kind": "rectification", "wrong": "a", "right": "b"}
    assert mend(signed_in(Role.CLERK, "market"), path, **form) == 404


def test_hostile_words_stay_words(desk: FlaskClient, path: str, mine: FlaskClient) -> None:
    mend(desk, path, kind="rectification", wrong=HOSTILE, right=HOSTILE)
    page = mine.get(path.rpartition("/")[0] + "/newest/rectification", follow_redirects=True).text
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_a_file_that_vanished_is_a_clear_page(office: Office, mine, path, deliver) -> None:  # type: ignore[no-untyped-def]
    from beebox.kernel.files import FileStore

    deliver(Lane.PRINTING)
    store = office.use(FileStore)
    for key in list(store.keys()):
        store.remove(key)
    answer = mine.get(f"{path}.pdf")
    assert answer.status_code == 410
    assert "读不出来" in answer.text
