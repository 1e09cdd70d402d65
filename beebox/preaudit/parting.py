"""Several papers on one sheet: which line belongs to which, told by the labels printed near it."""

from collections.abc import Sequence

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.document_types import DocumentTypes
from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import level
from beebox.preaudit.report import Box, Line

Point = tuple[float, float]
_MARGIN = 0.02
"""Room left around the print of a paper, in parts of the sheet's longer side."""


def parted(lines: Sequence[Line], codes: Sequence[str], types: DocumentTypes) -> dict[str, tuple[Line, ...]]:
    """The lines of each of these papers; every line goes to the paper whose labels are nearest."""
    if len(codes) < 2:
        return {code: tuple(lines) for code in codes}
    places = {code: _label_places(lines, code, types) for code in codes}
    found: dict[str, list[Line]] = {code: [] for code in codes}
    for line in lines:
        found[min(codes, key=lambda code: _distance(_middle(line.box), places[code]))].append(line)
    return {code: tuple(own) for code, own in found.items()}


def _label_places(lines: Sequence[Line], code: str, types: DocumentTypes) -> list[Point]:
    """Where the labels stand that this paper does not share with the others on the sheet."""
    rule = types.types[DocumentType(code)]
    beside = [types.types[other] for other in rule.together_with]
    shared = {label for other in beside for label in (*other.titles, *other.anchors)}
    own = (set(rule.titles) | set(rule.anchors)) - shared
    pieces = split_at_labels(level(lines), types.labels)
    return [_middle(piece.box) for piece in pieces if piece.label in own]


def _middle(box: Box) -> Point:
    return box.x + box.w / 2, box.y + box.h / 2


def _distance(point: Point, places: Sequence[Point]) -> float:
    if not places:
        return float("inf")
    return min((point[0] - x) ** 2 + (point[1] - y) ** 2 for x, y in places)


def region_of(lines: Sequence[Line], width: int, height: int) -> Box | None:
    """The part of the sheet that holds these lines, with a margin; None without lines."""
    if not lines:
        return None
    around = lines[0].box
    for line in lines[1:]:
        around = around.joined(line.box)
    margin = round(_MARGIN * max(width, height))
    x, y = max(0, around.x - margin), max(0, around.y - margin)
    right, bottom = min(width, around.right + margin), min(height, around.bottom + margin)
    return Box(x, y, right - x, bottom - y)
