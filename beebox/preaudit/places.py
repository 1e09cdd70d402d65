"""Where a value should stand beside its printed label, and what the picture is like just there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.document_types import FieldRule, Kind, TypeRule
from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import Piece, level, tilt_of
from beebox.preaudit.report import Box, FieldValue, Line

_LENGTHS = {
    Kind.SEX: 1.5, Kind.ETHNICITY: 2.0, Kind.NAME: 3.5, Kind.RELATION: 2.5, Kind.DATE: 7.0,
    Kind.FIRST_DATE: 7.0, Kind.PHONE: 7.0, Kind.ID_NUMBER: 10.0, Kind.CREDIT_CODE: 10.0,
    Kind.CARD_NUMBER: 10.0,
}  # fmt: skip
"""How long a value is at least, in heights of its label."""
_LENGTH = 6.0
_SHORTEST = 1.2


@dataclass(frozen=True)
class Place:
    """A field of the level sheet, in pixels after the tilt (degrees) is taken out, as `layout.Piece`."""

    x: float
    y: float
    w: float
    h: float
    tilt: float

    @property
    def box(self) -> Box:
        """The upright box around it on the picture; it may reach out of the picture."""
        corners = [
            self._on_picture(x, y)
            for x, y in (
                (self.x, self.y),
                (self.x + self.w, self.y),
                (self.x, self.y + self.h),
                (self.x + self.w, self.y + self.h),
            )
        ]
        left, top = min(x for x, _ in corners), min(y for _, y in corners)
        right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
        return Box(round(left), round(top), max(1, round(right - left)), max(1, round(bottom - top)))

    def _on_picture(self, x: float, y: float) -> tuple[float, float]:
        sine, cosine = math.sin(math.radians(self.tilt)), math.cos(math.radians(self.tilt))
        return x * cosine - y * sine, y * cosine + x * sine

    def cut_from(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """This part of the picture, levelled; beyond its sides the picture's rim goes on."""
        sine, cosine = math.sin(math.radians(self.tilt)), math.cos(math.radians(self.tilt))
        x, y = self._on_picture(self.x, self.y)
        back = np.array([[cosine, -sine, x], [sine, cosine, y]], dtype=np.float64)
        size = (max(4, round(self.w)), max(4, round(self.h)))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        part = cv2.warpAffine(picture, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(part, dtype=np.uint8)

    def share_outside(self, width: int, height: int) -> float:
        """Share of its box that lies out of a picture of this size."""
        box = self.box
        inside_w = max(0, min(box.right, width) - max(box.x, 0))
        inside_h = max(0, min(box.bottom, height) - max(box.y, 0))
        return 1 - inside_w * inside_h / (box.w * box.h)


@dataclass(frozen=True)
class Gap:
    """A printed label without a value behind it. `label` as the paper prints it."""

    name: str
    label: str
    label_box: Box
    place: Place


@dataclass(frozen=True)
class Sought:
    """What was sought in a paper of this type and not found: labels without a value, and the share of its
    values that are `missing`. `known`: whether it is a type that has values at all; `outlined`: whether all
    sides of the paper were seen before it was cut out of its picture."""

    code: str
    known: bool = False
    outlined: bool = False
    gaps: tuple[Gap, ...] = ()
    missing: float = 0.0


def sought_in(
    code: str, rule: TypeRule, lines: Sequence[Line], fields: Sequence[FieldValue], *, outlined: bool = False
) -> Sought:
    """What this type of paper should say beside what was read."""
    found = sum(name in rule.fields for name in {field.name for field in fields})
    missing = 1 - found / len(rule.fields) if rule.fields else 0.0
    return Sought(code, bool(rule.fields), outlined, gaps_on(rule, lines, fields), missing)


def gaps_on(rule: TypeRule, lines: Sequence[Line], fields: Sequence[FieldValue]) -> tuple[Gap, ...]:
    """The wanted values of this type whose label was found and whose value was not."""
    have = {field.name for field in fields}
    wanted = {name: field for name, field in rule.fields.items() if name not in have}
    if not wanted:
        return ()
    tilt = tilt_of(lines)
    pieces = split_at_labels(level(lines), rule.labels)
    found = []
    for name, field in wanted.items():
        label = _label_of(field, pieces)
        if label is not None:
            place = _place(field, label, pieces, tilt)
            found.append(Gap(name, label.label or "", label.box, place))
    return tuple(found)


def start_of(rule: TypeRule, name: str, lines: Sequence[Line]) -> Place | None:
    """Where this value should begin, two signs long; None where its label was not found."""
    label = _label_of(rule.fields[name], split_at_labels(level(lines), rule.labels))
    if label is None or rule.fields[name].place == "below":
        return None
    return Place(
        label.right + 0.4 * label.h, label.y - 0.1 * label.h, 2 * label.h, 1.2 * label.h, tilt_of(lines)
    )


def labels_on(rule: TypeRule, lines: Sequence[Line]) -> frozenset[str]:
    """The labels of this type that are printed here."""
    pieces = split_at_labels(level(lines), rule.labels)
    return frozenset(piece.label for piece in pieces if piece.label is not None)


def _label_of(field: FieldRule, pieces: Sequence[Piece]) -> Piece | None:
    """One sign alone is half a label: it does not show where a value stands."""
    labels = [piece for piece in pieces if piece.label in field.labels and len(piece.label) > 1]
    if field.of > 1:
        labels.sort(key=lambda piece: (piece.y, piece.x))
        return labels[field.nth - 1] if len(labels) == field.of else None
    return min(labels, key=lambda piece: field.labels.index(piece.label or ""), default=None)


def _place(field: FieldRule, label: Piece, pieces: Sequence[Piece], tilt: float) -> Place:
    height = label.h
    length = _LENGTHS.get(field.kind, _LENGTH) * height
    if field.place == "below":
        return Place(label.x, label.bottom + 0.3 * height, length, 1.2 * height, tilt)
    ends = [
        piece.x
        for piece in pieces
        if piece.label is not None
        and piece.x > label.right
        and abs(piece.middle - label.middle) < 0.7 * height
    ]
    start = label.right + 0.4 * height
    room = min(ends, default=start + length) - 0.3 * height - start
    return Place(
        start, label.y - 0.1 * height, max(_SHORTEST * height, min(length, room)), 1.2 * height, tilt
    )


@dataclass(frozen=True)
class Spot:
    """The picture at a place: `white` share of burnt-out pixels, `ink` share of dark ones, `paper` level."""

    white: float
    ink: float
    paper: float
    strongest: float
    """Paper less the darkest ink, in levels."""


def spot_at(place: Place, picture: NDArray[np.uint8], white: float) -> Spot:
    """What is seen at a place of an RGB picture. A printed rule that runs through is no ink."""
    part = place.cut_from(picture).min(axis=2).astype(np.float32)
    paper = float(np.percentile(part, 80))
    dark = part < paper - 40
    ruled_down, ruled_across = dark.mean(axis=0) > 0.7, dark.mean(axis=1) > 0.7
    free = ~(_widened(ruled_across)[:, None] | _widened(ruled_down)[None, :])
    if not free.any():
        free = np.ones_like(dark)
    seen = part[free]
    return Spot(
        float((part >= white).mean()),
        float(dark[free].mean()),
        paper,
        paper - float(np.percentile(seen, 1)),
    )


def _widened(rules: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rules with a pixel on either side, where they fade."""
    wide = rules.copy()
    wide[1:] |= rules[:-1]
    wide[:-1] |= rules[1:]
    return wide
