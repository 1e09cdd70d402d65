"""The holder's photo on a card: skin tones of a face's size, away from print. Nobody is recognised."""

from collections.abc import Sequence

import cv2
import numpy as np

from beebox.preaudit.portrait import skin_in
from beebox.preaudit.report import Box, Line, Mark, MarkKind
from beebox.preaudit.seals import is_colourless
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds


def find_photo(sight: Sight, lines: Sequence[Line]) -> Mark | None:
    """Whether the card carries a face; None on a grey copy, where skin cannot be told from paper."""
    if is_colourless(sight):
        return None
    limits = load_thresholds().photo
    joined = cv2.morphologyEx(skin_in(sight.small), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined)
    best: Box | None = None
    for part in range(1, count):
        x, y, w, h, area = (int(fact) for fact in facts[part])
        large = limits.least * joined.size < area < limits.most * joined.size
        shaped = limits.slim * h < w < h / limits.slim and area > limits.solid * w * h
        box = Box(x, y, w, h).scaled(sight.factor)
        if large and shaped and not any(box.covers(line.box) for line in lines):
            best = box if best is None or box.w * box.h > best.w * best.h else best
    return Mark(MarkKind.PHOTO, present=best is not None, box=best)
