"""From single signs with places to printed lines, as a reader of pictures would find them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.pdf_signs import Boxes, Signs
from beebox.preaudit.report import Box, Line

_ONE_WAY = 0.9
"""Share of the print that must run the same way; the rest (a note up the margin) is left out."""
_NEAR = 2.0
_STRAIGHT = 0.3
"""Two signs follow one another when their middles are so many heights apart at most, one way and across."""
_SAME_ROW = 0.5
_NEW_LINE = 1.1
"""A gap of so many heights ends a line: columns of a form."""
_SPACE = 0.25
"""A gap of so many heights between Latin letters is a space."""
_MARGIN = 3
"""Pixels of room around a line, about what readers of pictures leave."""
_RULE = 0.9
_RULE_CONTRAST = 64
"""A column of a gap that is so dark over so much of the row is a rule: cells of a table."""


@dataclass(frozen=True)
class Placed:
    """Signs of an upright page; `rotation`: degrees counter-clockwise the page is turned to be so."""

    rotation: int
    texts: list[str]
    tight: Boxes
    loose: Boxes
    covered: NDArray[np.bool_]
    after_space: NDArray[np.bool_]


def placed_upright(signs: Signs, width: int, height: int) -> Placed | None:
    """The signs that run the way most of the print does; None when the print runs in many ways."""
    steps = _steps(signs)
    near = steps[steps >= 0]
    way = int(np.bincount(near, minlength=4).argmax()) if len(near) else 0
    if (near == way).sum() < _ONE_WAY * len(near):
        return None
    to_it, from_it = np.insert(steps, 0, -1), np.append(steps, -1)
    keep = (to_it == way) | (from_it == way) | ((to_it < 0) & (from_it < 0))
    return Placed(
        rotation=way * 90,
        texts=[text for text, kept in zip(signs.texts, keep, strict=True) if kept],
        tight=turned(signs.tight[keep], way * 90, width, height),
        loose=turned(signs.loose[keep], way * 90, width, height),
        covered=signs.covered[keep],
        after_space=signs.after_space[keep],
    )


def _steps(signs: Signs) -> NDArray[np.int_]:
    """From each sign to the next: 0 right, 1 down, 2 left, 3 up; -1 where the next begins elsewhere."""
    middle = (signs.loose[:, :2] + signs.loose[:, 2:]) / 2
    size = np.maximum(*(signs.loose[:, 2:] - signs.loose[:, :2]).T)[:-1]
    step = np.diff(middle, axis=0)
    far, across = np.abs(step).max(axis=1), np.abs(step).min(axis=1)
    sideways = np.abs(step[:, 0]) >= np.abs(step[:, 1])
    ways = np.where(sideways, np.where(step[:, 0] >= 0, 0, 2), np.where(step[:, 1] >= 0, 1, 3))
    return np.where((far <= _NEAR * size) & (across < _STRAIGHT * size), ways, -1)


def turned(boxes: Boxes, rotation: int, width: int, height: int) -> Boxes:
    """Boxes of a page this large once it is turned counter-clockwise by 0, 90, 180 or 270 degrees."""
    left, top, right, bottom = boxes.T
    if rotation == 90:
        return np.stack([top, width - right, bottom, width - left], axis=1)
    if rotation == 180:
        return np.stack([width - right, height - bottom, width - left, height - top], axis=1)
    if rotation == 270:
        return np.stack([height - bottom, left, height - top, right], axis=1)
    return boxes


def lines_of(placed: Placed, grey: NDArray[np.uint8]) -> list[tuple[Line, bool]]:
    """The lines from top to bottom, each with whether something was drawn over part of it.

    `grey` is the upright page, on which rules between cells can be seen.
    """
    found = [_line(placed, part) for row in _rows(placed) for part in _parts(placed, row, grey)]
    return sorted(found, key=lambda line: (line[0].box.y, line[0].box.x))


def _rows(placed: Placed) -> list[list[int]]:
    """Signs on the same height."""
    middles = (placed.loose[:, 1] + placed.loose[:, 3]) / 2
    heights = placed.loose[:, 3] - placed.loose[:, 1]
    rows: list[list[int]] = []
    level = size = 0.0
    for at in np.argsort(middles, kind="stable"):
        if rows and middles[at] - level <= _SAME_ROW * min(size, heights[at]):
            rows[-1].append(int(at))
            level += (middles[at] - level) / len(rows[-1])
        else:
            rows.append([int(at)])
            level = middles[at]
        size = heights[at]
    return rows


def _parts(placed: Placed, row: list[int], grey: NDArray[np.uint8]) -> Iterator[list[int]]:
    """A row cut where wide gaps or rules are."""
    row = sorted(row, key=lambda at: float(placed.loose[at, 0]))
    part = [row[0]]
    for before, at in pairwise(row):
        if _is_same(placed, before, at):
            continue  # drawn twice to look bold
        gap, height = _gap(placed, part[-1], at), _height(placed, part[-1], at)
        if gap > _NEW_LINE * height or (gap > _SPACE * height and _has_rule(placed, part[-1], at, grey)):
            yield part
            part = []
        part.append(at)
    yield part


def _has_rule(placed: Placed, one: int, other: int, grey: NDArray[np.uint8]) -> bool:
    """Whether an upright rule stands between two signs."""
    top = int(min(placed.loose[at, 1] for at in (one, other)))
    bottom = int(max(placed.loose[at, 3] for at in (one, other)))
    between = grey[max(0, top) : bottom, int(placed.tight[one, 2]) + 2 : int(placed.tight[other, 0]) - 1]
    if between.size == 0:
        return False
    dark = np.abs(between.astype(np.int16) - int(np.median(between))) > _RULE_CONTRAST
    return bool((dark.mean(axis=0) >= _RULE).any())


def _is_same(placed: Placed, one: int, other: int) -> bool:
    if placed.texts[one] != placed.texts[other]:
        return False
    shift = np.abs(placed.tight[one] - placed.tight[other]).max()
    return bool(shift < 0.3 * max(1.0, placed.tight[one, 2] - placed.tight[one, 0]))


def _gap(placed: Placed, one: int, other: int) -> float:
    return float(placed.tight[other, 0] - placed.tight[one, 2])


def _height(placed: Placed, one: int, other: int) -> float:
    return float(max(placed.loose[at, 3] - placed.loose[at, 1] for at in (one, other)))


def _line(placed: Placed, part: list[int]) -> tuple[Line, bool]:
    text = placed.texts[part[0]]
    for before, at in pairwise(part):
        wide = _gap(placed, before, at) > _SPACE * _height(placed, before, at)
        both_latin = text[-1].isascii() and placed.texts[at].isascii()
        if both_latin and (wide or placed.after_space[at]):
            text += " "
        text += placed.texts[at]
    boxes = placed.tight[part]
    low, high = np.floor(boxes[:, :2].min(axis=0)) - _MARGIN, np.ceil(boxes[:, 2:].max(axis=0)) + _MARGIN
    x, y = (max(0, int(side)) for side in low)
    box = Box(x, y, max(1, int(high[0]) - x), max(1, int(high[1]) - y))
    return Line(text, 1.0, box), bool(placed.covered[part].any())
