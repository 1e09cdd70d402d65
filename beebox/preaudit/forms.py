"""What a request of the pre-audit's pages says, checked as far as a form can be."""

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from beebox.preaudit.review import LONGEST_NOTE
from beebox.preaudit.waiting.filters import NAMES, Filters, cleaned
from beebox.web.requests import text_field

_LONGEST_WORD = 60


@dataclass(frozen=True)
class Typed:
    """A decision as it was sent, kept so that nothing is lost when it cannot be taken."""

    material: str
    word: str
    reasons: tuple[str, ...]
    note: str


def filters_asked() -> Filters:
    """The queue's filters in the address; what makes no sense is left out."""
    return _filters(request.args)


def filters_kept() -> Filters:
    """The same from the hidden fields of a form."""
    return _filters(request.form)


def _filters(args: MultiDict[str, str]) -> Filters:
    named = {name: word(args.get(name, "")).strip() for name in (*NAMES, "sort", "view", "after", "before")}
    columns = tuple(word(name) for name in args.getlist("col")[:20])
    return cleaned(Filters(**named, columns=columns))


def typed_decision() -> Typed:
    """The decision as typed, whatever it is worth."""
    form = request.form
    return Typed(
        word(form.get("material", "")),
        word(form.get("word", "")),
        tuple(word(code) for code in form.getlist("reasons")[:20]),
        form.get("note", "")[: LONGEST_NOTE * 4],
    )


def note_field() -> str:
    """The note, or TextRefused when it is too long or holds control signs."""
    return text_field("note", LONGEST_NOTE)


def word(text: str) -> str:
    """A code as an address or a form may name it: short, and nothing a database would choke on."""
    return text[:_LONGEST_WORD] if text.isprintable() else ""


def whole(text: str, otherwise: int) -> int:
    """A small whole number, or `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise


def box_asked() -> tuple[int, int, int, int] | None:
    """`?box=x,y,w,h` in pixels; None when there is none or it is no box."""
    sides = request.args.get("box", "").split(",")
    numbers = [whole(side.strip(), -1) for side in sides]
    if len(numbers) != 4 or min(numbers) < 0 or 0 in numbers[2:]:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]
