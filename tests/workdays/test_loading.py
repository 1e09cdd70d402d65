from datetime import date, timedelta
from pathlib import Path

import pytest

from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.workdays.arrange import set_day
from beebox.workdays.loading import WrongCalendarFile, load_arrangements, read_arrangement
from beebox.workdays.queries import calendar

CATALOGUE = ROOT / "catalogue"
# The notice of 4 November 2025 in its own figures: first day, days off, weekends worked.
HOLIDAYS = [
    (date(2026, 1, 1), 3, [date(2026, 1, 4)]),
    (date(2026, 2, 15), 9, [date(2026, 2, 14), date(2026, 2, 28)]),
    (date(2026, 4, 4), 3, []),
    (date(2026, 5, 1), 5, [date(2026, 5, 9)]),
    (date(2026, 6, 19), 3, []),
    (date(2026, 9, 25), 3, []),
    (date(2026, 10, 1), 7, [date(2026, 9, 20), date(2026, 10, 10)]),
]


def test_2026_is_the_state_councils_arrangement(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, CATALOGUE)
        known = calendar(work)
    off = {first + timedelta(days=n) for first, days, _ in HOLIDAYS for n in range(days)}
    worked = {day for _, _, days in HOLIDAYS for day in days}
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert known.is_workday(day) == (day not in off and (day.weekday() < 5 or day in worked))
    assert known.covered_until == date(2026, 12, 31)


def test_2027_knows_only_what_the_law_fixes_and_says_so(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, CATALOGUE)
        known = calendar(work)
    assert not known.is_workday(date(2027, 1, 1))
    assert not known.is_workday(date(2027, 2, 5))
    assert known.is_provisional(date(2027, 1, 1))
    assert known.add_workdays(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_loading_twice_keeps_what_a_person_changed(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        assert load_arrangements(work, CATALOGUE) > 39
        set_day(work, date(2026, 5, 9), is_workday=False, note="全市停电")
    with calendar_office.work() as work:
        assert load_arrangements(work, CATALOGUE) == 0
        assert not calendar(work).is_workday(date(2026, 5, 9))


HEAD = "year: 2026\nsource: x\nprovisional: no\ndays:"
FIRST = "\n  - {day: 2026-01-01, work: no, note: a}"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"{HEAD} [", 4, "workdays-2026.yaml"),
        (f"{HEAD} []", 4, "days"),
        (HEAD.replace("2026", "soon"), 1, "year"),
        ("", 1, "workdays-2026.yaml"),
        (f"{HEAD}{FIRST}{FIRST.replace('01-01', '02-30')}", 6, "days.1.day"),
        (f"{HEAD}{FIRST}{FIRST.replace(': no', ': perhaps')}", 6, "days.1.work"),
        (f"{HEAD}{FIRST}{FIRST.replace(': no', ': yes')}", 1, "2026-01-01 is listed twice"),
        (f"{HEAD}{FIRST.replace('2026', '2025')}", 1, "2025-01-01 is not in 2026"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = tmp_path / "workdays-2026.yaml"
    file.write_text(text)
    with pytest.raises(WrongCalendarFile) as wrong:
        read_arrangement(file)
    assert str(file) in wrong.value.message
    assert says in wrong.value.message
    assert f":{line}:" in wrong.value.message or f"line {line}" in wrong.value.message


def test_one_wrong_file_and_nothing_is_loaded(tmp_path: Path, calendar_office: Office) -> None:
    good = (CATALOGUE / "workdays-2026.yaml").read_text()
    (tmp_path / "workdays-2026.yaml").write_text(good)
    (tmp_path / "workdays-2028.yaml").write_text("year: 2028")
    with pytest.raises(WrongCalendarFile), calendar_office.work() as work:
        load_arrangements(work, tmp_path)
    with calendar_office.look() as work:
        assert not calendar(work).exceptions
