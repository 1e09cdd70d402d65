"""Straight runs in a small grey picture: short segments found, those on one line joined."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]
_SHORTEST = 0.035
"""Of the picture's longer side: shorter segments are print."""
_SAME_WAY = 3.0
"""Degrees between segments of one run."""
_COVERED = 0.45
"""Share of a run's length that must be seen."""
_GAP = 0.25
"""Longest gap within a run, in parts of what is joined so far."""
_MOST = 400
"""Segments; more is a texture."""


@dataclass(frozen=True)
class Run:
    """A straight run from one end to the other, in pixels."""

    start: Point
    end: Point


def runs_of(grey: NDArray[np.uint8]) -> list[Run]:
    """The straight runs of the picture, the longest segments' first."""
    found = cv2.createLineSegmentDetector(0).detect(grey)[0]
    if found is None:
        return []
    segments = found.reshape(-1, 4).astype(np.float64)
    ways = segments[:, 2:] - segments[:, :2]
    lengths = np.hypot(ways[:, 0], ways[:, 1])
    order = np.argsort(-lengths)[:_MOST]
    order = order[lengths[order] > _SHORTEST * max(grey.shape)]
    segments, ways, lengths = segments[order], ways[order], lengths[order]
    angles = np.degrees(np.arctan2(ways[:, 1], ways[:, 0])) % 180
    free = np.ones(len(segments), dtype=bool)
    runs = []
    for at in range(len(segments)):
        if free[at]:
            taken, start, end = _joined(at, segments, angles, free)
            free[taken] = False
            if lengths[taken].sum() >= _COVERED * np.linalg.norm(end - start):
                runs.append(Run(start, end))
    return runs


def _joined(
    at: int, segments: NDArray[np.float64], angles: NDArray[np.float64], free: NDArray[np.bool_]
) -> tuple[list[int], Point, Point]:
    """The free segments that go on where this one ends, and both ends of the whole."""
    radians = math.radians(float(angles[at]))
    way = np.array([math.cos(radians), math.sin(radians)])
    middle = (segments[at, :2] + segments[at, 2:]) / 2
    ends = segments.reshape(-1, 2, 2) - middle
    along = np.sort(ends @ way, axis=1)
    beside = np.abs(ends @ np.array([-way[1], way[0]])).max(axis=1)
    turned = np.abs((angles - angles[at] + 90) % 180 - 90)
    far = np.abs(along).min(axis=1)
    near = free & (turned < _SAME_WAY) & (beside < 2.5 + 0.012 * far)
    rest = [int(one) for one in np.flatnonzero(near) if one != at]
    taken, (low, high) = [at], (float(along[at, 0]), float(along[at, 1]))
    grown = True
    while grown:
        grown = False
        for one in list(rest):
            gap = max(along[one, 0] - high, low - along[one, 1], 0.0)
            if gap < _GAP * (high - low) + 6:
                low, high = min(low, float(along[one, 0])), max(high, float(along[one, 1]))
                taken.append(one)
                rest.remove(one)
                grown = True
    return taken, middle + way * low, middle + way * high
