"""Which days are counted, as the address says it: `period=30`, `month=2026-11`, or `from=…&to=…`. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from beebox.kernel.errors import N_, BeeboxError

USUAL = 30
LENGTHS = (7, 30, 90)
LONGEST = 1100
"""Three years and a little: more than anybody compares, and a bound for what one page may ask."""
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class NoSuchPeriod(BeeboxError):
    """The days in the address make no period."""

    status = 422
    code = "no_such_period"
    message = N_("“%(typed)s”不是可以看的时间：请选 7、30、90 天或某一个月。下面先按最近 30 天显示。")


class NoSuchDay(NoSuchPeriod):
    message = N_("“%(typed)s”不是日期，请写成 2026-11-01 这样。下面先按最近 30 天显示。")


class WrongWayRound(NoSuchPeriod):
    message = N_("结束日期在开始日期前面，请对调后再看。下面先按最近 30 天显示。")


class NotYet(NoSuchPeriod):
    message = N_("这段时间还没有到，没有数字可看。请选今天或以前的日期。下面先按最近 30 天显示。")


class TooLong(NoSuchPeriod):
    message = N_("一次最多看 %(most)s 天，请把时间选短一些。下面先按最近 30 天显示。")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included, where the service stands."""

    first: date
    last: date
    asked: str = ""
    """How the address said it: a number of days, a month, or empty for from and to."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days right before it, to compare with."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def address(self) -> dict[str, str]:
        """What the address has to say to come back here."""
        if not self.asked:
            return {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"month" if "-" in self.asked else "period": self.asked}


def lately(today: date, days: int = USUAL) -> Period:
    """The last so many days, today included."""
    return Period(today - timedelta(days=days - 1), today, str(days))


def period_asked(args: Mapping[str, str], today: date) -> Period:
    """The period of an address; one of 30 days where it names none; NoSuchPeriod where it makes no sense."""
    begin, end, month = (args.get(name, "").strip() for name in ("from", "to", "month"))
    if begin or end:
        return _span(begin, end, today)
    if month:
        return _month(month, today)
    asked = args.get("period", "").strip()
    if _MONTH.fullmatch(asked):
        return _month(asked, today)
    if asked and asked not in {str(days) for days in LENGTHS}:
        raise NoSuchPeriod(typed=asked[:20])
    return lately(today, int(asked) if asked else USUAL)


def _span(begin: str, end: str, today: date) -> Period:
    first = _day(begin) if begin else None
    last = min(_day(end), today) if end else today
    if first is None:
        first = last - timedelta(days=USUAL - 1)
    if first > today:
        raise NotYet
    if end and _day(end) < first:
        raise WrongWayRound
    if (last - first).days >= LONGEST:
        raise TooLong(most=LONGEST)
    return Period(first, last)


def _day(text: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        found = date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay(typed=text[:20]) from None
    if not 2000 <= found.year <= 2100:
        raise NoSuchDay(typed=text[:20])
    return found


def _month(text: str, today: date) -> Period:
    found = _MONTH.fullmatch(text)
    if found is None:
        raise NoSuchPeriod(typed=text[:20])
    first = date(int(found[1]), int(found[2]), 1)
    if first > today:
        raise NotYet
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, min(following - timedelta(days=1), today), text)


def months_offered(today: date, how_many: int = 13) -> list[str]:
    """This month and those before it."""
    found, first = [], today.replace(day=1)
    for _ in range(how_many):
        found.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return found
