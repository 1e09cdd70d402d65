"""The holder's photo on a card: a solid upright patch, darker than the paper. No face is looked for."""

from collections.abc import Sequence

import cv2
import numpy as np

from beebox.preaudit.report import Box, Line, Mark, MarkKind
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

_COARSE, _WIDE = 8, 31
_STROKE, _BESIDE, _BELOW = 9, 15, 115
"""Pixels of the small picture: print is thinner; hair and clothes are closer, a pale face between them."""


def find_photo(sight: Sight, lines: Sequence[Line]) -> Mark:
    """Whether the card carries a photo, and where."""
    limits = load_thresholds().photo
    height, width = sight.level.shape
    coarse = cv2.resize(sight.level, (max(8, width // _COARSE), max(8, height // _COARSE)))
    ground = cv2.resize(cv2.medianBlur(coarse, _WIDE), (width, height), interpolation=cv2.INTER_LINEAR)
    darker = np.asarray(cv2.subtract(ground, sight.level) > limits.darker, dtype=np.uint8)
    solid = cv2.morphologyEx(darker, cv2.MORPH_OPEN, np.ones((_STROKE, _STROKE), np.uint8))
    joined = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((_BELOW, _BESIDE), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined)
    best: Box | None = None
    for part in range(1, count):
        x, y, w, h, area = (int(fact) for fact in facts[part])
        at_rim = x == 0 or y == 0 or x + w == width or y + h == height
        shaped = limits.slim * h < w < limits.broad * h and area > limits.solid * w * h
        box = Box(x, y, w, h).scaled(sight.factor)
        if at_rim or not shaped or not limits.least < w * h / joined.size < limits.most:
            continue
        if sum(box.covers(line.box) for line in lines) <= limits.lines:
            best = box if best is None or box.w * box.h > best.w * best.h else best
    return Mark(MarkKind.PHOTO, present=best is not None, box=best)
