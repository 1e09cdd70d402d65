"""Exactly one round for every box, working day and slot, whoever opens it and however late."""

import threading
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from beebox.kernel.db import Office
from beebox.logistics.collecting import collect
from beebox.logistics.models import Box, Discrepancy, Round, Wrong
from beebox.logistics.rounds import close_round, missed_rounds, open_due_rounds, round_for
from beebox.logistics.tables import RoundState
from beebox.workdays.arrange import set_day
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper

BOXES = 3


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def stand_since(office: Office, moment: datetime) -> None:
    """Pretend that the boxes were put up at this moment."""
    with office.work() as work:
        for box in work.session.scalars(select(Box)):
            box.created_at = moment


def days_and_slots(office: Office, box: str = "yihai") -> list[tuple[date, str, bool]]:
    with office.look() as work:
        wanted = select(Round.on, Round.slot, Round.late).join(Box, Box.id == Round.box_id)
        rows = work.session.execute(wanted.where(Box.code == box).order_by(Round.due_at))
        return [(on, slot, late) for on, slot, late in rows]


def test_a_round_opens_at_its_slot_and_only_once(any_office: Office) -> None:
    stand_since(any_office, at(11, 30, 9))
    assert open_due_rounds(any_office) == 0
    stage(any_office).move_to(at(11, 30, 10))
    assert open_due_rounds(any_office) == BOXES
    assert open_due_rounds(any_office) == 0
    stage(any_office).move_to(at(11, 30, 16, 1))
    assert open_due_rounds(any_office) == BOXES
    day = date(2026, 11, 30)
    assert days_and_slots(any_office) == [(day, "10:00", False), (day, "16:00", False)]


def test_two_schedulers_at_once_open_each_round_once(any_office: Office) -> None:
    stand_since(any_office, at(11, 23, 0))
    stage(any_office).move_to(at(12, 4, 17))
    barrier, opened, failed = threading.Barrier(4), [], []

    def tick() -> None:
        barrier.wait()
        try:
            opened.append(open_due_rounds(any_office))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with any_office.look() as work:
        count = work.session.scalar(select(func.count()).select_from(Round))
    assert count == sum(opened) == BOXES * 2 * 10


def test_downtime_over_a_weekend_and_a_make_up_saturday(office: Office) -> None:
    with office.work() as work:
        set_day(work, date(2026, 12, 5), is_workday=True, note="调休上班")
        set_day(work, date(2026, 12, 7), is_workday=False, note="放假")
    stand_since(office, at(12, 4, 12))
    stage(office).move_to(at(12, 8, 10, 5))
    open_due_rounds(office)
    assert days_and_slots(office) == [
        (date(2026, 12, 4), "16:00", True),
        (date(2026, 12, 5), "10:00", True),
        (date(2026, 12, 5), "16:00", True),
        (date(2026, 12, 8), "10:00", False),
    ]


def test_it_looks_back_fourteen_days_and_no_further(office: Office) -> None:
    stand_since(office, at(11, 2, 0))
    stage(office).move_to(at(11, 30, 20))
    open_due_rounds(office)
    assert days_and_slots(office)[0][0] == date(2026, 11, 17)


def test_own_slots_count_and_a_box_out_of_use_has_no_rounds(office: Office) -> None:
    stand_since(office, at(11, 30, 8))
    with office.work() as work:
        for box in work.session.scalars(select(Box)):
            box.slots, box.active = ["09:30", "12:00"], box.code == "yihai"
    stage(office).move_to(at(11, 30, 20))
    assert open_due_rounds(office) == 2
    assert [slot for _, slot, _ in days_and_slots(office)] == ["09:30", "12:00"]


def test_a_round_left_open_is_missed_after_an_hour(office: Office) -> None:
    stand_since(office, at(11, 30, 9))
    stage(office).move_to(at(11, 30, 10, 30))
    open_due_rounds(office)
    with office.look() as work:
        assert missed_rounds(work) == []
    stage(office).move_to(at(11, 30, 11, 1))
    with office.look() as work:
        assert len(missed_rounds(work)) == BOXES


def test_closing_writes_every_difference_once(paper: Paper) -> None:
    found, missing = paper.dropped(), paper.dropped()
    stage(paper.office).move_to(at(11, 30, 10, 1))
    open_due_rounds(paper.office)
    batch_id = paper.round_of("yihai")
    with paper.office.work() as work:
        batch = round_for(work, batch_id)
        collect(work, batch, paper.code(found), paper.collector)
        collect(work, batch, "Q2V8-HH4N", paper.collector)
        collect(work, batch, "Q2V8-HH4N", paper.collector)
    for _ in range(2):
        with paper.office.work() as work:
            close_round(work, round_for(work, batch_id), 3, paper.collector)
    with paper.office.look() as work:
        batch = round_for(work, batch_id)
        assert (batch.expected, batch.found, batch.counted) == (2, 1, 3)
        kinds = sorted(work.session.scalars(select(Discrepancy.kind)))
    assert kinds == sorted([Wrong.NOT_IN_BOX, Wrong.UNKNOWN, Wrong.COUNT])
    assert paper.envelope(missing).round_id is None


def test_what_was_missing_and_turns_up_next_time_settles_itself(paper: Paper) -> None:
    case_id = paper.dropped()
    stage(paper.office).move_to(at(11, 30, 10, 1))
    open_due_rounds(paper.office)
    with paper.office.work() as work:
        close_round(work, round_for(work, paper.round_of("yihai")), 0, paper.collector)
    stage(paper.office).move_to(at(11, 30, 10, 1) + timedelta(hours=6))
    open_due_rounds(paper.office)
    with paper.office.work() as work:
        collect(work, round_for(work, paper.round_of("yihai")), paper.code(case_id), paper.collector)
    with paper.office.look() as work:
        row = work.session.scalars(select(Discrepancy)).one()
        assert row.kind is Wrong.NOT_IN_BOX
        assert row.resolved_at is not None


def test_an_empty_round_is_recorded(paper: Paper) -> None:
    stage(paper.office).move_to(at(11, 30, 10, 1))
    open_due_rounds(paper.office)
    batch_id = paper.round_of("paying")
    with paper.office.work() as work:
        close_round(work, round_for(work, batch_id), 0, paper.collector)
    with paper.office.look() as work:
        batch = round_for(work, batch_id)
        assert batch.state is RoundState.CLOSED
        assert (batch.expected, batch.found, batch.counted) == (0, 0, 0)
        assert work.session.scalars(select(Discrepancy)).all() == []
