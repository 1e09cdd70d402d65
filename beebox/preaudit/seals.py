"""The red seal: a ring of red ink, round or oval, with little inside it, whatever the light and the paper.

Red is what is redder than the paper around it, so that warm light and tinted papers do not matter. A person's
square name seal, a finger print and a printed emblem have no such ring.
"""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.report import Box
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import Seal, load_thresholds

Mask = NDArray[np.uint8]
_SECTORS = 36
_REACHES = (0.012, 0.03)
"""Gaps between the signs of a seal that are closed, in parts of the picture's longer side."""
_COARSE = 8
_LEAST_INK = 60
"""Pixels of the small picture; the palest, smallest ring has more."""
_LEVELS = (1.0, 1.6, 2.5, 4.0)
"""Pale seals show at the first, those amid other red only at a later one."""


def is_colourless(sight: Sight) -> bool:
    """Whether this is a grey copy, on which a red seal could not be told from print."""
    small = sight.small.astype(np.int16)
    spread = float((small.max(axis=2) - small.min(axis=2)).mean())
    return spread < load_thresholds().seal.colourless


def find_seal(sight: Sight) -> Box | None:
    """The largest red ring on the page, in pixels of the page."""
    limits = load_thresholds().seal
    redness = redness_of(sight)
    best: Box | None = None
    for times in _LEVELS:
        red = np.asarray(redness >= times * limits.redder, dtype=np.uint8)
        if cv2.countNonZero(red) < _LEAST_INK:
            break
        for reach in _REACHES:
            for box in _rings(red, reach, limits):
                best = box if best is None or box.w * box.h > best.w * best.h else best
        if best is not None:
            break
    return None if best is None else best.scaled(sight.factor)


def redness_of(sight: Sight) -> NDArray[np.float32]:
    """How much redder each pixel of the small picture is than its surroundings, and not more purple."""
    colours = cv2.cvtColor(sight.small, cv2.COLOR_RGB2LAB)
    height, width = colours.shape[:2]
    coarse = cv2.resize(
        colours, (max(8, width // _COARSE), max(8, height // _COARSE)), interpolation=cv2.INTER_AREA
    )
    ground = cv2.resize(cv2.medianBlur(coarse, 15), (width, height), interpolation=cv2.INTER_LINEAR)
    apart = colours.astype(np.float32) - ground.astype(np.float32)
    return np.where(apart[..., 2] > -0.8 * apart[..., 1], apart[..., 1], 0).astype(np.float32)


def _rings(red: Mask, reach: float, limits: Seal) -> list[Box]:
    long_side = max(red.shape)
    size = max(3, round(reach * long_side)) | 1
    joined = cv2.morphologyEx(
        red, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    )
    outlines, nesting = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found = []
    for outline, (_, _, _, parent) in zip(outlines, nesting[0] if outlines else (), strict=True):
        if parent >= 0:
            continue
        x, y, w, h = cv2.boundingRect(outline)
        large = limits.smallest * long_side < max(w, h) < limits.largest * long_side
        if (
            large
            and max(w, h) < limits.oblong * min(w, h)
            and len(outline) > 20
            and _is_ring(red, outline, limits)
        ):
            found.append(Box(x, y, w, h))
    return found


def _is_ring(red: Mask, outline: NDArray[Any], limits: Seal) -> bool:
    """Whether ink lies all around near the ellipse that encloses it, and far less within."""
    hull = cv2.convexHull(outline)
    if len(hull) < 5:
        return False
    (x, y), (across, along), turn = cv2.fitEllipse(hull)
    if min(across, along) < 8 or max(across, along) > limits.oblong * min(across, along):
        return False
    reach = math.ceil(max(across, along) * 0.6)
    left, top = max(0, round(x) - reach), max(0, round(y) - reach)
    part = red[top : round(y) + reach + 1, left : round(x) + reach + 1] > 0
    down, beside = np.mgrid[0 : part.shape[0], 0 : part.shape[1]]
    x_off, y_off = beside + left - x, down + top - y
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
    u = (x_off * cosine + y_off * sine) / (across / 2)
    v = (y_off * cosine - x_off * sine) / (along / 2)
    far, angle = np.hypot(u, v), np.arctan2(v, u)
    rim = (far > 0.86) & (far < 1.06)
    sectors = ((angle[rim & part] + math.pi) / (2 * math.pi) * (_SECTORS - 0.01)).astype(int)
    inked = np.bincount(sectors, minlength=_SECTORS) > 0
    outside = part[(far > 1.12) & (far < 1.3)]
    if inked.mean() < limits.sectors or (outside.size and outside.mean() > limits.around):
        return False
    on_rim, signs = part[rim].mean(), part[(far > 0.62) & (far < 0.84)].mean()
    inside, star = part[(far > 0.35) & (far < 0.6)].mean(), part[far < 0.3].mean()
    if part[far < 1].mean() > limits.fullest:
        return False
    plain = signs <= limits.signs * on_rim and inside <= limits.inside * on_rim
    starred = (
        star >= limits.star and inside <= limits.bare * on_rim and signs <= limits.signs_at_most * on_rim
    )
    return bool(plain or starred)
