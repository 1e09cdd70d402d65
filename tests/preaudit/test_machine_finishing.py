"""When a case leaves the machine: once, and whatever breaks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.events import CaseCorrected, CaseSubmitted
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Finding, MaterialVersion, ReadingState
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.kernel.outbox import Delivery, deliver_pending
from beebox.preaudit.machine import (
    check_corrected,
    check_submitted,
    give_up_stuck_readings,
)
from tests.conftest import MONDAY, stage
from tests.preaudit.machine_room import READS, ScriptedReader, begin, state_of, submit, upload, work_off
from tests.preaudit.papers_made import picture
from tests.preaudit.test_review import the_case


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
