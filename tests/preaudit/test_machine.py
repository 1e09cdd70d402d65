import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.events import CaseCorrected, CaseSubmitted, MaterialChanged, MaterialUploaded
from beebox.cases.lifecycle import move
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.cases.queries import findings_of, materials_of
from beebox.cases.states import Action, State
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Delivery, Handlers, deliver_pending, deliveries_for
from beebox.kernel.settings import Settings
from beebox.preaudit.machine import (
    READ_UPLOAD,
    check_corrected,
    check_submitted,
    give_up_stuck_readings,
    material_changed,
)
from beebox.preaudit.ports import PageReader, ReadingFailed
from beebox.preaudit.report import Box, MaterialReading, Quality, QualityWord
from beebox.wiring import HANDLERS, build_tools
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import give, make_case, picture, reading
from tests.preaudit.test_review import the_case

READS: Handlers = {
    **{event: [] for event in HANDLERS},
    MaterialUploaded: [READ_UPLOAD],
    MaterialChanged: [material_changed],
    CaseSubmitted: [check_submitted],
}
BLURRED = Quality(QualityWord.BLURRED, 0.1, 0.6, 0.0, Box(1, 2, 3, 4), "照片模糊，请重拍。")


class ScriptedReader:
    """Reads each file as it is told to; `wait` holds every reading up until it is set."""

    def __init__(self) -> None:
        self.told: dict[bytes, MaterialReading | Exception] = {}
        self.times = 0
        self.wait = threading.Event()
        self.wait.set()

    def read(self, data: bytes, kind: str) -> tuple[MaterialReading, list[bytes]]:
        self.times += 1
        assert self.wait.wait(10)
        told = self.told.get(data, reading())
        if isinstance(told, Exception):
            raise told
        return told, [picture(colour="grey") for _ in told.pages]


@pytest.fixture
def reader() -> ScriptedReader:
    return ScriptedReader()


@pytest.fixture
def bureau(office: Office, settings: Settings, reader: ScriptedReader) -> Office:
    """The office of the other fixtures with a reader that does as it is told."""
    tools = {**build_tools(settings), Clock: office.use(Clock), PageReader: reader}
    return Office(office.engine, tools, deliveries_for(READS))


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


def work_off(bureau: Office) -> None:
    while deliver_pending(bureau, READS):
        pass


def begin(bureau: Office, citizen: Person, state: State = State.DRAFT) -> str:
    with bureau.work() as work:
        return make_case(work, citizen, state=state).code


def upload(bureau: Office, code: str, material: str, data: bytes) -> int:
    with bureau.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        given = give(work, row, data=data)
        work.emit(MaterialUploaded(case.id, given.id))
        return given.id


def submit(bureau: Office, code: str) -> None:
    with bureau.work() as work:
        case = the_case(work, code)
        move(work, case, Action.SUBMIT, Actor(case.citizen_id, Role.CITIZEN))


def state_of(bureau: Office, code: str) -> State:
    with bureau.look() as work:
        return the_case(work, code).state


