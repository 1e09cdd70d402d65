"""The traffic light of the five-working-day window: own target day one, amber on day three, red on four."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from beebox.cases.legal_clock import NOTICE_DAYS
from beebox.workdays.calendar import Calendar

AMBER_DAY, RED_DAY = 3, 4


class Shade(StrEnum):
    """Named as the style sheet names them."""

    GOOD = "good"
    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True)
class Light:
    shade: Shade
    day: int
    """Which of the five days it is; 0 on the day of submission, 6 and more when it is too late."""
    left: int
    """Working days left after today; negative when the last day is past."""


def light_of(days: Calendar, today: date, due: date) -> Light:
    """How urgent a case is whose window ends on `due`."""
    left = days.workdays_between(today, due)
    if due < today:
        left = min(left, -1)
    day = NOTICE_DAYS - left
    shade = Shade.STOP if day >= RED_DAY else Shade.WAIT if day == AMBER_DAY else Shade.GOOD
    return Light(shade, day, left)


def due_range(days: Calendar, today: date, shade: Shade) -> tuple[date, date]:
    """Between which due dates (the second excluded) a case shows this shade today."""
    amber = days.add_workdays(today, NOTICE_DAYS - AMBER_DAY)
    green = days.add_workdays(today, NOTICE_DAYS - AMBER_DAY + 1)
    match shade:
        case Shade.STOP:
            return date.min, amber
        case Shade.WAIT:
            return amber, green
        case Shade.GOOD:
            return green, date.max
