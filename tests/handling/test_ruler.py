"""The ruler against dates counted by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from beebox.cases.states import Action
from beebox.handling.ruler import ROOM, Mark, Stop, Why, draw, fold, stops_in
from beebox.workdays.calendar import Calendar, Unit

NOVEMBER = Calendar({}, date(2026, 12, 31))


def test_five_days_with_a_weekend_between() -> None:
    drawn = draw(NOVEMBER, date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 25), Unit.WORKDAY)
    assert [(c.day.day, c.mark, c.number) for c in drawn.cells] == [
        (19, Mark.USED, 1), (20, Mark.NOW, 2), (23, Mark.LEFT, 3), (24, Mark.LEFT, 4), (25, Mark.DUE, 5),
    ]  # fmt: skip
    assert (drawn.length, drawn.left, drawn.stopped) == (5, 3, 0)


def test_days_of_waiting_do_not_count_and_say_for_whom() -> None:
    stops = [Stop(date(2026, 11, 19), date(2026, 11, 24), Why.PAPER)]
    due = NOVEMBER.add_workdays(date(2026, 11, 24), 4)
    drawn = draw(NOVEMBER, date(2026, 11, 25), date(2026, 11, 18), due, Unit.WORKDAY, stops)
    assert [c.why for c in drawn.cells] == [None, Why.PAPER, Why.PAPER, Why.PAPER, None, None, None, None]
    assert drawn.cells[-1].number == 5
    assert drawn.stopped == 3
    assert drawn.left == 3


def test_a_clock_that_stands_has_no_end_yet() -> None:
    stops = [Stop(date(2026, 11, 19), None, Why.CORRECTION)]
    drawn = draw(NOVEMBER, date(2026, 12, 9), date(2026, 11, 18), date(2026, 11, 25), Unit.WORKDAY, stops)
    assert drawn.due is None
    assert drawn.left == 4
    assert drawn.cells[-1].why is Why.CORRECTION


def test_overdue_days_go_on_counting() -> None:
    drawn = draw(NOVEMBER, date(2026, 11, 27), date(2026, 11, 18), date(2026, 11, 25), Unit.WORKDAY)
    assert drawn.left == -2
    assert [c.number for c in drawn.cells] == [1, 2, 3, 4, 5, 6, 7]


def test_history_becomes_stretches() -> None:
    days = [date(2026, 11, day) for day in (16, 17, 18, 19, 20, 23)]
    actions = [
        Action.SUBMIT,
        Action.SEND_BACK,
        Action.SUBMIT,
        Action.PASS,
        Action.RECEIVE,
        Action.ASK_CORRECTION,
    ]
    assert stops_in(zip(actions, days, strict=True)) == [
        Stop(days[1], days[2], Why.SENT_BACK),
        Stop(days[3], days[4], Why.PAPER),
        Stop(days[5], None, Why.CORRECTION),
    ]


@given(limit=st.integers(1, 90), passed=st.integers(0, 60))
def test_folding_loses_no_day(limit: int, passed: int) -> None:
    start = date(2026, 3, 2)
    due = NOVEMBER.add_workdays(start, limit)
    drawn = draw(NOVEMBER, start + timedelta(days=passed), start, due, Unit.WORKDAY)
    days = sum(cell.days for cell in drawn.cells)
    assert days == max(limit, NOVEMBER.workdays_between(start, start + timedelta(days=passed)))
    assert len(drawn.cells) <= ROOM
    assert fold(drawn.cells) == drawn.cells
    assert sum(cell.mark is Mark.DUE for cell in drawn.cells) == 1
