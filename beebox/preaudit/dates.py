"""Days in words and in arithmetic, for rules about terms and ages."""

from datetime import date

from beebox.preaudit.tongues import Worded

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(day: str | date) -> Worded:
    """2026年6月3日, in English 3 Jun 2026."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return Worded(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the first of the next month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def age_on(born: date, day: date) -> int:
    """Full years of age on that day; negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
