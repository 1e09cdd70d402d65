"""Which paper a page is, and why: by the labels printed on it, or by its look if nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.document_types import DocumentTypes, TypeRule
from beebox.preaudit.labels import split_at_labels, within_one_edit
from beebox.preaudit.layout import Piece, level, plain
from beebox.preaudit.portrait import looks_like_portrait
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Line

_TITLE_WEIGHT = 3
_NEGATIVE_WEIGHT = 4
_WITH_EASE = 0.8
"""Less sure lines on a picture without labels are drawings taken for signs."""
_PRINTED_FROM = 5
"""Lines from which a page without known labels counts as a printed page."""


@dataclass(frozen=True)
class Recognised:
    """`also` are papers on the same sheet, as the two sides of a card on one copy."""

    code: str
    confidence: float
    reason: str
    also: tuple[str, ...] = ()


def recognise(lines: Sequence[Line], page: Page, types: DocumentTypes) -> Recognised:
    """The paper this page is; `printed_page` or `other` where it is none that is known."""
    pieces = level(lines)
    found = _labels_on(pieces, types)
    scores = {code: _score(rule, found) for code, rule in types.types.items() if rule.titles}
    best = max(scores, key=lambda code: (scores[code][0], scores[code][0] / _full(types.types[code])))
    points, seen = scores[best]
    rule = types.types[best]
    if points < rule.least:
        return _without_labels(lines, page)
    others = [scores[code][0] for code in scores if code != best and code not in rule.together_with]
    lead = points - max(others)
    confidence = min(0.99, 0.55 + 0.06 * (points - rule.least) + 0.05 * max(0, lead))
    also = tuple(str(other) for other in rule.together_with if scores[other][0] >= types.types[other].least)
    return Recognised(str(best), round(confidence, 2), "、".join(seen), also)


def _labels_on(pieces: list[Piece], types: DocumentTypes) -> set[str]:
    found = {piece.label for piece in split_at_labels(pieces, types.labels) if piece.label is not None}
    texts = [plain(piece.text) for piece in pieces]
    titles = {title for rule in types.types.values() for title in rule.titles}
    return found | {title for title in titles if any(_has_title(text, title) for text in texts)}


def _has_title(text: str, title: str) -> bool:
    if title in text:
        return True
    if len(title) < 4 or len(text) > len(title) + 8:
        return False
    return any(within_one_edit(text[at : at + len(title)], title) for at in range(len(text) - len(title) + 1))


def _score(rule: TypeRule, found: set[str]) -> tuple[int, tuple[str, ...]]:
    titles = tuple(label for label in rule.titles if label in found)
    anchors = tuple(label for label in rule.anchors if label in found)
    against = sum(label in found for label in rule.negatives)
    points = _TITLE_WEIGHT * min(len(titles), 1) + len(anchors) - _NEGATIVE_WEIGHT * min(against, 1)
    return points, titles + anchors


def _full(rule: TypeRule) -> int:
    return _TITLE_WEIGHT + len(rule.anchors)


def _without_labels(lines: Sequence[Line], page: Page) -> Recognised:
    if looks_like_portrait(page, sum(line.confidence >= _WITH_EASE for line in lines)):
        return Recognised(DocumentType.PORTRAIT_PHOTO.value, 0.8, "单色背景上的人像")
    if len(lines) >= _PRINTED_FROM:
        return Recognised(DocumentType.PRINTED_PAGE.value, 0.5, "有文字，但不是认识的证件")
    return Recognised(DocumentType.OTHER.value, 0.3, "没有认出标题和栏目")
