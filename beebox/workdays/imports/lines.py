"""What a holiday file says, line by line, whatever its form. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date

from beebox.kernel.errors import N_

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_STRETCH = 60
MOST_DAYS = 3000
NOT_A_DATE = N_("“%(text)s”不是日期。请写成 2026-10-01 这样。")
NO_SUCH_DAY = N_("没有“%(text)s”这一天。")
YEAR_OUT = N_("%(text)s 不在 %(first)s 到 %(last)s 年之间。")
KIND_UNCLEAR = N_("看不出“%(text)s”是休还是班。请写“休”或“班”。")
BACKWARDS = N_("结束的日子（%(until)s）在开始（%(day)s）之前。")
TOO_LONG = N_("%(day)s 到 %(until)s 有 %(count)s 天，一次放假不会这么长。")
REST_BEFORE = N_("%(day)s 在第 %(other)s 行写的是休息，这里写的是上班。一天只能是一样。")
WORK_BEFORE = N_("%(day)s 在第 %(other)s 行写的是上班，这里写的是休息。一天只能是一样。")
_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?", re.ASCII)
_WORK = re.compile(r"班|^work$|\bworking day\b|\bworkday\b", re.IGNORECASE)
_REST = re.compile(r"休|放假|假期|^假$|^rest$|^off$|\bholiday\b|\bday off\b", re.IGNORECASE)
"""Words that are surely meant: Workers' Day is no working day, the summer of schools (暑假) no holiday."""


@dataclass(frozen=True)
class Entry:
    day: date
    is_workday: bool
    note: str
    line: int


@dataclass(frozen=True)
class Fault:
    """A line that cannot be used, and why: a sentence to be translated with its values."""

    line: int
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass
class Sheet:
    """What was read so far."""

    entries: dict[date, Entry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    """Lines that name no day of work or rest, such as a festival on an ordinary day."""
    source: str = ""

    def fault(self, line: int, message: str, **values: object) -> None:
        self.faults.append(Fault(line, message, values))

    def add(self, line: int, first: date, last: date, note: str, *, is_workday: bool) -> None:
        """A stretch of days, both ends included; what contradicts an earlier line is a fault."""
        count = (last - first).days + 1
        if count < 1:
            self.fault(line, BACKWARDS, until=last, day=first)
            return
        if count > LONGEST_STRETCH:
            self.fault(line, TOO_LONG, day=first, until=last, count=count)
            return
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            self._one(Entry(date.fromordinal(ordinal), is_workday, note, line))

    def day(self, line: int, text: str) -> date | None:
        """The day a text means; None, with its fault written down, when it means none."""
        text = text.strip()
        found = _DATE.fullmatch(text)
        if found is None:
            self.fault(line, NOT_A_DATE, text=text[:40])
            return None
        year, month, day = map(int, found.groups())
        if not FIRST_YEAR <= year <= LAST_YEAR:
            self.fault(line, YEAR_OUT, text=text[:40], first=FIRST_YEAR, last=LAST_YEAR)
            return None
        try:
            return date(year, month, day)
        except ValueError:
            self.fault(line, NO_SUCH_DAY, text=text[:40])
            return None

    def _one(self, entry: Entry) -> None:
        before = self.entries.get(entry.day)
        if before is not None and before.is_workday != entry.is_workday:
            said = WORK_BEFORE if before.is_workday else REST_BEFORE
            self.fault(entry.line, said, day=entry.day, other=before.line)
        elif before is None:
            self.entries[entry.day] = entry


def kind_in(text: str) -> bool | None:
    """True: worked; a make-up day says both (调休上班), and is worked."""
    if _WORK.search(text):
        return True
    return False if _REST.search(text) else None
