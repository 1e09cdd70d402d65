from datetime import date

import pytest

from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.workdays.arrange import NoteTooLong, NothingToConfirm, confirm_year, set_day
from beebox.workdays.loading import load_arrangements
from beebox.workdays.queries import calendar, covered_until, year_sheet


def test_a_day_can_be_set_and_set_again(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        set_day(work, date(2026, 11, 28), is_workday=True, note=" 周六 加班 ")
        set_day(work, date(2026, 11, 28), is_workday=False, note="取消")
    with calendar_office.look() as work:
        assert calendar(work).exceptions == {date(2026, 11, 28): False}


def test_a_year_is_covered_once_somebody_confirmed_it(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, ROOT / "catalogue")
        assert set_day(work, date(2027, 1, 2), is_workday=False).provisional
        assert not set_day(work, date(2026, 12, 5), is_workday=True).provisional
    with calendar_office.work() as work:
        assert covered_until(work) == date(2026, 12, 31)
        confirm_year(work, 2027)
        assert covered_until(work) == date(2027, 12, 31)
        assert set_day(work, date(2028, 1, 3), is_workday=False).provisional


def test_a_year_before_the_first_known_one_is_not_confirmed(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, ROOT / "catalogue")
        assert set_day(work, date(2025, 10, 1), is_workday=False).provisional
        assert year_sheet(work, 2025).provisional


def test_an_empty_year_is_not_confirmed(calendar_office: Office) -> None:
    with pytest.raises(NothingToConfirm), calendar_office.work() as work:
        confirm_year(work, 2029)
    with calendar_office.look() as work:
        assert covered_until(work) == date.min


def test_a_long_note_is_refused(calendar_office: Office) -> None:
    with pytest.raises(NoteTooLong), calendar_office.work() as work:
        set_day(work, date(2026, 11, 28), is_workday=True, note="长" * 61)


def test_the_year_sheet_has_every_day_once(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, ROOT / "catalogue")
        sheet = year_sheet(work, 2026)
    days = [day for month in sheet.months for week in month for day in week if day]
    assert [day.day.timetuple().tm_yday for day in days] == list(range(1, 366))
    assert all(len(week) == 7 for month in sheet.months for week in month)
    assert sheet.workdays == 248
    assert not sheet.provisional
    new_year = days[0]
    assert (new_year.is_workday, new_year.set_here, new_year.note) == (False, True, "元旦")
