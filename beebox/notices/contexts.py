"""What a text may speak of. The type a channel gets is all it can say: names and numbers are in neither."""

from dataclasses import dataclass, field, fields
from datetime import date

SOMEWHERE = {"zh": "自提点", "en": "a collection point"}
"""Where a carrier does not tell the place, or tells one that would give somebody away."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class OpenContext:
    """For what others may read: a short message on a locked screen, a card in WeChat."""

    code: str
    count: int
    url: str
    place: str
    until: date | None
    now: date | None = field(default=None, kw_only=True)
    """The day on which it is said: the year of `until` is named where it is another one."""
    provisional: bool = field(default=False, kw_only=True)
    """`until` lies where the holidays are not announced yet, and may still move."""


@dataclass(frozen=True)
class OwnContext(OpenContext):
    """For what only its person opens: e-mail and the inbox. Still no name, no number of a paper."""

    item: str
    department: str

    def open(self) -> OpenContext:
        """Without what must not leave by SMS or WeChat."""
        return OpenContext(
            self.code,
            self.count,
            self.url,
            self.place,
            self.until,
            now=self.now,
            provisional=self.provisional,
        )


_LAST_DAY = {"until", "now", "provisional"}
OPEN_PLACES = {one.name for one in fields(OpenContext)} - _LAST_DAY
OWN_PLACES = {one.name for one in fields(OwnContext)} - _LAST_DAY
_PROVISIONAL = {"zh": "（暂定）", "en": " (provisional)"}


def places_of(context: OpenContext, language: str) -> dict[str, object]:
    """The values of the places of a text, as they are written in `zh` or `en`."""
    found = {one.name: getattr(context, one.name) for one in fields(context)}
    return {**found, "place": context.place or SOMEWHERE[language], "until": last_day(context, language)}


def last_day(context: OpenContext, language: str) -> str:
    """As a sentence says it, marked where it may still move."""
    said = day(context.until, language, context.now)
    return said + _PROVISIONAL[language] if said and context.provisional else said


def day(when: date | None, language: str, now: date | None = None) -> str:
    if when is None:
        return ""
    if language == "en":
        return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    year = f"{when.year}年" if now is not None and now.year != when.year else ""
    return f"{year}{when.month}月{when.day}日"
