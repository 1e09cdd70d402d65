from datetime import date, timedelta

import pytest

from beebox.cases.states import State
from beebox.handling.lights import Clocked, Shade, Urgency, light_of
from beebox.workdays.calendar import Calendar

DAYS = Calendar({}, date(2026, 12, 31))
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("used", "urgency"),
    [
        (0, Urgency.EASY),
        (2, Urgency.EASY),
        (3, Urgency.SOON),
        (4, Urgency.URGENT),
        (5, Urgency.URGENT),
        (6, Urgency.OVER),
    ],
)
def test_the_five_days_of_the_notice(used: int, urgency: Urgency) -> None:
    today = DAYS.add_workdays(MONDAY, used)
    due = DAYS.add_workdays(MONDAY, 5)
    assert light_of(DAYS, today, Clocked(State.RECEIVED, due, None, 15)).urgency is urgency


@pytest.mark.parametrize(
    ("left", "shade"), [(5, Shade.GOOD), (3, Shade.WAIT), (0, Shade.WAIT), (-1, Shade.STOP)]
)
def test_the_limit_of_the_decision(left: int, shade: Shade) -> None:
    due = date(2026, 12, 18)
    today = due
    for _ in range(abs(left)):
        today = DAYS.next_workday(today) if left < 0 else today - timedelta(days=1)
        while not DAYS.is_workday(today):
            today -= timedelta(days=1)
    assert light_of(DAYS, today, Clocked(State.ACCEPTED, None, due, 15)).shade is shade


def test_a_saturday_after_the_last_day_is_too_late() -> None:
    light = light_of(DAYS, date(2026, 12, 5), Clocked(State.RECEIVED, date(2026, 12, 4), None, 0))
    assert light.urgency is Urgency.OVER
    assert light.left == -1


def test_who_waits_for_the_citizen_has_no_light() -> None:
    assert light_of(DAYS, MONDAY, Clocked(State.CORRECTING, MONDAY, None, 0)).urgency is Urgency.STOPPED
