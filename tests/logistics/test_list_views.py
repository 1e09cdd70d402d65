"""The pages that take a list of scans: nothing is lost, and each code gets its next step."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from beebox.accounts.models import Person
from beebox.cases.states import Action
from beebox.logistics.models import Scan
from beebox.logistics.rounds import close_round, open_due_rounds, round_for
from beebox.logistics.tables import EnvelopeState
from beebox.logistics.taking_lists import MOST_BYTES, MOST_CODES, ListTooLong, NoCodes, codes_in
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper


@pytest.fixture
def browser(paper: Paper, signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    stage(paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(paper.office)
    with paper.office.look() as work:
        somebody = work.session.get_one(Person, paper.collector.id)
        work.session.expunge(somebody)
    return signed_in(somebody)


def hand_in(browser: FlaskClient, path: str, typed: str = "", file: bytes = b"") -> TestResponse:
    data = {"codes": typed, "file": (io.BytesIO(file), "scans.txt" if file else "")}
    return browser.post(path, data=data, content_type="multipart/form-data")


def scans(paper: Paper) -> int:
    with paper.office.look() as work:
        return work.session.scalar(select(func.count()).select_from(Scan)) or 0


def test_a_list_typed_and_a_list_in_a_file_are_taken_together(paper: Paper, browser: FlaskClient) -> None:
    typed, filed, path = paper.dropped(), paper.dropped(), f"/rounds/{paper.round_of('yihai')}"
    page = browser.get(path).text
    assert f'action="{path}/list"' in page
    file = f"\ufeffQ2V8-HH4N,2026-11-30\r\n{paper.code(filed)},2026-11-30,10:01\r\n".encode()
    answer = hand_in(browser, f"{path}/list", f"{paper.code(typed)}\n\n{paper.code(typed).lower()}\n", file)
    assert answer.status_code == 200
    assert "交来 4 个扫码，收下 2 件。" in answer.text
    assert "一封一封再扫" in answer.text
    assert {paper.envelope(c).state for c in (typed, filed)} == {EnvelopeState.COLLECTED}
    again = hand_in(browser, f"{path}/list", paper.code(typed))
    assert "收下 0 件" in again.text


def test_the_sorting_desk_is_told_how_many_lie_in_each_tray(paper: Paper, browser: FlaskClient) -> None:
    mine, other = [paper.passed() for _ in range(2)], paper.passed("food-licence-new")
    assert 'action="/sorting/list"' in browser.get("/sorting").text
    codes = "\n".join(paper.code(case_id) for case_id in (*mine, other, mine[0]))
    answer = hand_in(browser, "/sorting/list", codes)
    assert "收下 3 件" in answer.text
    assert answer.text.count("<td>2 件</td>") == 1
    assert answer.text.count("<td>1 件</td>") == 1
    assert paper.envelope(other).state is EnvelopeState.BAGGED


def test_what_is_in_trouble_stays_in_the_field_and_the_rest_is_taken(
    paper: Paper, browser: FlaskClient
) -> None:
    fine, stuck = paper.passed(), paper.passed(address="")
    paper.step(stuck, Action.WITHDRAW, paper.citizen)
    answer = hand_in(browser, "/sorting/list", f"{paper.code(stuck)}\n{paper.code(fine)}")
    assert paper.envelope(fine).state is EnvelopeState.BAGGED
    assert "没有填写完整的收件人" in answer.text
    assert f'spellcheck="false">{paper.code(stuck)}</textarea>' in answer.text


def test_a_closed_round_keeps_what_was_handed_in_on_the_page(paper: Paper, browser: FlaskClient) -> None:
    round_id, code = paper.round_of("yihai"), paper.code(paper.passed())
    with paper.office.work() as work:
        close_round(work, round_for(work, round_id), 0, paper.collector)
    answer = hand_in(browser, f"/rounds/{round_id}/list", "Q2V8-HH4N", code.encode())
    assert answer.status_code == 409
    assert f">Q2V8-HH4N\n{code}</textarea>" in answer.text
    assert scans(paper) == 0


@pytest.mark.parametrize(
    ("typed", "file", "status"),
    [
        ("", b"", 422),
        (" \n\n", b"", 422),
        ("", b"x" * (MOST_BYTES + 1), 413),
        ("Q2V8-HH4N\n" * (MOST_CODES + 1), b"", 413),
    ],
)
def test_too_little_and_too_much_is_said_and_nothing_booked(
    paper: Paper, browser: FlaskClient, typed: str, file: bytes, status: int
) -> None:
    answer = hand_in(browser, "/sorting/list", typed, file)
    assert (answer.status_code, scans(paper)) == (status, 0)
    assert 'role="alert"' in answer.text
    assert typed in answer.text


def test_no_such_round(browser: FlaskClient) -> None:
    assert hand_in(browser, "/rounds/998/list", "Q2V8-HH4N").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_as_scanners_write_them(encoding: str) -> None:
    file = "编号;时间\n7K3Q9M2X;10:01\nLBB:ENV:7K3Q-9M2W\t2\n".encode(encoding)
    assert codes_in("", file) == ["编号;时间", "7K3Q9M2X", "LBB:ENV:7K3Q-9M2W"]


def test_a_file_of_anything_never_fails_but_by_name() -> None:
    assert codes_in("", bytes(range(256)))
    with pytest.raises(NoCodes):
        codes_in("", b"\r\n\r\n")
    with pytest.raises(ListTooLong):
        codes_in("x" * (MOST_BYTES + 1), b"")
