"""What is issued stays as it is: for the program, for whoever writes past it, and on paper."""

import hashlib
from collections.abc import Callable
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.adapters.press import PaperPress
from beebox.cases.issuing.contents import Body, Content, Filed, Link, Point, digest_of
from beebox.cases.issuing.freezing import NAMES, triggers_there
from beebox.cases.issuing.issue import issue
from beebox.cases.issuing.kinds import kinds
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.numbering import new_mark, read_mark
from beebox.cases.issuing.printing import note_printed, plan
from beebox.cases.issuing.queries import documents_of
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Delivery, Lane, deliver_pending
from beebox.wiring import HANDLERS
from tests.handling.cases_made import by_code, received

FULL = Body(
    ("您的申请材料需要补正：",),
    (Point("身份证人像面", ("号码反光。", "请换个角度再拍。")), Point("户口簿")),
    (Filed("身份证人像面", 1, 1), Filed("户口簿", 2, 3)),
    ("请在 2026年12月7日 前改好。",),
    ("某办法第三条",),
    "可以申请行政复议。",
    Link("https://box.example/cases/7K3Q-9M2X/fix", "扫码去改"),
)


FILLED = "file_key='{}', file_sha256='b', file_size=1, printed_at='2026-11-30 01:00:00'"


@pytest.fixture
def citizen(any_office: Office) -> Person:
    with any_office.work() as work:
        made = Person(role=Role.CITIZEN, name="黄建国", created_at=work.now(), phone="15000000000")
        work.session.add(made)
        work.session.flush()
        work.session.expunge(made)
    return made


@pytest.fixture
def code(any_office: Office, citizen: Person) -> str:
    return received(any_office, citizen)


def issued(office: Office, code: str, kind: str = "acceptance", occasion: object = "") -> int:
    with office.work() as work:
        return issue(work, by_code(work, code), kind, SYSTEM, FULL, occasion).id


def test_a_document_has_number_day_authority_and_the_full_name(any_office: Office, code: str) -> None:
    issued(any_office, code)
    with any_office.look() as work:
        row = documents_of(work, by_code(work, code).id)[0]
        told = Content.from_json(row.content)
        work.session.expunge(row)
    assert row.number == told.number == "海民受〔2026〕000001号"
    assert (told.issued_on, row.issued_on.isoformat()) == ("2026-11-30", "2026-11-30")
    assert (told.authority, told.applicant) == ("海珠区民政局", "黄建国")
    assert told.body == FULL
    assert told.articles[-1] == "某办法第三条"
    assert told.articles[0].startswith("参照"), "a public service follows the licensing law likewise"
    assert row.mark in told.verify_at
    assert row.content_sha256 == digest_of(told.to_json())


def test_each_series_counts_for_itself_and_begins_anew_each_year(any_office: Office, code: str) -> None:
    from tests.conftest import MONDAY, stage

    numbers = []
    for kind, occasion in (("receipt", 1), ("receipt", 2), ("refusal", "")):
        issued(any_office, code, kind, occasion)
    stage(any_office).move_to(MONDAY.replace(year=2027, month=1, day=4))
    issued(any_office, code, "receipt", 3)
    with any_office.look() as work:
        numbers = [row.number for row in documents_of(work, by_code(work, code).id)]
    assert numbers[:2] == ["海民收〔2026〕000001号", "海民收〔2026〕000002号"]
    assert numbers[2:] == ["海民不受〔2026〕000001号", "海民收〔2027〕000001号"]


def test_a_number_that_was_rolled_back_is_no_trouble(any_office: Office, code: str) -> None:
    with pytest.raises(RuntimeError), any_office.work() as work:
        issue(work, by_code(work, code), "receipt", SYSTEM, FULL)
        raise RuntimeError
    with any_office.look() as work:
        assert not documents_of(work, by_code(work, code).id)
        assert work.session.query(Delivery).filter_by(kind="DocumentIssued").count() == 0
    issued(any_office, code, "receipt")


@pytest.mark.parametrize("kind", ["refusal", "denial"])
def test_nothing_against_a_citizen_goes_out_without_the_remedy(office: Office, person, kind) -> None:  # type: ignore[no-untyped-def]
    code = received(office, person(Role.CITIZEN))
    with pytest.raises(ValueError, match="remedy"), office.work() as work:
        issue(work, by_code(work, code), kind, SYSTEM, Body(("不予。",)))
    with office.look() as work:
        assert not documents_of(work, by_code(work, code).id)


