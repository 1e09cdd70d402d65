"""Values of a page: found beside, around or below their printed labels, then cleaned by kind."""

from collections.abc import Iterable, Sequence

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.document_types import DocumentTypes, FieldRule, Kind, TypeRule
from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import Piece, level
from beebox.preaudit.report import FieldValue, Line, PageReading
from beebox.preaudit.values import clean

_REACH = 14.0
"""How far right of a label its value may begin, in heights of the label."""
_GAP = 2.5
_LEAST_SURE = 0.6
"""A value read with less than this is as good as not read."""
_PITCH = 1.75
"""Largest distance of two lines of one value, from middle to middle, in heights of a line."""


def extract(
    types: DocumentTypes, codes: Iterable[str], lines: Sequence[Line], page: int
) -> tuple[FieldValue, ...]:
    """The fields of these types that can be read on the page, each at most once."""
    sheet = level(lines)
    found: dict[str, FieldValue] = {}
    for code in codes:
        rule = types.types[DocumentType(code)]
        pieces = split_at_labels(sheet, rule.labels)
        for name, field in rule.fields.items():
            if name in found:
                continue
            value = _value(name, field, pieces, sheet, rule, page)
            if value is not None:
                found[name] = value
    return tuple(found.values())


def best_fields(pages: Sequence[PageReading], main: str) -> tuple[FieldValue, ...]:
    """Of each name the value that is most to be trusted, the main type's pages first."""
    best: dict[str, tuple[tuple[bool, bool, float], FieldValue]] = {}
    for page in pages:
        for field in page.fields:
            rank = (page.document_type == main, field.valid is not False, field.confidence)
            if field.name not in best or rank > best[field.name][0]:
                best[field.name] = rank, field
    return tuple(field for _, field in best.values())


def _value(
    name: str, field: FieldRule, pieces: list[Piece], sheet: list[Piece], rule: TypeRule, page: int
) -> FieldValue | None:
    labels = [piece for piece in pieces if piece.label in field.labels]
    if field.of > 1:
        labels = sorted(labels, key=lambda piece: (piece.y, piece.x))
        labels = [labels[field.nth - 1]] if len(labels) == field.of else []
    for label in sorted(labels, key=lambda piece: field.labels.index(piece.label or "")):
        value = _made(name, field, _beside(label, pieces, field), page)
        if value is not None:
            return value
    return _anywhere(name, field, sheet, page) if field.anywhere else None


def _made(name: str, field: FieldRule, parts: list[Piece], page: int) -> FieldValue | None:
    if not parts:
        return None
    for count in range(len(parts), 0, -1) if field.lines == "one" else (len(parts),):
        cleaned = clean(field.kind, "".join(part.text for part in parts[:count]), field.pattern)
        if cleaned is not None:
            used = parts[:count]
            box = used[0].box
            for part in used[1:]:
                box = box.joined(part.box)
            confidence = min(part.confidence for part in used)
            if confidence < _LEAST_SURE:
                return None
            return FieldValue(name, cleaned[0], round(confidence, 4), page, box, cleaned[1])
    return None


def _anywhere(name: str, field: FieldRule, sheet: list[Piece], page: int) -> FieldValue | None:
    """A value known by its look alone; the last one on the page for dates (the signing date)."""
    order = reversed(sheet) if field.kind is Kind.DATE else sheet
    for piece in order:
        value = _made(name, field, [piece], page)
        if value is not None:
            return value
    return None


def _beside(label: Piece, pieces: list[Piece], field: FieldRule) -> list[Piece]:
    """The texts that belong to this label, in reading order."""
    if field.place == "below":
        return _right_of(label, pieces)[:1] + _below(label, pieces)
    first = _right_of(label, pieces)
    if not first or field.lines == "one":
        return first
    return _in_reading_order(_run_on(label, first, pieces), label.h)


def _same_row(one: Piece, other: Piece) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.y, other.y)
    return overlap > 0.35 * min(one.h, other.h)


