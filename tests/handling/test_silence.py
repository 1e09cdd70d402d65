"""Five working days of silence, over a weekend and over a make-up working day."""

from datetime import date, datetime, timedelta

import pytest

from beebox.accounts.roles import Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.states import Action, State
from beebox.handling.acceptance import accept
from beebox.handling.silence import accept_by_silence, silent_cases
from beebox.kernel.db import Office
from beebox.workdays.models import WorkDay
from tests.conftest import MONDAY, ZONE, stage
from tests.handling.cases_made import by_code, received


def at(office: Office, day: date) -> None:
    stage(office).move_to(datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE))


def test_a_week_with_its_weekend(office, citizen, clerk, signed_in) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen)
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 7)
    at(office, date(2026, 12, 7))
    assert accept_by_silence(office) == 0
    assert "今天截止" in signed_in(clerk).get("/desk").text
    at(office, date(2026, 12, 8))
    assert accept_by_silence(office) == 1
    assert accept_by_silence(office) == 0
    with office.look() as work:
        case = by_code(work, code)
        assert case.state is State.ACCEPTED
        assert case.decide_due_on == date(2026, 12, 21), "15 working days from the day of receipt"
        assert [found.code for found in silent_cases(work)] == [code]
    desk = signed_in(clerk)
    page = desk.get("/desk").text
    assert "警报" in page
    assert code in page
    assert "警报" in desk.get(f"/desk/{code}").text


def test_a_make_up_working_day_brings_the_end_nearer(office, citizen) -> None:  # type: ignore[no-untyped-def]
    with office.work() as work:
        work.session.merge(WorkDay(day=date(2026, 12, 5), is_workday=True, note="补班", provisional=False))
    code = received(office, citizen)
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 5)
    at(office, date(2026, 12, 5))
    assert accept_by_silence(office) == 0
    at(office, date(2026, 12, 6))
    assert accept_by_silence(office) == 1


def test_waiting_for_the_citizen_is_no_silence(office, citizen, desk) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen)
    assert desk.post(f"/desk/{code}/correction", data={"note-form": "请签名"}).status_code == 303
    stage(office).move_to(MONDAY + timedelta(days=40))
    assert accept_by_silence(office) == 0
    with office.look() as work:
        assert by_code(work, code).state is State.CORRECTING


def test_after_a_correction_the_decision_counts_from_what_was_corrected(office, citizen, desk) -> None:  # type: ignore[no-untyped-def]
    """The weeks in which the citizen held the correction are not the department's."""
    code = received(office, citizen)
    assert desk.post(f"/desk/{code}/correction", data={"note-form": "请签名"}).status_code == 303
    at(office, date(2026, 12, 21))
    with office.work() as work:
        case = by_code(work, code)
        move(work, case, Action.SUBMIT, Actor(case.citizen_id, Role.CITIZEN))
        assert case.notice_due_on == date(2026, 12, 28)
    at(office, date(2026, 12, 29))
    assert accept_by_silence(office) == 1
    with office.look() as work:
        assert by_code(work, code).decide_due_on == date(2027, 1, 12), "15 working days after 21 Dec"


@pytest.mark.parametrize("days", [0, 3])
def test_who_spoke_in_time_is_left_alone(office, citizen, clerk, days) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen)
    stage(office).move_to(MONDAY + timedelta(days=days))
    with office.work() as work:
        accept(work, by_code(work, code), clerk.actor())
    stage(office).move_to(MONDAY + timedelta(days=30))
    assert accept_by_silence(office) == 0
    with office.look() as work:
        assert silent_cases(work) == []
        assert Action.ACCEPT_BY_SILENCE not in {s.action for s in _steps(work, code)}


def _steps(work, code):  # type: ignore[no-untyped-def]
    from beebox.cases.queries import steps_of

    return steps_of(work, by_code(work, code).id)