@pytest.mark.parametrize("kind", ["receipt", "notice", "correction", "acceptance"])
def test_a_paper_that_denies_nothing_still_tells_what_one_may_do(office: Office, person, kind) -> None:  # type: ignore[no-untyped-def]
    code = received(office, person(Role.CITIZEN))
    with office.work() as work:
        made = issue(work, by_code(work, code), kind, SYSTEM, Body(("收到。",)))
        assert "陈述、申辩" in made.content["body"]["remedy"]


def test_many_at_once_get_a_number_each(any_office: Office, citizen: Person) -> None:
    codes = [received(any_office, citizen) for _ in range(6)]
    threads = [Thread(target=issued, args=(any_office, code, "receipt", 1)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_office.look() as work:
        numbers = sorted(work.session.scalars(sa.select(Document.number)))
    assert numbers == [f"海民收〔2026〕{n:06d}号" for n in range(1, 7)]


def test_issuing_twice_is_issuing_once(any_office: Office, code: str) -> None:
    assert issued(any_office, code) == issued(any_office, code)
    with any_office.look() as work:
        assert work.session.query(Delivery).filter_by(kind="DocumentIssued").count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET content = '{}'",
        "UPDATE documents SET number = '海民受〔2026〕000009号'",
        "UPDATE documents SET issued_on = '2026-11-29'",
        f"UPDATE documents SET content_sha256 = 'x', {FILLED.format('a')}",
        "UPDATE documents SET file_key = 'a'",
        "DELETE FROM documents",
        "DELETE FROM documents WHERE 1 = 1",
    ],
)
def test_a_raw_statement_is_refused(any_office: Office, code: str, statement: str) -> None:
    issued(any_office, code)
    before = whole(any_office)
    with (
        pytest.raises(DatabaseError, match="issued documents never change"),
        any_office.engine.begin() as raw,
    ):
        raw.exec_driver_sql(statement)
    assert whole(any_office) == before


def test_the_file_is_filled_in_once(any_office: Office, code: str) -> None:
    issued(any_office, code)
    fill = f"UPDATE documents SET {FILLED}"
    with any_office.engine.begin() as raw:
        raw.exec_driver_sql(fill.format("a"))
    for again in (fill.format("c"), "UPDATE documents SET file_key = NULL", fill.format("a")):
        with pytest.raises(DatabaseError, match="never change"), any_office.engine.begin() as raw:
            raw.exec_driver_sql(again)


def test_nobody_gets_round_the_triggers_by_replacing_or_emptying(any_office: Office, code: str) -> None:
    issued(any_office, code)
    before = whole(any_office)
    sly = {
        "sqlite": "INSERT OR REPLACE INTO documents SELECT * FROM documents",
        "postgresql": "TRUNCATE documents CASCADE",
    }[any_office.engine.dialect.name]
    with pytest.raises(DatabaseError, match="never change"), any_office.engine.begin() as raw:
        raw.exec_driver_sql(sly)
    assert whole(any_office) == before
    with any_office.engine.connect() as raw:
        assert triggers_there(raw) == set(NAMES)


def test_the_program_itself_cannot_change_a_document_either(any_office: Office, code: str) -> None:
    number = issued(any_office, code)
    with pytest.raises(DatabaseError, match="never change"), any_office.work() as work:
        work.session.get_one(Document, number).content = {}


def whole(office: Office) -> list[tuple[object, ...]]:
    with office.engine.connect() as raw:
        return [tuple(row) for row in raw.execute(sa.select(Document.__table__))]


