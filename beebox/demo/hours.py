"""The hours of the day that is played: the next working day, and the morning after it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from beebox.workdays.calendar import Calendar
from beebox.workdays.loading import read_arrangement


@dataclass(frozen=True)
class Hours:
    """When each scene begins. The clock of the stage only goes forward, so the day lies ahead."""

    day: date
    after: date
    zone: ZoneInfo

    @classmethod
    def next_from(cls, now: datetime, catalogue: Path, zone: ZoneInfo) -> Self:
        """The first working day after the one in which `now` falls, by the catalogue's calendar."""
        today = now.astimezone(zone).date()
        found = [read_arrangement(file) for file in sorted(catalogue.glob("workdays-*.yaml"))]
        known = {day: entry.work for year in found for entry in year.days for day in entry.days()}
        calendar = Calendar(known, max(known, default=today))
        day = calendar.next_workday(today)
        return cls(day, calendar.next_workday(day), zone)

    def at(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.day, time(hour, minute), self.zone)

    def next_morning(self) -> datetime:
        return datetime.combine(self.after, time(9, 30), self.zone)
