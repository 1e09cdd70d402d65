"""The day of the demo is the next working day, whatever today is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from beebox.demo.hours import Hours
from beebox.kernel.settings import ROOT

ZONE = ZoneInfo("Asia/Shanghai")


def test_it_passes_over_weekends_and_holidays() -> None:
    friday = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    hours = Hours.next_from(friday, ROOT / "catalogue", ZONE)
    assert (hours.day, hours.after) == (date(2026, 11, 30), date(2026, 12, 1))
    before_national_day = datetime(2026, 9, 30, 3, 0, tzinfo=UTC)
    assert Hours.next_from(before_national_day, ROOT / "catalogue", ZONE).day > date(2026, 10, 5)


def test_the_day_is_counted_where_the_service_stands() -> None:
    late_in_utc = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    hours = Hours.next_from(late_in_utc, ROOT / "catalogue", ZONE)
    assert hours.day == date(2026, 11, 26)
    assert hours.at(10, 1).isoformat() == "2026-11-26T10:01:00+08:00"
