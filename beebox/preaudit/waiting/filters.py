"""What the queue's address asks for, as a value: filters, order, columns, place in the list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from beebox.kernel.errors import N_
from beebox.preaudit.lights import Shade


class Held(StrEnum):
    FREE = "free"
    HELD = "held"
    MINE = "mine"
    ASSIGNED = "assigned"
    """Given to me by a supervisor."""


class Sort(StrEnum):
    DUE = "due"
    WAITING = "waiting"
    """Submitted first on top."""
    NEWEST = "newest"


COLUMNS = {
    "light": N_("缓急"),
    "due": N_("预审期限"),
    "first": N_("机审先看到的"),
    "ready": N_("材料就绪"),
    "labels": N_("标签"),
    "notes": N_("备注"),
    "department": N_("部门"),
    "language": N_("语言"),
    "holder": N_("谁在看"),
    "submitted": N_("提交时间"),
    "number": N_("办件编号"),
    "code": N_("办件码"),
}
"""What may stand in a row beside the item and the applicant, in this order."""
USUAL = ("light", "due", "first", "ready", "labels", "submitted", "code")
LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
NAMES = ("item", "shade", "held", "label", "department", "language", "since", "until", "again", "q")
"""The filters by their name in the address."""


@dataclass(frozen=True)
class Filters:
    """What the address asks for; an empty text means everything."""

    item: str = ""
    shade: str = ""
    held: str = ""
    label: str = ""
    """Its id."""
    department: str = ""
    """Its code."""
    language: str = ""
    since: str = ""
    """Submitted on this day or later."""
    until: str = ""
    again: str = ""
    """`1`: only what comes back after a notice; `0`: only what comes for the first time."""
    q: str = ""
    """A whole case code or formal number, as typed."""
    sort: str = Sort.DUE
    columns: tuple[str, ...] = USUAL
    view: str = ""
    """The saved view that this came from."""
    after: str = ""
    """The code of the case after which (`before`: before which) the page begins."""
    before: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns with the item and the applicant, who always stand there, behind urgency and day."""
        ahead = tuple(name for name in self.columns if name in {"light", "due"})
        return (*ahead, "item", *(name for name in self.columns if name not in ahead))

    def named(self) -> dict[str, str]:
        """The filters that are set, by their name in the address."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def asked(self) -> dict[str, Any]:
        """What makes this view, for the address and for a saved one; not the place in the list."""
        rest: dict[str, Any] = {}
        if self.sort != Sort.DUE:
            rest["sort"] = self.sort
        if self.columns != USUAL:
            rest["col"] = list(self.columns)
        return {**self.named(), **rest}

    def without(self, name: str) -> dict[str, Any]:
        """The address's questions with this one dropped, and back to the first page."""
        return {key: value for key, value in self.asked().items() if key != name}

    def days(self) -> tuple[date | None, date | None]:
        """From which day and before which day it was submitted; what is no day is left out."""
        last = as_day(self.until)
        return as_day(self.since), last + timedelta(days=1) if last and last < date.max else None

    def plain(self) -> bool:
        """Whether the kept sums can tell how many there are."""
        return not (set(self.named()) - {"item", "department", "language", "shade", "again"})


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def cleaned(filters: Filters) -> Filters:
    """The same with everything left out that means nothing: a typed address is no fault."""
    sound = {
        "shade": filters.shade if filters.shade in set(Shade) else "",
        "held": filters.held if filters.held in set(Held) else "",
        "language": filters.language if filters.language in LANGUAGES else "",
        "since": filters.since if as_day(filters.since) else "",
        "until": filters.until if as_day(filters.until) else "",
        "again": filters.again if filters.again in {"0", "1"} else "",
        "label": filters.label if filters.label.isascii() and filters.label.isdigit() else "",
        "sort": filters.sort if filters.sort in set(Sort) else Sort.DUE,
    }
    chosen = tuple(name for name in COLUMNS if name in filters.columns)
    return replace(filters, **sound, columns=chosen or USUAL)


def from_kept(asked: Mapping[str, Any]) -> Filters:
    """The filters of a saved view."""
    named = {name: str(asked.get(name, "")) for name in NAMES}
    columns = tuple(str(name) for name in asked.get("col", USUAL))
    return cleaned(Filters(**named, sort=str(asked.get("sort", Sort.DUE)), columns=columns))
