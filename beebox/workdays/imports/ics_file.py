"""The public calendars (iCalendar, RFC 5545) with their 休 and 班. Pure.

An event counts when its summary says 休 or 班, or when it carries Apple's mark for such days. Other events,
festivals on ordinary days, are skipped and told.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from beebox.kernel.errors import N_
from beebox.workdays.imports.lines import Sheet, kind_in

MARK = "X-APPLE-SPECIAL-DAY"
MARKS = {"WORK-HOLIDAY": False, "ALTERNATE-WORKDAY": True}
NO_START = N_("这个日程没有写开始的日子（DTSTART）。")
REPEATS = N_("“%(text)s”每年重复。放假安排每年不同，请用写明具体日子的文件。")
NOT_CLOSED = N_("日程没有写完（缺 END:VEVENT），文件可能没有下载完整。")
_LINE_END = re.compile(r"\r\n|\n|\r")
Properties = dict[str, tuple[int, str]]


def read_ics(text: str, sheet: Sheet) -> None:
    event: Properties | None = None
    began = 1
    for line, name, value in _properties(text):
        if (name, value) == ("BEGIN", "VEVENT"):
            if event is not None:
                sheet.fault(began, NOT_CLOSED)
            event, began = {}, line
        elif (name, value) == ("END", "VEVENT") and event is not None:
            _event(began, event, sheet)
            event = None
        elif event is not None:
            event.setdefault(name, (line, value))
        elif name == "X-WR-CALNAME":
            sheet.source = value[:200]
    if event is not None:
        sheet.fault(began, NOT_CLOSED)


def _event(began: int, event: Properties, sheet: Sheet) -> None:
    summary = event.get("SUMMARY", (began, ""))[1]
    kind = MARKS.get(event.get(MARK, (0, ""))[1].upper())
    if kind is None:
        kind = kind_in(summary)
    if kind is None:
        sheet.skipped.append((began, summary[:60]))
        return
    if "RRULE" in event:
        sheet.fault(event["RRULE"][0], REPEATS, text=summary[:40])
        return
    if "DTSTART" not in event:
        sheet.fault(began, NO_START)
        return
    first = _day(event["DTSTART"], sheet)
    if first is None:
        return
    last: date | None = first
    if "DTEND" in event:
        end = _day(event["DTEND"], sheet)
        last = None if end is None else max(end - timedelta(days=1), first) if end >= first else end
    if last is not None:
        sheet.add(began, first, last, summary, is_workday=kind)


def _day(at: tuple[int, str], sheet: Sheet) -> date | None:
    """The day of a date or of a date with a time."""
    return sheet.day(at[0], at[1].partition("T")[0])


def _properties(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, name, value) with folded lines joined and signs unescaped."""
    held: tuple[int, str] | None = None
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        if raw[:1] in {" ", "\t"} and held is not None:
            held = (held[0], held[1] + raw[1:])
            continue
        if held is not None:
            yield _property(*held)
        held = (number, raw)
    if held is not None:
        yield _property(*held)


def _property(line: int, text: str) -> tuple[int, str, str]:
    head, _, value = text.partition(":")
    name = head.partition(";")[0].strip().upper()
    plain = value.strip().replace("\\n", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return line, name, plain
