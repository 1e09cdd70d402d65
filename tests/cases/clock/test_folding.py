"""The fold against dates counted by hand, and against an oracle over random histories and calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beebox.cases.clock.folding import fold
from beebox.cases.clock.limits import Span
from beebox.cases.clock.terms import Reason, What, Which
from beebox.kernel.settings import ROOT
from beebox.workdays.calendar import Calendar, Unit
from beebox.workdays.loading import read_arrangement
from tests.cases.clock.histories import Line, counted_by_hand, limits

D, FIVE = Which.DECISION, Span(5, Unit.WORKDAY, "")
YEARS = [read_arrangement(ROOT / "catalogue" / f"workdays-{year}.yaml") for year in (2026, 2027)]
REAL = Calendar(
    {day: entry.work for year in YEARS for entry in year.days for day in entry.days()}, date(2026, 12, 31)
)
FIRST = date(2026, 1, 1)
some_days = st.integers(0, 364).map(lambda n: FIRST + timedelta(days=n))
calendars = st.dictionaries(some_days, st.booleans(), max_size=60).map(
    lambda days: Calendar(days, date(2026, 12, 31))
)
unhurried = settings(deadline=None)


def due(*events: Line, span: Span = FIVE, days: Calendar = REAL) -> date:
    return fold(events, limits(span), days)[events[0].which].due


def started(day: date) -> Line:
    return Line(D, What.STARTED, day)


def waits(*days: date) -> list[Line]:
    """Stopped on the first, resumed on the second, stopped on the third and so on."""
    return [Line(D, What.RESUMED if n % 2 else What.STOPPED, day) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("start", "value", "wanted"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the whole of National Day week
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday the 10th is worked
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Sunday the 20th is worked
        (date(2026, 9, 24), 3, date(2026, 9, 30)),  # Mid-Autumn Friday to Sunday is off
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # the 14th is worked, then the Spring Festival
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year's Day; the rest of 2027 by Monday to Friday
    ],
)
def test_holidays_and_make_up_days_of_2026(start: date, value: int, wanted: date) -> None:
    assert due(started(start), span=Span(value, Unit.WORKDAY, "")) == wanted


def test_a_date_beyond_the_known_year_is_provisional_and_no_crash() -> None:
    clocks = fold([started(date(2026, 12, 28))], limits(FIVE), REAL)
    assert clocks[D].provisional
    assert not fold([started(date(2026, 12, 1))], limits(FIVE), REAL)[D].provisional
    assert fold([started(date(2031, 5, 1))], limits(FIVE), REAL)[D].provisional


def test_a_gap_between_known_years_is_provisional() -> None:
    days = Calendar({}, date(2028, 12, 31), frozenset({2027}))
    assert fold([started(date(2026, 12, 30))], limits(FIVE), days)[D].provisional
    assert not fold([started(date(2028, 3, 1))], limits(FIVE), days)[D].provisional


@pytest.mark.parametrize("day", [date(2026, 10, n) for n in (3, 9, 10, 11)])
def test_stop_and_resume_on_one_day_change_nothing(day: date) -> None:
    plain = due(started(date(2026, 9, 30)))
    assert due(started(date(2026, 9, 30)), *waits(day, day)) == plain


def test_stopped_on_saturday_resumed_on_sunday_costs_nothing() -> None:
    plain = due(started(date(2026, 11, 18)))
    assert due(started(date(2026, 11, 18)), *waits(date(2026, 11, 21), date(2026, 11, 22))) == plain


def test_stopping_twice_is_stopping_once() -> None:
    once = [started(date(2026, 11, 18)), *waits(date(2026, 11, 19), date(2026, 11, 27))]
    stop, go = once[1], once[2]
    twice = [once[0], stop, Line(D, What.STOPPED, date(2026, 11, 24), reason=Reason.HEARING), go, go]
    assert fold(twice, limits(FIVE), REAL) == fold(once, limits(FIVE), REAL)


def test_stopped_on_its_last_day_it_has_one_day_left_when_it_goes_on() -> None:
    start = date(2026, 11, 18)
    last = due(started(start))
    assert last == date(2026, 11, 25)
    assert due(started(start), *waits(last, date(2026, 12, 1))) == date(2026, 12, 2)


@pytest.mark.parametrize("unit", list(Unit))
def test_stopping_and_resuming_on_its_last_day_wins_no_day(unit: Unit) -> None:
    start, span = date(2026, 11, 18), Span(0 if unit is Unit.INSTANT else 5, unit, "")
    last = due(started(start), span=span)
    assert due(started(start), *waits(last, last), span=span) == last


def test_nor_over_the_weekend_after_its_last_day() -> None:
    friday = date(2026, 11, 20)
    assert due(started(date(2026, 11, 13)), *waits(friday, date(2026, 11, 22))) == friday


def test_a_decision_that_was_late_when_it_was_stopped_stays_late() -> None:
    start = date(2026, 11, 18)
    found = fold([started(start), *waits(date(2026, 11, 30), date(2026, 12, 9))], limits(FIVE), REAL)[D]
    assert (found.due, found.running) == (date(2026, 11, 25), True)


def test_the_law_ends_it_when_the_promise_would_last_longer() -> None:
    """Ten working days over National Day are more than fifteen days of the calendar."""
    promise, law = Span(10, Unit.WORKDAY, "promise"), Span(15, Unit.NATURAL_DAY, "law")
    start = date(2026, 9, 28)
    found = fold([started(start)], limits(promise, law), REAL)[D]
    assert [count.end for count in found.counts] == [date(2026, 10, 16), date(2026, 10, 13)]
    assert found.due == date(2026, 10, 13)


def test_natural_days_roll_off_a_holiday_and_an_instant_is_today() -> None:
    assert due(started(date(2026, 9, 21)), span=Span(10, Unit.NATURAL_DAY, "")) == date(2026, 10, 8)
    assert due(started(date(2026, 10, 2)), span=Span(0, Unit.INSTANT, "")) == date(2026, 10, 2)


def test_an_extension_counts_in_working_days_and_also_while_it_stands() -> None:
    start, more = date(2026, 11, 18), Line(D, What.EXTENDED, date(2026, 11, 20), days=10)
    assert due(started(start), more) == REAL.add_workdays(date(2026, 11, 25), 10)
    stop, go = waits(date(2026, 11, 19), date(2026, 11, 23))
    assert due(started(start), stop, more, go) == due(started(start), stop, go, more)


def test_a_told_day_is_kept_and_never_comes_nearer() -> None:
    begun = Line(Which.CORRECTION, What.STARTED, date(2026, 11, 18), told=date(2026, 12, 18))
    longer = Line(Which.CORRECTION, What.EXTENDED, date(2026, 12, 1), told=date(2026, 12, 21))
    nearer = Line(Which.CORRECTION, What.EXTENDED, date(2026, 12, 1), told=date(2026, 12, 1))
    assert due(begun) == date(2026, 12, 18)
    assert due(begun, longer) == date(2026, 12, 21)
    assert due(begun, nearer) == date(2026, 12, 18)


def test_the_worked_example_of_the_documentation() -> None:
    """docs/legal-clock.md, row by row."""
    fifteen = Span(15, Unit.WORKDAY, "")
    events = [started(date(2026, 11, 30))]
    told = [due(*events, span=fifteen)]
    events += waits(date(2026, 12, 2), date(2026, 12, 9))
    told.append(due(*events, span=fifteen))
    events.append(Line(D, What.EXTENDED, date(2026, 12, 10), days=5))
    told.append(due(*events, span=fifteen))
    announced = Calendar({**REAL.exceptions, date(2027, 1, 4): False}, date(2027, 12, 31))
    told.append(due(*events, span=fifteen, days=announced))
    assert told == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 5), date(2027, 1, 6)]
    assert fold(events, limits(fifteen), REAL)[D].provisional
    assert not fold(events, limits(fifteen), announced)[D].provisional


@unhurried
@given(calendars, st.integers(1, 40), st.integers(0, 100), st.lists(st.integers(0, 30), max_size=8))
def test_any_history_is_counted_day_by_day(days: Calendar, value: int, first: int, gaps: list[int]) -> None:
    start, span = FIRST + timedelta(days=first), Span(value, Unit.WORKDAY, "")
    events, pairs, day = [started(start)], [], start
    for stop_after, resume_after in zip(gaps[::2], gaps[1::2], strict=False):
        stop, last = day + timedelta(days=stop_after), fold(events, limits(span), days)[D].due
        day = stop + timedelta(days=resume_after)
        if stop >= last and days.workdays_between(stop, day):
            break  # the one-day rule and that of late ones hold, which have tests of their own
        events += waits(stop, day)
        pairs.append((stop, day))
    assert fold(events, limits(span), days)[D].due == counted_by_hand(start, value, pairs, days)


words = st.sampled_from([what for what in What if what is not What.STARTED])
lines = st.builds(Line, st.just(D), words, some_days, st.integers(0, 10))


@unhurried
@given(calendars, st.sampled_from(list(Unit)), st.lists(lines, max_size=12))
def test_the_fold_is_total_and_of_one_mind(days: Calendar, unit: Unit, told: list[Line]) -> None:
    """Any sequence gives a standing; the same sequence the same; notes and repeats move no date."""
    span = Span(0 if unit is Unit.INSTANT else 5, unit, "")
    events = [started(FIRST), *sorted(told, key=lambda line: line.day)]
    found = fold(events, limits(span), days)
    assert found == fold(list(events), limits(span), days)
    assert found[D].due >= FIRST
    silent = {What.MOVED, What.EXPLAINED, What.REDDENED, What.BREACHED}
    moving = [line for line in events if line.what not in silent]
    assert fold(moving, limits(span), days)[D].due == found[D].due


@unhurried
@given(calendars, st.integers(1, 20), some_days)
def test_a_last_day_in_working_days_is_one_and_a_day_off_more_never_brings_it_nearer(
    days: Calendar, value: int, start: date
) -> None:
    span = Span(value, Unit.WORKDAY, "")
    last = due(started(start), span=span, days=days)
    assert days.is_workday(last)
    fewer = Calendar({**days.exceptions, last: False}, days.covered_until)
    assert due(started(start), span=span, days=fewer) > last
