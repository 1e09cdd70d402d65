from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from beebox.accounts.models import Person
from beebox.cases.events import MaterialChanged, MaterialUploaded
from beebox.cases.papers import Finding, MaterialVersion, ReadingState
from beebox.cases.queries import findings_of, materials_of
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.preaudit.ports import PageReader, ReadingFailed
from beebox.preaudit.report import MaterialReading
from tests.conftest import MONDAY, stage
from tests.preaudit.machine_room import BLURRED, ScriptedReader, begin, state_of, submit, upload, work_off
from tests.preaudit.papers_made import give, picture, reading
from tests.preaudit.test_review import the_case


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


def test_another_edition_of_the_machine_reads_anew_and_time_alone_does_not(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    data = picture(54, 50)

    def again() -> int:
        upload(bureau, begin(bureau, citizen), "id_front", data)
        work_off(bureau)
        return reader.times

    assert again() == 1
    stage(bureau).move_to(MONDAY + timedelta(days=40))
    assert again() == 1
    reader.edition = "test-2"
    assert again() == 2
    assert again() == 2
    reader.edition = "test-1"
    assert again() == 2


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