def test_a_file_is_read_and_its_findings_stand_in_rows(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code, data = begin(bureau, citizen), picture(50, 50)
    page = replace(reading().pages[0], quality=BLURRED)
    reader.told[data] = replace(reading(), pages=(page,))
    upload_id = upload(bureau, code, "id_front", data)
    work_off(bureau)
    with bureau.look() as work:
        row = work.session.get_one(MaterialVersion, upload_id)
        assert row.reading_state is ReadingState.READ
        assert row.read_at is not None
        assert row.reading == reader.told[data].to_json()  # type: ignore[union-attr]  # told above
        assert bureau.use(FileStore).read(row.previews[0]) == picture(colour="grey")
        found = [f for f in work.session.query(Finding) if f.rule == "readable"]
        assert [(f.answer, f.upload_id, f.page) for f in found] == [("fail", upload_id, 1)]
    assert state_of(bureau, code) is State.DRAFT


@pytest.mark.parametrize("how", [ReadingFailed(), ReadingFailed("damaged")])
def test_a_file_nobody_can_read_is_kept_and_shown_to_a_person(
    bureau: Office, citizen: Person, reader: ScriptedReader, how: Exception
) -> None:
    code, data = begin(bureau, citizen), picture(51, 50)
    reader.told[data] = how
    upload_id = upload(bureau, code, "id_front", data)
    submit(bureau, code)
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        row = work.session.get_one(MaterialVersion, upload_id)
        assert (row.reading_state, row.removed_at) == (ReadingState.FAILED, None)
        assert bureau.use(FileStore).read(row.file_key) == data
        found = work.session.query(Finding).filter_by(upload_id=upload_id).one()
        assert found.answer == "cannot_tell"
        assert "工作人员会看" in found.message


def test_a_file_that_vanished_is_a_reading_that_failed(bureau: Office, citizen: Person) -> None:
    code = begin(bureau, citizen)
    upload_id = upload(bureau, code, "id_front", picture(52, 50))
    with bureau.look() as work:
        key = work.session.get_one(MaterialVersion, upload_id).file_key
    bureau.use(FileStore).remove(key)
    work_off(bureau)
    with bureau.look() as work:
        row = work.session.get_one(MaterialVersion, upload_id)
        assert row.reading_state is ReadingState.FAILED


def test_the_same_bytes_are_read_once_and_each_upload_keeps_its_own_pictures(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    data = picture(53, 50)
    codes = [begin(bureau, citizen) for _ in range(2)]
    ids = []
    for code in codes:
        ids.append(upload(bureau, code, "id_front", data))
        work_off(bureau)
    assert reader.times == 1
    with bureau.look() as work:
        one, other = (work.session.get_one(MaterialVersion, upload_id) for upload_id in ids)
        assert one.reading == other.reading
        assert set(one.previews).isdisjoint(other.previews)


def test_an_old_reading_or_one_of_another_engine_is_made_anew(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    data, other = picture(54, 50), picture(55, 50)
    reader.told[other] = reading(engine="newer")
    upload(bureau, begin(bureau, citizen), "id_front", data)
    work_off(bureau)
    upload(bureau, begin(bureau, citizen), "id_front", other)
    work_off(bureau)
    upload(bureau, begin(bureau, citizen), "id_front", data)
    work_off(bureau)
    assert reader.times == 3
    stage(bureau).move_to(MONDAY + timedelta(days=2))
    upload(bureau, begin(bureau, citizen), "id_front", data)
    work_off(bureau)
    assert reader.times == 4


def test_a_file_removed_before_its_turn_is_not_read(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    upload_id = upload(bureau, begin(bureau, citizen), "id_front", picture(56, 50))
    with bureau.work() as work:
        work.session.get_one(MaterialVersion, upload_id).removed_at = work.now()
    work_off(bureau)
    assert reader.times == 0


def test_removing_a_file_takes_its_findings_away(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code, bad, fine = begin(bureau, citizen), picture(57, 50), picture(58, 50)
    page = replace(reading().pages[0], quality=BLURRED)
    reader.told[bad] = replace(reading(), pages=(page,))
    removed = upload(bureau, code, "form", bad)
    kept = upload(bureau, code, "form", fine)
    work_off(bureau)
    with bureau.look() as work:
        assert {f.upload_id for f in work.session.query(Finding)} >= {removed}
    with bureau.work() as work:
        row = work.session.get_one(MaterialVersion, removed)
        row.removed_at = work.now()
        work.emit(MaterialChanged(row.case_id, row.material_id))
    work_off(bureau)
    with bureau.look() as work:
        assert removed not in {f.upload_id for f in work.session.query(Finding)}
        assert {f.upload_id for f in work.session.query(Finding)} >= {kept}


def test_a_case_leaves_the_machine_only_when_everything_is_read(bureau: Office, citizen: Person) -> None:
    code = begin(bureau, citizen)
    upload(bureau, code, "id_front", picture(59, 50))
    work_off(bureau)
    upload(bureau, code, "id_back", picture(60, 50))
    submit(bureau, code)
    with bureau.work() as work:
        check_submitted(work, CaseSubmitted(the_case(work, code).id))
    assert state_of(bureau, code) is State.CHECKING
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        done = work.session.query(CaseStep).filter_by(action=Action.FINISH_CHECK).one()
        assert done.role is Role.SYSTEM


def test_what_was_read_before_submitting_goes_on_at_once(bureau: Office, citizen: Person) -> None:
    code = begin(bureau, citizen)
    upload(bureau, code, "id_front", picture(61, 50))
    work_off(bureau)
    submit(bureau, code)
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING


def test_two_readings_that_end_together_hand_the_case_over_once(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code = begin(bureau, citizen)
    reader.wait.clear()
    for number, material in enumerate(("id_front", "id_back", "form", "photo")):
        upload(bureau, code, material, picture(70 + number, 50))
    submit(bureau, code)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(deliver_pending, bureau, READS) for _ in range(4)]
        reader.wait.set()
        for one in running:
            one.result()
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        steps = work.session.query(CaseStep).filter_by(action=Action.FINISH_CHECK)
        assert steps.count() == 1


def test_a_reader_that_breaks_is_tried_again_and_then_left_to_a_person(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code, data = begin(bureau, citizen), picture(80, 50)
    reader.told[data] = RuntimeError("the disk is on fire")
    upload_id = upload(bureau, code, "id_front", data)
    submit(bureau, code)
    for hour in range(1, 10):
        work_off(bureau)
        stage(bureau).move_to(MONDAY + timedelta(hours=hour))
    assert reader.times == 8
    assert state_of(bureau, code) is State.CHECKING
    assert give_up_stuck_readings(bureau) == 1
    assert give_up_stuck_readings(bureau) == 0
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        row = work.session.get_one(MaterialVersion, upload_id)
        assert row.reading_state is ReadingState.FAILED


def test_a_broken_rule_is_our_fault_and_holds_nobody_up(
    bureau: Office, citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("beebox.preaudit.checking._rules_of_material", broken)
    monkeypatch.setattr("beebox.preaudit.checking._rules_of_case", broken)
    code = begin(bureau, citizen)
    upload(bureau, code, "id_front", picture(81, 50))
    submit(bureau, code)
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        found = list(work.session.query(Finding).filter_by(rule="rules"))
        assert {f.answer for f in found} == {"cannot_tell"}
        assert {f.across for f in found} == {True, False}


def test_a_corrected_case_is_read_as_advice_and_stays_with_its_clerk(bureau: Office, citizen: Person) -> None:
    code = begin(bureau, citizen, State.RECEIVED)
    upload(bureau, code, "id_front", picture(82, 50))
    with bureau.work() as work:
        check_corrected(work, CaseCorrected(the_case(work, code).id))
    work_off(bureau)
    assert state_of(bureau, code) is State.RECEIVED


def test_reading_happens_with_no_transaction_open(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code = begin(bureau, citizen)
    upload(bureau, code, "id_front", picture(83, 50))
    reader.wait.clear()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(deliver_pending, bureau, READS)
        while not reader.times:
            pass
        with bureau.work() as work:
            work.session.query(Case).filter_by(code=code).update({"number": "written meanwhile"})
        reader.wait.set()
        assert running.result() == 1
    with bureau.look() as work:
        assert work.session.query(Delivery).filter(Delivery.done_at.is_(None)).count() == 0


def test_the_real_reading_room_reads_a_specimen(
    office: Office, citizen: Person, shared_data: Path, deliver: Callable[..., int]
) -> None:
    code = begin(office, citizen)
    data = (shared_data / "specimens/cases/case01_elder-card-first/id_front.jpg").read_bytes()
    with office.work() as work:
        row = materials_of(work, the_case(work, code).id)[0]
        material_id = row.id
        given = give(work, row, data=data)
        work.emit(MaterialUploaded(row.case_id, given.id))
        upload_id = given.id
    deliver()
    office.use(PageReader).close()  # type: ignore[attr-defined]  # the reading room's own
    with office.look() as work:
        got = work.session.get_one(MaterialVersion, upload_id)
        assert got.reading_state is ReadingState.READ
        assert len(got.previews) == 1
        read = MaterialReading.from_json(got.reading or {})
        name = read.field("name")
        assert name is not None
        assert name.value == "黄建国"
        found = findings_of(work, got.case_id)[material_id]
        assert {f.rule: f.answer for f in found}["name_matches_form"] == "pass"
