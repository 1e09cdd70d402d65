from datetime import date

import pytest

from beebox.preaudit.lights import Shade, due_range, light_of
from beebox.workdays.calendar import Calendar

DAYS = Calendar({}, date(2026, 12, 31))
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "shade", "day", "left"),
    [
        (date(2026, 11, 30), Shade.GOOD, 0, 5),
        (date(2026, 11, 27), Shade.GOOD, 1, 4),
        (date(2026, 11, 26), Shade.GOOD, 2, 3),
        (date(2026, 11, 25), Shade.WAIT, 3, 2),
        (date(2026, 11, 24), Shade.STOP, 4, 1),
        (date(2026, 11, 23), Shade.STOP, 5, 0),
        (date(2026, 11, 20), Shade.STOP, 6, -1),
        (date(2026, 11, 16), Shade.STOP, 10, -5),
    ],
)
def test_the_light_of_each_day(due: date, shade: Shade, day: int, left: int) -> None:
    light = light_of(DAYS, MONDAY, due)
    assert (light.shade, light.day, light.left) == (shade, day, left)


def test_a_day_of_rest_past_the_due_day_is_too_late() -> None:
    assert light_of(DAYS, date(2026, 11, 28), date(2026, 11, 27)).left == -1


def test_the_ranges_of_the_filter_are_the_shades_of_the_light() -> None:
    for n in range(1, 31):
        due = date(2026, 11, n)
        for shade in Shade:
            start, end = due_range(DAYS, MONDAY, shade)
            assert (start <= due < end) == (light_of(DAYS, MONDAY, due).shade is shade)
