"""A lamp's reflection: a compact white spot without ink that fades into the paper around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.report import Box, Line
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import Glare, load_thresholds

_RINGS = ((2.5, 5.5), (5.5, 10.5), (10.5, 18.5), (18.5, 30.5))
"""Distances from the spot, in pixels of the small picture, between which the paper's level is taken."""
_ROOM = 40
_INK_LEVEL = 200


@dataclass(frozen=True)
class Spot:
    """`box` in pixels of the page. `share` of the picture, `solidity` (area by that of its hull), `ink`
    (share of dark pixels in it), `rings`: levels of the paper from near to far."""

    box: Box
    share: float
    solidity: float
    ink: float
    rings: tuple[float, ...]


def spots_of(sight: Sight) -> list[Spot]:
    """Every white spot of a size that matters, the largest first."""
    limits = load_thresholds().glare
    white = np.asarray(cv2.blur(sight.level, (3, 3)) >= limits.white, dtype=np.uint8)
    count, marked, facts, _ = cv2.connectedComponentsWithStats(white)
    found = []
    for spot in range(1, count):
        x, y, w, h, area = (int(fact) for fact in facts[spot])
        if limits.least < area / white.size < limits.most:
            left, top = max(0, x - _ROOM), max(0, y - _ROOM)
            window = np.s_[top : y + h + _ROOM, left : x + w + _ROOM]
            shape = np.asarray(marked[window] == spot, dtype=np.uint8)
            box = Box(x, y, w, h).scaled(sight.factor)
            found.append(_measured(shape, sight.level[window], area, white.size, box))
    return sorted(found, key=lambda one: -one.share)


def _measured(shape: NDArray[np.uint8], level: NDArray[np.uint8], area: int, size: int, box: Box) -> Spot:
    outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    filled = np.zeros_like(shape)
    cv2.fillPoly(filled, [hull], (1,))
    far = cv2.distanceTransform(np.asarray(1 - shape, dtype=np.uint8), cv2.DIST_L2, 3)
    rings = []
    for least, most in _RINGS:
        around = level[(far > least) & (far <= most)]
        if around.size > 20:
            rings.append(float(np.percentile(around, 75)))
    return Spot(
        box,
        area / size,
        area / max(float(cv2.contourArea(hull)), 1.0),
        float((level[filled > 0] < _INK_LEVEL).mean()),
        tuple(rings),
    )


def glare_on(sight: Sight, lines: Sequence[Line], places: Sequence[Box], lost: float) -> Spot | None:
    """The largest reflection that hides print or a place where a value is missing, or outshines the paper.

    `lost`: share of the picture from which on a spot is believed anyway, as where most of a paper's values
    are missing.
    """
    spots = (spot for spot in spots_of(sight) if looks_like_glare(spot))
    return next((spot for spot in spots if spot.share >= lost or hides_print(spot, lines, places)), None)


def looks_like_glare(spot: Spot) -> bool:
    """Whether the spot has a reflection's shape and fades; bare white paper has neither."""
    limits = load_thresholds().glare
    return _compact(spot, limits) and _fades(spot.rings, limits)


def _compact(spot: Spot, limits: Glare) -> bool:
    long, short = max(spot.box.w, spot.box.h), min(spot.box.w, spot.box.h)
    return spot.solidity >= limits.solidity and spot.ink <= limits.ink and long <= limits.oblong * short


def _fades(rings: tuple[float, ...], limits: Glare) -> bool:
    """Down to the paper's own level and not up again, as it does at a hole or another sheet."""
    if len(rings) < len(_RINGS):
        return False
    slack = [max(limits.rise, 0.15 * (limits.white - near)) for near in rings]
    falling = all(far <= near + more for (near, far), more in zip(pairwise(rings), slack, strict=False))
    return falling and rings[1] <= limits.fall_near and rings[2] <= limits.fall_far


def hides_print(spot: Spot, lines: Sequence[Line], places: Sequence[Box]) -> bool:
    """Whether a value is missing there, print breaks off at it, or it softly outshines the paper."""
    limits = load_thresholds().glare
    if any(touches(spot.box, place) for place in places):
        return True
    soft = spot.rings[0] >= limits.soft
    if soft and spot.rings[-1] <= limits.bright_far and spot.share >= limits.bright_least:
        return True
    plain = spot.rings[1] <= limits.plain
    return plain and any(breaks_off(line, spot.box) for line in lines)


def touches(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > 0 and down > 0


def breaks_off(line: Line, spot: Box) -> bool:
    """Whether a line of print from outside ends at the spot or a little within it."""
    box = line.box
    if not spot.y + 0.15 * spot.h < box.y + box.h / 2 < spot.bottom - 0.15 * spot.h:
        return False
    near = 0.5 * box.h
    ends = box.x < spot.x and spot.x - near < box.right < spot.right
    return ends or (box.right > spot.right and spot.x < box.x < spot.right + near)