def _right_of(label: Piece, pieces: list[Piece]) -> list[Piece]:
    """The line right of the label that is nearest to its height, up to the next label on it."""
    row = [piece for piece in pieces if piece is not label and _same_row(label, piece)]
    end = min(
        (
            piece.x
            for piece in row
            if piece.label is not None
            and piece.x >= label.right - label.h * 0.5
            and abs(piece.middle - label.middle) < 0.6 * label.h
        ),
        default=label.right + 3 * _REACH * label.h,
    )
    beside = [
        piece
        for piece in row
        if piece.label is None and label.right - label.h * 0.6 <= piece.x < end - label.h * 0.2
    ]
    starts = [piece for piece in beside if not _follows_another(piece, beside)]
    if not starts:
        return []
    first = min(starts, key=lambda piece: abs(piece.middle - label.middle))
    if first.x > label.right + _REACH * label.h:
        return []
    line = [piece for piece in beside if piece.x >= first.x and _same_line(first, piece)]
    return _without_gap(sorted(line, key=lambda piece: piece.x))


def _without_gap(line: list[Piece]) -> list[Piece]:
    """The pieces up to the first gap so wide that another column begins behind it."""
    taken = line[:1]
    for piece in line[1:]:
        if piece.x - taken[-1].right > _GAP * piece.h:
            break
        taken.append(piece)
    return taken


def _follows_another(piece: Piece, beside: list[Piece]) -> bool:
    """Whether the piece stands behind other text on its own line."""
    return any(other.x < piece.x and _same_line(other, piece) for other in beside)


def _in_reading_order(pieces: list[Piece], height: float) -> list[Piece]:
    """Row by row; pieces whose middles are less than half a line apart share a row."""
    ordered: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if ordered and piece.middle - ordered[-1][0].middle < 0.45 * min(height, piece.h):
            ordered[-1].append(piece)
        else:
            ordered.append([piece])
    return [piece for row in ordered for piece in sorted(row, key=lambda piece: piece.x)]


def _same_line(first: Piece, other: Piece) -> bool:
    return abs(first.middle - other.middle) < 0.45 * min(first.h, other.h)


def _run_on(label: Piece, first: list[Piece], pieces: list[Piece]) -> list[Piece]:
    """The value with the lines that run on above and below it, all beginning where it begins.

    A value cut from the line of its label begins further right than it seems: there was a gap.
    """
    start, high = first[0].x, first[0].h
    shift = 1.2 if first[0].box.y != label.box.y else 4.5
    column = [
        piece
        for piece in pieces
        if piece.label is None
        and piece not in first
        and -1.2 * high < piece.x - start < shift * high
        and not _has_own_label(piece, label, pieces)
    ]
    taken = list(first)
    for piece in sorted(column, key=lambda piece: piece.y):
        pitch = piece.middle - taken[-1].middle
        if 0.4 * high < pitch < _PITCH * min(high, piece.h):
            taken.append(piece)
    above = [
        piece
        for piece in column
        if 0.4 * high < first[0].middle - piece.middle < _PITCH * min(high, piece.h)
        and piece.bottom - label.y > 0.25 * piece.h
    ]
    return above[-1:] + taken


def _has_own_label(piece: Piece, label: Piece, pieces: list[Piece]) -> bool:
    """Whether another label stands left of the piece on its row, so that it belongs to that."""
    return any(
        other.label is not None
        and other is not label
        and other.x < piece.x
        and other.right > label.x - label.h
        and abs(other.middle - piece.middle) < 0.6 * min(other.h, piece.h)
        for other in pieces
    )


def _below(label: Piece, pieces: list[Piece]) -> list[Piece]:
    """The first line under a heading."""
    under = [
        piece
        for piece in pieces
        if piece.label is None
        and label.middle + 0.6 * label.h < piece.middle < label.middle + 2.6 * label.h
        and piece.x < label.right + 2 * label.h
        and piece.right > label.x
    ]
    return sorted(under, key=lambda piece: piece.y)[:1]
