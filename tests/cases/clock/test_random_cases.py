"""Random lives of cases through the one door: every stored date is what its events and the calendar give."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from beebox.accounts.roles import Actor, Role
from beebox.cases.clock.checking import check_clocks, mend_clocks
from beebox.cases.clock.models import CaseClock, ClockEvent
from beebox.cases.clock.recounting import recount
from beebox.cases.clock.terms import What, Which
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.cases.transitions import CASE_TABLE
from beebox.kernel.db import Office
from beebox.workdays.arrange import set_day
from tests.conftest import MONDAY, ZONE, stage
from tests.handling.cases_made import by_code, case_made, receive, received, submit

ITEMS = ["elder-card-first", "residence-permit", "newborn-household", "birth-plan-registration"]
lives = st.tuples(
    st.sampled_from(ITEMS), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30 * 24)), max_size=12)
)


def live(office: Office, code: str, choice: int, hours: int) -> None:
    """Let some time pass, then take one of the steps that can be taken."""
    stage(office).move_to(office.now() + timedelta(hours=hours))
    with office.work() as work:
        case = by_code(work, code)
        rows = [row for row in CASE_TABLE.rows if row.before is case.state]
        if rows:
            row = rows[choice % len(rows)]
            move(work, case, row.action, Actor(None, row.who))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(lives, min_size=1, max_size=3), holiday=st.integers(0, 60))
def test_every_date_is_reproducible_after_any_life(office, citizen, lives, holiday) -> None:  # type: ignore[no-untyped-def]
    for item, steps in lives:
        code = case_made(office, citizen, item)
        for choice, hours in steps:
            live(office, code, choice, hours)
    assert list(check_clocks(office, ended=True, proofs=True)) == []
    with office.work() as work:
        day = office.now().astimezone(ZONE).date() + timedelta(days=holiday)
        set_day(work, day, is_workday=day.weekday() > 4, note="临时")
        recount(work)
    assert list(check_clocks(office, ended=True, proofs=True)) == []


def test_a_day_off_moves_open_dates_in_the_same_stroke_and_writes_each_down(any_office) -> None:  # type: ignore[no-untyped-def]
    citizen = some_citizen(any_office)
    code = received(any_office, citizen)
    with any_office.work() as work:
        before = by_code(work, code).notice_due_on
        set_day(work, before, is_workday=False, note="台风停工")
        moved = recount(work, note="台风")
    assert [(m.code, m.which, m.was) for m in moved if m.which is Which.NOTICE] == [
        (code, Which.NOTICE, before)
    ]
    with any_office.look() as work:
        case = by_code(work, code)
        assert case.notice_due_on == moved[-1].becomes == date(2026, 12, 8)
        told = work.session.scalars(select(ClockEvent).where(ClockEvent.what == What.MOVED)).all()
        assert [(event.was, event.due, event.note) for event in told] == [(before, date(2026, 12, 8), "台风")]
    assert list(check_clocks(any_office, proofs=True)) == []


def some_citizen(office: Office):  # type: ignore[no-untyped-def]
    from beebox.accounts.models import Person

    with office.work() as work:
        made = Person(role=Role.CITIZEN, name="黄", created_at=work.now(), phone="15000000001")
        work.session.add(made)
        work.session.flush()
        work.session.expunge(made)
    return made


def test_what_was_met_keeps_the_day_it_was_measured_by(office, citizen) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen)
    with office.work() as work:
        move(work, by_code(work, code), next(r.action for r in CASE_TABLE.rows if r.after is State.ACCEPTED),
             Actor(None, Role.CLERK))  # fmt: skip
        due = by_code(work, code).notice_due_on
        set_day(work, due, is_workday=False)
        recount(work)
    with office.look() as work:
        assert by_code(work, code).notice_due_on == due
    assert list(check_clocks(office, ended=True, proofs=True)) == []


def test_a_cached_date_that_was_tampered_with_is_found_and_mended(office, citizen) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen)
    with office.work() as work:
        case = by_code(work, code)
        right = case.notice_due_on
        case.notice_due_on = date(2027, 1, 1)
        work.session.scalars(select(CaseClock).where(CaseClock.which == Which.NOTICE)).one().red_on = None
    assert {wrong.what for wrong in check_clocks(office)} == {"notice_due_on", "notice.red_on"}
    assert mend_clocks(office) == 1
    assert mend_clocks(office) == 0
    with office.look() as work:
        assert by_code(work, code).notice_due_on == right


@pytest.mark.parametrize(
    ("minute", "day", "due"),
    [(59, date(2026, 11, 30), date(2026, 12, 7)), (60, date(2026, 12, 1), date(2026, 12, 8))],
)
def test_midnight_is_that_of_the_service_not_of_greenwich(office, citizen, minute, day, due) -> None:  # type: ignore[no-untyped-def]
    """23:59 in Shanghai is 15:59 in Greenwich, one minute later another day there only in Shanghai."""
    code = case_made(office, citizen)
    stage(office).move_to(datetime(2026, 11, 30, 23, 0, tzinfo=ZONE) + timedelta(minutes=minute))
    submit(office, code)
    with office.look() as work:
        told = work.session.scalars(select(ClockEvent).where(ClockEvent.which == Which.NOTICE)).one()
        assert (told.day, told.due) == (day, due)


def test_a_limit_from_the_paper_starts_with_the_paper(office, citizen) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen, "newborn-household")
    with office.look() as work:
        case = by_code(work, code)
        row = work.session.get(CaseClock, (case.id, Which.DECISION))
        assert row is not None and row.started_on == MONDAY.date()
        assert case.decide_due_on is None, "not promised before it is accepted"


def test_dates_from_before_events_were_kept_hold(office, citizen) -> None:  # type: ignore[no-untyped-def]
    code = case_made(office, citizen)
    with office.work() as work:
        case = by_code(work, code)
        case.submitted_at, case.notice_due_on, case.clock_stopped_on = (
            work.now(), date(2026, 12, 4), MONDAY.date(),
        )  # fmt: skip
        work.session.flush()
        work.session.execute(Case.__table__.update().values(state="awaiting_paper"))
    stage(office).move_to(MONDAY + timedelta(days=7))
    receive(office, code)
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 11), "four days were left"
    assert list(check_clocks(office, proofs=True)) == []
