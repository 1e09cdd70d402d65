"""The same bytes are read once: at the same time, later, after a crash, and on each database there is."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import deliver_pending, deliveries_for
from beebox.kernel.settings import Settings
from beebox.preaudit import read_once as module
from beebox.preaudit.models import Reading
from beebox.preaudit.ports import PageReader, ReadingFailed
from beebox.preaudit.read_once import CLAIM, Paper, read_once, sweep_readings
from beebox.preaudit.report import Mark, MarkKind
from beebox.wiring import build_tools
from tests.conftest import stage
from tests.preaudit.machine_room import READS, ScriptedReader, begin, upload, work_off
from tests.preaudit.papers_made import give, make_case, picture, reading


@pytest.fixture
def any_bureau(any_office: Office, reader: ScriptedReader) -> Office:
    """The service on each database, with a reader that does as it is told."""
    tools = {
        **build_tools(any_office.use(Settings)), Clock: any_office.use(Clock), PageReader: reader,
    }  # fmt: skip
    return Office(any_office.engine, tools, deliveries_for(READS))


def paper(office: Office, data: bytes, pages: int = 1) -> Paper:
    return Paper(office.use(FileStore).put(data).key, sha256(data).hexdigest(), "jpeg", pages)


def given(office: Office, data: bytes) -> MaterialVersion:
    """A file that waits for its reading in a case of its own."""
    with office.work() as work:
        person = Person(role=Role.CITIZEN, phone=None, name="", created_at=work.now())
        work.session.add(person)
        work.session.flush()
        case = make_case(work, person)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        found = give(work, row, data=data)
        work.session.flush()
        work.session.expunge(found)
        return found


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def rows(office: Office) -> list[tuple[str, bool, bool]]:
    """Edition of each row, whether it is claimed, and whether it holds a reading."""
    with office.look() as work:
        return [(r.edition, r.claim is not None, r.reading is not None) for r in work.session.query(Reading)]


def test_many_at_once_read_once_and_each_gets_pictures_of_its_own(
    any_bureau: Office, reader: ScriptedReader
) -> None:
    one = paper(any_bureau, picture(90, 50))
    reader.wait.clear()
    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(read_once, any_bureau, one) for _ in range(6)]
        wait_for(lambda: reader.times > 0)
        time.sleep(0.1)
        reader.wait.set()
        found = [ran.result() for ran in running]
    assert reader.times == 1
    assert [one_reading for one_reading, _ in found] == [reading()] * 6
    keys = {previews[0] for _, previews in found}
    assert len(keys) == 6
    assert {any_bureau.use(FileStore).read(key) for key in keys} == {picture(colour="grey")}
    assert rows(any_bureau) == [("test-1", False, True)]


def test_a_reader_that_died_is_waited_for_until_its_claim_lapses(
    bureau: Office, reader: ScriptedReader
) -> None:
    one = paper(bureau, picture(91, 50))
    with bureau.work() as work:
        work.session.add(
            Reading(
                sha256=one.sha256, kind="jpeg", edition="test-1", previews=[], claim="somebody who died",
                claimed_until=work.now() + CLAIM,
            )
        )  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(read_once, bureau, one)
        time.sleep(3 * module.LOOK_EVERY)
        assert reader.times == 0
        assert not running.done()
        stage(bureau).move_to(bureau.now() + CLAIM)
        assert running.result(10)[0] == reading()
    assert reader.times == 1


def test_a_reading_that_failed_is_tried_again_by_the_next(bureau: Office, reader: ScriptedReader) -> None:
    data = picture(92, 50)
    one = paper(bureau, data)
    reader.told[data] = ReadingFailed()
    for _ in range(2):
        with pytest.raises(ReadingFailed):
            read_once(bureau, one)
    assert rows(bureau) == [("test-1", False, False)]
    del reader.told[data]
    assert read_once(bureau, one)[0] == reading()
    assert reader.times == 3


def test_a_reading_whose_pictures_are_gone_is_made_anew(bureau: Office, reader: ScriptedReader) -> None:
    one = paper(bureau, picture(93, 50))
    _, previews = read_once(bureau, one)
    bureau.use(FileStore).remove(previews[0])
    _, again = read_once(bureau, one)
    assert reader.times == 2
    assert bureau.use(FileStore).read(again[0]) == picture(colour="grey")
    assert len(rows(bureau)) == 1


def test_a_page_that_failed_is_told_and_tried_again_next_time(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    data = picture(94, 50)
    reader.told[data] = replace(reading(), unread=(2,))
    code = begin(bureau, citizen)
    upload_id = upload(bureau, code, "form", data)
    work_off(bureau)
    with bureau.look() as work:
        assert work.session.get_one(MaterialVersion, upload_id).reading_state is ReadingState.READ
        told = {(f.page, f.answer) for f in work.session.query(Finding).filter_by(rule="readable")}
        assert told == {(2, "cannot_tell")}
    assert rows(bureau) == [("test-1", False, False)]


@pytest.mark.parametrize(("unread", "word"), [((), "fail"), ((2,), "cannot_tell")])
def test_what_may_stand_on_a_page_not_read_is_not_missing(
    bureau: Office, citizen: Person, reader: ScriptedReader, unread: tuple[int, ...], word: str
) -> None:
    data = picture(105, 50)
    unsigned = replace(reading("application_form").pages[0], marks=(Mark(MarkKind.SIGNATURE, False),))
    reader.told[data] = replace(reading("application_form"), pages=(unsigned,), unread=unread)
    upload(bureau, begin(bureau, citizen), "form", data)
    work_off(bureau)
    with bureau.look() as work:
        told = work.session.query(Finding).filter_by(rule="signature_present").one()
        assert told.answer == word


def test_how_far_a_reading_is_stands_at_every_upload_of_these_bytes(
    any_bureau: Office, reader: ScriptedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TELL_EVERY", 0.0)
    data = picture(95, 50)
    first, second, stranger = given(any_bureau, data), given(any_bureau, data), given(any_bureau, picture(96))
    seen: list[list[int]] = []

    def look(_pages: int) -> None:
        with any_bureau.look() as work:
            ids = (first.id, second.id, stranger.id)
            seen.append([work.session.get_one(MaterialVersion, one).pages_read for one in ids])

    reader.after_page = look
    read_once(any_bureau, Paper(first.file_key, first.sha256, first.kind, 3))
    assert seen == [[1, 1, 0], [2, 2, 0], [2, 2, 0]], "the last page is told by the reading itself"


def test_quick_pages_are_noted_at_most_twice_a_second(bureau: Office, reader: ScriptedReader) -> None:
    waiting = given(bureau, picture(97, 50))
    read_once(bureau, Paper(waiting.file_key, waiting.sha256, waiting.kind, 40))
    with bureau.look() as work:
        assert work.session.get_one(MaterialVersion, waiting.id).pages_read == 0


def test_a_note_that_cannot_be_written_costs_no_reading(
    bureau: Office, reader: ScriptedReader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(module, "TELL_EVERY", 0.0)
    monkeypatch.setattr(module._Progress, "_write", full)
    assert read_once(bureau, paper(bureau, picture(98, 50), pages=3))[0] == reading()
    assert "how far a reading is could not be noted" in caplog.text


def test_a_long_reading_keeps_its_claim(
    bureau: Office, reader: ScriptedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TELL_EVERY", 0.0)
    claimed: list[bool] = []

    def a_minute_later(_pages: int) -> None:
        stage(bureau).move_to(bureau.now() + CLAIM - timedelta(seconds=20))
        with bureau.look() as work:
            row = work.session.query(Reading).one()
            claimed.append(row.claimed_until is not None and row.claimed_until > work.now())

    reader.after_page = a_minute_later
    read_once(bureau, paper(bureau, picture(99, 50), pages=5))
    assert claimed[:4] == [True] * 4


def test_a_reading_goes_with_the_last_upload_of_its_bytes(any_bureau: Office) -> None:
    data, other = picture(100, 50), picture(101, 50)
    both = [given(any_bureau, data) for _ in range(2)]
    for upload_row in (*both, given(any_bureau, other)):
        read_once(
            any_bureau, Paper(upload_row.file_key, upload_row.sha256, upload_row.kind, upload_row.pages)
        )
    assert sweep_readings(any_bureau) == 0
    for row, gone in zip(both, (0, 1), strict=True):
        with any_bureau.work() as work:
            work.session.get_one(MaterialVersion, row.id).removed_at = work.now()
        assert sweep_readings(any_bureau) == gone
    with any_bureau.look() as work:
        assert [row.sha256 for row in work.session.query(Reading)] == [sha256(other).hexdigest()]


def test_what_is_being_read_is_not_swept(bureau: Office, reader: ScriptedReader) -> None:
    reader.wait.clear()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(read_once, bureau, paper(bureau, picture(102, 50)))
        wait_for(lambda: reader.times > 0)
        assert sweep_readings(bureau) == 0
        reader.wait.set()
        running.result(10)
    assert sweep_readings(bureau) == 1


def test_two_workers_with_the_same_picture_read_it_once_for_both_cases(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    data = picture(103, 50)
    reader.wait.clear()
    ids = [upload(bureau, begin(bureau, citizen), "id_front", data) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(deliver_pending, bureau, READS) for _ in range(2)]
        wait_for(lambda: reader.times > 0)
        reader.wait.set()
        for one in running:
            one.result(10)
    assert reader.times == 1
    with bureau.look() as work:
        read = [work.session.get_one(MaterialVersion, one) for one in ids]
        assert [one.reading_state for one in read] == [ReadingState.READ] * 2
        assert read[0].previews != read[1].previews
