"""Numbers that carry their own proof: where it fails, another reader looks at that one line again.

Nothing is guessed: a new reading counts only if its check sign is right and it is nearly what was read
at first; otherwise the first one stays, marked as wrong.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.document_types import DocumentTypes, Kind
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.ports import Page, TextReader
from beebox.preaudit.report import Box, FieldValue, Line
from beebox.preaudit.thresholds import load_thresholds
from beebox.preaudit.values import clean

SIGNS = {
    Kind.ID_NUMBER: "0123456789X",
    Kind.CREDIT_CODE: "0123456789ABCDEFGHJKLMNPQRTUWXY",
    Kind.CARD_NUMBER: "0123456789",
}
"""What these numbers are made of (GB 11643, GB 32100, ISO/IEC 7812)."""


def looked_again(
    fields: Sequence[FieldValue],
    code: str,
    types: DocumentTypes,
    lines: Sequence[Line],
    page: Page,
    reader: TextReader,
    number: int,
) -> tuple[FieldValue, ...]:
    """These fields of page `number`, their unproven numbers read again, lost ones looked for."""
    rules = types.types[DocumentType(code)].fields
    wanted = {name: rule.kind for name, rule in rules.items() if rule.kind in SIGNS}
    found = [_mended(field, wanted[field.name], page, reader) if field.name in wanted else field
             for field in fields]  # fmt: skip
    have = {field.name for field in found}
    for name, kind in wanted.items():
        if name not in have and sum(other is kind for other in wanted.values()) == 1:
            lost = _lost(name, kind, lines, page, reader, number)
            found += [lost] if lost else []
    return tuple(found)


def _mended(field: FieldValue, kind: Kind, page: Page, reader: TextReader) -> FieldValue:
    limits = load_thresholds().second_look
    if field.valid is not False or field.box is None:
        return field
    again = _proven(field.value, kind, field.box, page, reader)
    return field if again is None else replace(field, value=again, valid=True, confidence=limits.sure)


def _lost(
    name: str, kind: Kind, lines: Sequence[Line], page: Page, reader: TextReader, number: int
) -> FieldValue | None:
    """A number of which the first reader saw a sign too few or too many."""
    limits = load_thresholds().second_look
    for line in lines:
        text = "".join(sign for sign in squeezed(line.text).upper() if sign in SIGNS[kind])
        if 16 <= len(text) <= 20 and len(text) >= 0.8 * len(squeezed(line.text)):
            again = _proven(text, kind, line.box, page, reader)
            if again is not None:
                return FieldValue(name, again, limits.sure, number, line.box, valid=True)
    return None


def _proven(first: str, kind: Kind, box: Box, page: Page, reader: TextReader) -> str | None:
    """What the other reader makes of this place, if it proves itself and is much the same."""
    limits = load_thresholds().second_look
    room = round(limits.room * box.h)
    crop = page[max(0, box.y - room) : box.bottom + room, max(0, box.x - room) : box.right + room]
    found = clean(kind, reader.again(crop, SIGNS[kind]))
    if found is None or found[1] is not True:
        return None
    return (
        found[0] if SequenceMatcher(None, first, found[0], autojunk=False).ratio() >= limits.alike else None
    )
