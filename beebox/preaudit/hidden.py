"""Which wanted values the picture spoils: glare, blur, darkness or a cut just where they stand.

A value is told hidden where its label was found and nothing legible stands behind it, where a reflection or
the picture's side takes its beginning or end away, or where it was read without ease in a poor picture. What
was read in such a place is not believed: only its own check digit can save it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from beebox.preaudit.document_types import FieldRule, Kind, TypeRule
from beebox.preaudit.glare import looks_like_glare, spots_of, touches
from beebox.preaudit.places import Gap, labels_on, spot_at, start_of
from beebox.preaudit.report import Box, FieldValue, HiddenField, Line, Quality, QualityWord
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

_CHECKED = {Kind.ID_NUMBER, Kind.CREDIT_CODE, Kind.CARD_NUMBER}
"""Kinds whose last sign proves the others."""
_NEVER_BLANK = _CHECKED | {Kind.NAME, Kind.ORGANISATION}
"""Kinds that every paper of their type carries."""
_HARD_TO_READ = {
    QualityWord.BLURRED,
    QualityWord.DARK,
    QualityWord.OVEREXPOSED,
    QualityWord.LOW_RESOLUTION,
    QualityWord.SCREEN,
}
_MOST_BY_ELIMINATION = 2


@dataclass(frozen=True)
class Surroundings:
    """What is known of the paper when its hidden values are looked for."""

    sight: Sight
    rule: TypeRule
    lines: Sequence[Line]
    quality: Quality
    outlined: bool = False

    def reflections(self) -> list[Box]:
        """Where lamps are that hide something on this page."""
        if self.quality.word is not QualityWord.GLARE:
            return []
        return [spot.box for spot in spots_of(self.sight) if looks_like_glare(spot)]


def hidden_fields(
    around: Surroundings, fields: Sequence[FieldValue], gaps: Sequence[Gap]
) -> tuple[HiddenField, ...]:
    """Every wanted value the picture spoils, each once; those among `fields` are not to be believed."""
    reflections = around.reflections()
    found = [
        HiddenField(gap.name, word, gap.place.box, gap.label)
        for gap in gaps
        if (word := _why_gone(around, gap, reflections)) is not None
    ]
    found += [
        HiddenField(value.name, word, value.box, _label_of(around.rule.fields.get(value.name)))
        for value in fields
        if (word := _why_doubtful(around, value, reflections)) is not None
    ]
    return (*found, *_by_elimination(around, fields, found))


def _label_of(field: FieldRule | None) -> str:
    return field.labels[0] if field is not None and field.labels else ""


def _why_gone(around: Surroundings, gap: Gap, reflections: Iterable[Box]) -> QualityWord | None:
    """What took away the value behind a label; None where the picture is not to blame."""
    limits, height_width = load_thresholds(), around.sight.page.shape[:2]
    if gap.place.share_outside(height_width[1], height_width[0]) > limits.hidden.outside:
        return QualityWord.CUT_EDGE
    seen = spot_at(gap.place, around.sight.page, limits.glare.white)
    if any(touches(spot, gap.place.box) for spot in reflections) and seen.white >= limits.hidden.white_beside:
        return QualityWord.GLARE
    bare = seen.ink <= limits.hidden.ink and seen.strongest < limits.hidden.strongest
    if bare and seen.white >= limits.hidden.white:
        form = bool(around.rule.signature_lines)
        return (
            QualityWord.GLARE if not form or _paper_at(around, gap.label_box) < limits.hidden.paper else None
        )
    if around.quality.word in _HARD_TO_READ:
        return around.quality.word
    return None


def _paper_at(around: Surroundings, box: Box) -> float:
    """Level of the paper a label is printed on."""
    part = around.sight.page[max(0, box.y) : box.bottom, max(0, box.x) : box.right]
    return float(np.percentile(part.min(axis=2), 85)) if part.size else 255.0


def _why_doubtful(around: Surroundings, value: FieldValue, reflections: Iterable[Box]) -> QualityWord | None:
    """Why what was read cannot be believed; None where it can."""
    limits = load_thresholds().hidden
    field = around.rule.fields.get(value.name)
    if field is None or value.box is None or (field.kind in _CHECKED and value.valid):
        return None
    if field.kind is not Kind.SEX and _eaten_by_glare(around, value, value.box, reflections):
        return QualityWord.GLARE
    height, width = around.sight.page.shape[:2]
    box = value.box
    near = min(box.x, box.y, width - box.right, height - box.bottom)
    if not around.outlined and near <= load_thresholds().cut.print_at_edge:
        return QualityWord.CUT_EDGE
    if around.quality.word in _HARD_TO_READ and value.confidence < limits.sure:
        return around.quality.word
    return None


def _eaten_by_glare(around: Surroundings, value: FieldValue, box: Box, reflections: Iterable[Box]) -> bool:
    """Whether a reflection takes the value's beginning or end away, or its first line."""
    limits, spots = load_thresholds(), list(reflections)
    if any(touches(spot, box) for spot in spots):
        white = max(_white_beside(around, box)) >= limits.hidden.white
        if white or value.confidence < limits.hidden.sure:
            return True
    start = start_of(around.rule, value.name, around.lines) if spots else None
    if start is None or not any(touches(spot, start.box) for spot in spots):
        return False
    seen = spot_at(start, around.sight.page, limits.glare.white)
    return seen.white >= limits.hidden.white and seen.ink <= limits.hidden.ink


def _white_beside(around: Surroundings, box: Box) -> tuple[float, float]:
    """Shares of burnt-out pixels just before and just behind a value."""
    heights = sorted(line.box.h for line in around.lines)
    reach = round(1.2 * min(box.h, heights[len(heights) // 2] if heights else box.h))
    page, white = around.sight.page, load_thresholds().glare.white
    rows = slice(max(0, box.y), box.bottom)
    parts = (page[rows, max(0, box.x - reach) : max(0, box.x)], page[rows, box.right : box.right + reach])
    before, behind = (float((part.min(axis=2) >= white).mean()) if part.size else 0.0 for part in parts)
    return before, behind


def _by_elimination(
    around: Surroundings, fields: Sequence[FieldValue], found: Sequence[HiddenField]
) -> list[HiddenField]:
    """Values of which not even the label was found, where one spot of a page hides things: what every such
    paper carries must be under it. Only one or two; more says that the type was not told right."""
    if around.quality.word not in (QualityWord.GLARE, QualityWord.CUT_EDGE) or around.rule.signature_lines:
        return []
    known = {field.name for field in fields} | {one.name for one in found}
    printed = labels_on(around.rule, around.lines)
    lost = [
        HiddenField(name, around.quality.word, around.quality.box, _label_of(field))
        for name, field in around.rule.fields.items()
        if name not in known and field.kind in _NEVER_BLANK and not printed & set(field.labels)
    ]
    return lost if len(lost) <= _MOST_BY_ELIMINATION else []