def test_it_is_printed_after_the_transaction_and_kept_with_its_hash(any_office: Office, code: str) -> None:
    number = issued(any_office, code)
    assert deliver_pending(any_office, HANDLERS, (Lane.PRINTING,)) == 1
    with any_office.look() as work:
        row = work.session.get_one(Document, number)
        work.session.expunge(row)
        data = any_office.use(FileStore).read(str(row.file_key))
    assert data.startswith(b"%PDF-")
    assert (row.file_sha256, row.file_size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert PaperPress().press(row.template, row.content) == data, "the same words, the same bytes"


def test_a_second_printer_changes_nothing(office: Office, person: Callable[..., Person]) -> None:
    from beebox.cases.events import DocumentIssued

    code = received(office, person(Role.CITIZEN))
    number = issued(office, code)
    with office.look() as work:
        event = DocumentIssued(by_code(work, code).id, number)
        wanted = plan(work, event)
    assert wanted is not None
    first, second = (office.use(FileStore).put(data) for data in (b"one", b"two"))
    for kept in (first, second):
        with office.work() as work:
            note_printed(work, event, wanted, kept)
    with office.look() as work:
        assert work.session.get_one(Document, number).file_key == first.key
        assert plan(work, event) is None


def test_a_press_that_fails_is_tried_again_and_then_parked(office: Office, person, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from datetime import timedelta

    from beebox.kernel.outbox import MAX_TRIES, parked
    from tests.conftest import stage

    issued(office, received(office, person(Role.CITIZEN)))
    monkeypatch.setattr("beebox.adapters.press_room.PressRoom.press", lambda *_: 1 / 0)
    for _ in range(MAX_TRIES):
        deliver_pending(office, HANDLERS, (Lane.PRINTING,))
        stage(office).move_to(office.now() + timedelta(minutes=10))
    with office.look() as work:
        stuck = work.session.scalars(parked()).one()
        assert stuck.handler == "documents:print"
        assert "ZeroDivisionError" in str(stuck.last_error)


def test_every_kind_can_be_issued_and_printed(office: Office, person: Callable[..., Person]) -> None:
    code = received(office, person(Role.CITIZEN))
    with office.look() as work:
        book = kinds(work)
    assert {kind.template for kind in book.documents} == {"document-1"}
    for kind in book.documents:
        issued(office, code, kind.code)
    press = PaperPress()
    with office.look() as work:
        for row in documents_of(work, by_code(work, code).id):
            page = press.page(row.template, row.content)
            assert row.number in page
            assert row.mark in page


def test_a_layout_once_used_is_not_changed() -> None:
    """Whoever wants another look makes document-2: what was issued keeps its own."""
    from beebox.kernel.settings import ROOT

    parts = [ROOT / "templates/paper/document-1.html", ROOT / "static/css/document-1.css"]
    assert [hashlib.sha256(part.read_bytes()).hexdigest()[:16] for part in parts] == LAYOUT_1


LAYOUT_1 = ["8dc0535370ae0cfe", "ff20c05cb3ded290"]


def test_nothing_typed_becomes_markup_or_leaves_the_house() -> None:
    hostile = '<script>alert(1)</script><img src="http://evil.example/x.png">{{ 7*7 }}'
    content = Content(
        "refusal", "不予受理通知书", "", "海民不受〔2026〕000001号", new_mark(), "https://box.example/verify/x",
        "海珠区民政局", hostile, "事项", "7K3Q-9M2X", "", "2026-11-30", Body((hostile,)), (), "联系",
    )  # fmt: skip
    page = PaperPress().page("document-1", content.to_json())
    assert "<script>" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page
    assert PaperPress().press("document-1", content.to_json()).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K3Q-9M2X-4HTW", "7K3Q-9M2X-4HTW"),
        ("７ｋ３ｑ 9m2x4htw", "7K3Q-9M2X-4HTW"),
        ("7K3Q9M2X4HT", None),
        ("7K3Q-9M2X-4HT0", None),
        ("", None),
        ("李" * 12, None),
    ],
)
def test_a_check_code_is_read_however_it_is_typed(typed: str, read: str | None) -> None:
    assert read_mark(typed) == read


def test_a_check_code_is_read_back() -> None:
    marks = {new_mark() for _ in range(50)}
    assert len(marks) == 50
    assert {read_mark(mark) for mark in marks} == marks


def test_an_auditor_is_written_down_as_the_one_who_issued(
    any_office: Office, code: str, citizen: Person
) -> None:
    with any_office.work() as work:
        made = issue(work, by_code(work, code), "notice", Actor(citizen.id, Role.AUDITOR), FULL)
        assert made.issued_by == citizen.id
