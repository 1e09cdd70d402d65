from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.workdays.calendar import Calendar, OnRestDay, Unit

NEW_YEAR = Calendar(
    {
        date(2026, 1, 1): False,
        date(2026, 1, 2): False,
        date(2026, 1, 3): False,
        date(2026, 1, 4): True,
    },
    covered_until=date(2026, 12, 31),
)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDARS = st.builds(
    Calendar, st.dictionaries(DAYS, st.booleans(), max_size=60), st.just(date(2026, 12, 31))
)


def test_monday_to_friday_unless_the_arrangement_says_otherwise() -> None:
    assert not NEW_YEAR.is_workday(date(2026, 1, 2))
    assert NEW_YEAR.is_workday(date(2026, 1, 4)), "a Sunday worked for the holiday"
    assert NEW_YEAR.is_workday(date(2026, 11, 23))
    assert not NEW_YEAR.is_workday(date(2026, 11, 22))


def test_the_day_of_the_event_is_not_counted() -> None:
    assert NEW_YEAR.add_workdays(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert NEW_YEAR.add_workdays(date(2026, 11, 21), 1) == date(2026, 11, 23), "a Saturday"
    assert NEW_YEAR.add_workdays(date(2025, 12, 31), 2) == date(2026, 1, 5)
    assert NEW_YEAR.add_workdays(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_workdays_between_counts_the_end_and_not_the_start() -> None:
    assert NEW_YEAR.workdays_between(date(2026, 11, 23), date(2026, 11, 24)) == 1
    assert NEW_YEAR.workdays_between(date(2026, 11, 20), date(2026, 11, 22)) == 0
    assert NEW_YEAR.workdays_between(date(2026, 11, 24), date(2026, 11, 23)) == -1


def test_natural_days_that_end_on_a_rest_day_roll_on() -> None:
    assert NEW_YEAR.due(date(2026, 11, 6), 15, Unit.NATURAL_DAY) == date(2026, 11, 23)
    assert NEW_YEAR.due(date(2026, 11, 6), 15, Unit.NATURAL_DAY, OnRestDay.KEEP) == date(2026, 11, 21)


def test_due_takes_the_words_of_the_catalogue() -> None:
    start = date(2026, 11, 20)
    assert NEW_YEAR.due(start, 0, "instant") == start
    assert NEW_YEAR.due(start, 1, "workday") == date(2026, 11, 23)
    assert NEW_YEAR.due(start, 3, "natural_day") == date(2026, 11, 23)
    with pytest.raises(ValueError):
        NEW_YEAR.due(start, 3, "weeks")
    with pytest.raises(ValueError):
        NEW_YEAR.due(start, -1, "workday")


def test_beyond_the_announced_years_it_says_so() -> None:
    assert NEW_YEAR.is_provisional(date(2027, 1, 1))
    assert not NEW_YEAR.is_provisional(date(2026, 12, 31))
    assert NEW_YEAR.is_workday(date(2027, 1, 4)), "a Monday"


def test_a_calendar_without_working_days_does_not_hang() -> None:
    start = date(2026, 1, 1)
    never = Calendar({start + timedelta(days=n): False for n in range(4000)}, date(2026, 12, 31))
    with pytest.raises(ValueError):
        never.next_workday(start)


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_counting_back_gives_what_was_counted_forward(calendar: Calendar, start: date, count: int) -> None:
    end = calendar.add_workdays(start, count)
    assert calendar.workdays_between(start, end) == count
    assert calendar.workdays_between(end, start) == -count
    assert count == 0 or calendar.is_workday(end)


@given(CALENDARS, DAYS, st.integers(0, 60), st.sampled_from(Unit))
def test_a_longer_limit_never_ends_earlier(calendar: Calendar, start: date, value: int, unit: Unit) -> None:
    assert start <= calendar.due(start, value, unit) <= calendar.due(start, value + 1, unit)


@given(CALENDARS, DAYS)
def test_the_next_workday_is_the_first_one(calendar: Calendar, day: date) -> None:
    found = calendar.next_workday(day)
    assert calendar.is_workday(found)
    assert calendar.workdays_between(day, found) == 1
