"""How the print on a page looks, measured line by line where it was found."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from beebox.preaudit.report import Line
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

_LINES_ENOUGH = 20
"""More lines say nothing new."""


@dataclass(frozen=True)
class Stroke:
    """One line of print. `rim`: how many pixels ink takes to fade into paper, in the softer of the two
    directions (a shaken picture is soft in one only); `steepest`: the same whichever way it is quickest;
    `height` in pixels; `paper` and `ink` are levels, 0 to 255."""

    line: Line
    rim: float
    steepest: float
    height: float
    paper: float
    ink: float


@dataclass(frozen=True)
class Print:
    """The believed lines of a page. `easy`: how many were read with ease; `ease`: their mean confidence,
    0 without lines. `steepest` and `height` are medians in pixels, `contrast` that of paper less ink."""

    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]
    easy: int
    ease: float
    steepest: float
    height: float
    contrast: float
    paper: float


def print_of(sight: Sight, lines: Sequence[Line]) -> Print:
    """The print of a page; a line as high as a third of it is a drawing, one of one sign a speck."""
    limits = load_thresholds().reading
    high = sight.page.shape[0] / 3
    believed = tuple(line for line in lines if line.box.h < high and len(line.text) > 1)
    longest = sorted(believed, key=lambda line: len(line.text), reverse=True)[:_LINES_ENOUGH]
    strokes = tuple(stroke for line in longest if (stroke := _stroke(sight, line)) is not None)
    return Print(
        believed,
        strokes,
        sum(line.confidence >= limits.easy for line in believed),
        statistics.fmean(line.confidence for line in believed) if believed else 0.0,
        _median([stroke.steepest for stroke in strokes]),
        _median([own_height(line) for line in believed]),
        _median([stroke.paper - stroke.ink for stroke in strokes]),
        _median([stroke.paper for stroke in strokes]),
    )


def _median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def own_height(line: Line) -> float:
    """Height of a tilted line itself, in pixels, from the upright box around it."""
    radians = abs(math.radians(line.slope))
    spread = math.cos(2 * radians)
    if spread < 0.3:
        return float(min(line.box.w, line.box.h))
    height = (line.box.h * math.cos(radians) - line.box.w * math.sin(radians)) / spread
    return max(height, min(line.box.h, 6.0))


def _stroke(sight: Sight, line: Line) -> Stroke | None:
    """None where there is next to no ink to measure."""
    box = line.box
    part = sight.grey[max(0, box.y) : box.bottom, max(0, box.x) : box.right]
    if part.size < 60 or min(part.shape) < 5:
        return None
    reached = np.cumsum(np.bincount(part.ravel(), minlength=256)) / part.size
    ink, paper = (float(np.searchsorted(reached, share)) for share in (0.03, 0.9))
    if paper - ink < 12:
        return None
    across, down = (cv2.Sobel(part, cv2.CV_32F, *way, scale=1 / 8) for way in ((1, 0), (0, 1)))
    slopes = np.stack([np.abs(across).ravel(), np.abs(down).ravel(), cv2.magnitude(across, down).ravel()])
    place = int(0.97 * (slopes.shape[1] - 1))
    steepest = np.partition(slopes, place, axis=1)[:, place]
    one, other, any_way = ((paper - ink) / max(float(slope), 0.1) for slope in steepest)
    return Stroke(line, max(one, other), any_way, own_height(line), paper, ink)
