"""What a text may speak of. The type a channel gets is all it can say: names and numbers are in neither."""

from dataclasses import dataclass, fields
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


@dataclass(frozen=True)
class OwnContext(OpenContext):
    """For what only its person opens: e-mail and the inbox. Still no name, no number of a paper."""

    item: str
    department: str

    def open(self) -> OpenContext:
        """Without what must not leave by SMS or WeChat."""
        return OpenContext(self.code, self.count, self.url, self.place, self.until)


OPEN_PLACES = {field.name for field in fields(OpenContext)} - {"until"}
OWN_PLACES = {field.name for field in fields(OwnContext)} - {"until"}


def places_of(context: OpenContext, language: str) -> dict[str, object]:
    """The values of the places of a text, as they are written in `zh` or `en`."""
    found = {field.name: getattr(context, field.name) for field in fields(context)}
    return {**found, "place": context.place or SOMEWHERE[language], "until": day(context.until, language)}


def day(when: date | None, language: str) -> str:
    if when is None:
        return ""
    if language == "en":
        return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    return f"{when.month}月{when.day}日"
