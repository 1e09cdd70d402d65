"""A due date counted out on a calendar sheet."""

from datetime import date

from beebox.handling.ruler import Stop, Why, draw
from beebox.tracking.days import sheet
from beebox.workdays.calendar import Calendar, Unit

DAYS = Calendar({date(2026, 12, 5): True}, date(2026, 12, 31))


def test_whole_weeks_with_rest_days_marked() -> None:
    drawn = draw(DAYS, date(2026, 12, 3), date(2026, 12, 2), date(2026, 12, 9), Unit.WORKDAY, room=400)
    weeks = sheet(drawn)
    assert [len(week) for week in weeks] == [7, 7]
    told = {cell.day.day: (cell.kind, cell.number) for week in weeks for cell in week}
    assert told[2] == ("from", 0)
    assert told[3] == ("today", 1)
    assert told[5] == ("left", 3), "a Saturday that is worked counts"
    assert told[6] == ("off", 0)
    assert told[9] == ("due", 6)
    assert told[11] == ("off", 0)


def test_no_sheet_while_the_clock_stands_or_for_very_long_limits() -> None:
    standing = [Stop(date(2026, 12, 2), None, Why.PAPER)]
    args = (DAYS, date(2026, 12, 3), date(2026, 12, 2))
    assert sheet(draw(*args, date(2026, 12, 9), Unit.WORKDAY, standing, room=400)) == ()
    assert sheet(draw(*args, date(2027, 4, 9), Unit.WORKDAY, room=400)) == ()
