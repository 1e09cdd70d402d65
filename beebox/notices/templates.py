"""The words of messages: catalogue/messages.yaml, checked before anybody is written to."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter

from pydantic import model_validator

from beebox.cases import events
from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Definition, Line

FILE = "messages.yaml"
PLACES = {"code", "count", "place", "url"}
SOMEWHERE = {"zh": "自提点", "en": "a collection point"}
"""Where a carrier does not tell the place."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Template(Definition):
    """What to say on one event; `until` is the sentence with the date and falls away without one."""

    on: Line
    way: str = ""
    """For CaseDecided: how the result leaves (Case.result_by); empty for any."""
    text: Line
    text_en: Line
    until: str = ""
    until_en: str = ""

    @model_validator(mode="after")
    def _usable(self) -> "Template":
        if not isinstance(getattr(events, self.on, None), type):
            raise ValueError(f"没有叫“{self.on[:40]}”的事件")
        for text, allowed in ((self.text, PLACES), (self.text_en, PLACES), (self.until, {"until"})):
            unknown = _places(text) - allowed
            if unknown:
                raise ValueError(f"空格“{'、'.join(sorted(unknown))}”不能用在这里")
        if (self.until == "") != (self.until_en == "") or _places(self.until_en) - {"until"}:
            raise ValueError("期限那一句中英文都要有，只能用 {until}")
        return self

    def filled(
        self, language: str, code: str, count: int, url: str, until: date | None, place: str = ""
    ) -> str:
        """The message in `zh` or `en`."""
        text, last = (self.text_en, self.until_en) if language == "en" else (self.text, self.until)
        said = text.format(code=code, count=count, url=url, place=place or SOMEWHERE[language])
        if until is None or not last:
            return said
        gap = " " if language == "en" or said.endswith(url) else ""
        return f"{said}{gap}{last.format(until=_day(until, language))}"


class MessageBook(Definition):
    sample: bool
    note: Line
    messages: tuple[Template, ...]

    @model_validator(mode="after")
    def _single(self) -> "MessageBook":
        keys = {(told.on, told.way) for told in self.messages}
        if len(keys) < len(self.messages):
            raise ValueError("同一个事件写了两遍")
        return self

    def template(self, kind: str, way: str | None) -> Template | None:
        """The most fitting words for this event, or None when nothing is to be said."""
        fitting = [told for told in self.messages if told.on == kind and told.way in ("", way or "")]
        return max(fitting, key=lambda told: told.way, default=None)


@lru_cache(maxsize=4)
def messages_in(folder: Path) -> MessageBook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, MessageBook)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _day(day: date, language: str) -> str:
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.month}月{day.day}日"
