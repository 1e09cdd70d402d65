"""A paper that runs out of the picture: three of its edges are seen, the fourth lies outside.

Straight edges are found on a picture of 400 pixels, pieces on one line joined. Two that run to the same side
of the picture, and one across that joins them, are a paper cut off at that side if paper and ground differ
along all three and the print lies between them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.pages import shrunk
from beebox.preaudit.report import Box, Line
from beebox.preaudit.sight import Sight
from beebox.preaudit.straight import Run, runs_of
from beebox.preaudit.thresholds import Cut, load_thresholds

Point = NDArray[np.float64]
Ground = NDArray[np.float32]
OUTLINE_LONG_SIDE = 400
_TURNS = {"bottom": 0, "left": 1, "top": 2, "right": 3}
"""Quarter turns counter-clockwise that bring a side of the picture to its foot."""
_SAMPLES = 24
_LAST = 4
"""Samples next to the side of the picture, where the edges must be as plain as elsewhere."""
_RIM = 6
"""Pixels: nearer to the picture's other sides nothing can be seen beyond an edge."""


@dataclass(frozen=True)
class Edge:
    """An edge in a picture turned so that the side in question is its foot, from its upper to its lower end;
    `inward` is the unit vector towards the paper."""

    upper: Point
    lower: Point
    inward: Point

    @property
    def way(self) -> Point:
        run = self.lower - self.upper
        return np.asarray(run / np.linalg.norm(run))


def find_open_side(sight: Sight, lines: Sequence[Line], *, whole: bool) -> Box | None:
    """Where the paper leaves the picture, in pixels of the page; None if it does not, or no paper is seen.

    `whole`: whether a missing corner counts too, as it does for a paper that must be seen whole."""
    limits = load_thresholds().cut
    small = shrunk(sight.small, OUTLINE_LONG_SIDE)
    runs = runs_of(shrunk(sight.small_grey, OUTLINE_LONG_SIDE))
    factor = sight.page.shape[1] / small.shape[1]
    middles = np.array([(one.box.x + one.box.w / 2, one.box.y + one.box.h / 2) for one in lines])
    middles = middles.reshape(-1, 2) / factor
    for side, turns in _TURNS.items():
        ground = np.ascontiguousarray(np.rot90(small, turns)).astype(np.float32)
        turned = [Run(*_turned(np.stack([run.start, run.end]), side, small.shape)) for run in runs]
        places = _turned(middles, side, small.shape)
        left, right = _sides(ground, turned, limits)
        found = _open_foot(ground, turned, left, right, places, limits)
        if found is None and whole:
            found = _lost_corner(ground, [*left, *right], turned, places, limits)
        if found is not None:
            return _strip(found, side, small.shape).scaled(factor)
    return None


def _turned(points: Point, side: str, shape: tuple[int, ...]) -> Point:
    """Where points are once the picture is turned with this side to its foot."""
    x, y, height, width = points[:, 0], points[:, 1], shape[0], shape[1]
    places = {
        "bottom": (x, y),
        "left": (y, width - x),
        "top": (width - x, height - y),
        "right": (height - y, x),
    }
    return np.stack(places[side], axis=1)


def _open_foot(
    ground: Ground, runs: list[Run], left: list[Edge], right: list[Edge], middles: Point, limits: Cut
) -> tuple[float, float] | None:
    """From where to where along the foot the paper leaves the picture, in pixels."""
    height, width = ground.shape[:2]
    across = [run for run in runs if _lies_across(run, width)]
    best, area = None, 0.0
    for one in left:
        for other in right:
            for first, second in _corners(one, other, across, (width, height), limits):
                share = float(np.linalg.norm(second - first)) * (height - max(first[1], second[1]))
                share /= width * height
                if area < share < limits.fullest and _is_paper(ground, one, other, first, second, limits):
                    corners = np.array([first, second, other.lower, one.lower], dtype=np.float32)
                    if _share_within(middles, corners) >= limits.inside:
                        best, area = (float(one.lower[0]), float(other.lower[0])), share
    return best


def _lost_corner(
    ground: Ground, sides: list[Edge], runs: list[Run], middles: Point, limits: Cut
) -> tuple[float, float] | None:
    """Where a slanting paper's corner lies below the foot: an edge down to it and one along it, both ending
    there, with all the print between them."""
    height, width = ground.shape[:2]
    for run in runs:
        low, high = sorted((run.start, run.end), key=lambda end: -float(end[1]))
        across, down = abs(float(high[0] - low[0])), float(low[1] - high[1])
        if low[1] < height * (1 - limits.reach) - 2 or across < limits.wide * width or down > across:
            continue
        inward = np.array([high[1] - low[1], low[0] - high[0]]) / float(np.linalg.norm(high - low))
        inward = inward if inward[1] < 0 else -inward
        for edge in sides:
            gap = float(low[0] - edge.lower[0])
            outward = edge.inward[0] * gap > 0 and (high[0] - low[0]) * gap > 0
            if (
                not outward
                or abs(gap) < limits.corner * width
                or abs(float(edge.way @ (high - low))) > 0.3 * across
            ):
                continue
            within = ((middles - edge.lower) @ edge.inward > 0) & ((middles - low) @ inward > 0)
            plain = _plainness(ground, low, high, inward, limits)[0]
            if len(middles) and within.mean() >= limits.inside and plain >= limits.along:
                return min(float(low[0]), float(edge.lower[0])), max(float(low[0]), float(edge.lower[0]))
    return None


def _sides(ground: Ground, runs: list[Run], limits: Cut) -> tuple[list[Edge], list[Edge]]:
    """Edges that run to the foot with paper on their right, and with paper on their left."""
    height, width = ground.shape[:2]
    found: tuple[list[Edge], list[Edge]] = ([], [])
    for run in runs:
        upper, lower = sorted((run.start, run.end), key=lambda end: float(end[1]))
        across, down = (float(part) for part in lower - upper)
        length = math.hypot(across, down)
        if length < limits.tall * height or lower[1] < height * (1 - limits.reach) - 2:
            continue
        if abs(math.degrees(math.atan2(across, down))) > limits.steep or not _RIM < lower[0] < width - _RIM:
            continue
        near = lower - (lower - upper) / length * min(length, 0.3 * height)
        for edges, sign in zip(found, (1, -1), strict=True):
            inward = np.array([down, -across]) / length * sign
            if _plainness(ground, near, lower, inward, limits)[0] >= limits.along:
                edges.append(Edge(upper, lower, inward))
    return found


def _lies_across(run: Run, width: int) -> bool:
    across, down = (abs(float(part)) for part in run.end - run.start)
    return across > 1.4 * down and across > 0.12 * width and min(run.start[1], run.end[1]) > _RIM


def _corners(
    one: Edge, other: Edge, across: list[Run], size: tuple[int, int], limits: Cut
) -> Iterator[tuple[Point, Point]]:
    """Where a run across meets both edges, left and right; none if the two are no pair."""
    width, height = size
    slack = 0.04 * max(size)
    angle = math.degrees(math.acos(min(1.0, float(one.way @ other.way))))
    if other.lower[0] - one.lower[0] < limits.wide * width or angle > limits.parallel:
        return
    for run in across:
        first, second = _crossing(run, one), _crossing(run, other)
        if first is None or second is None or second[0] - first[0] < limits.wide * width:
            continue
        if first[1] < one.upper[1] - slack or second[1] < other.upper[1] - slack:
            continue
        if max(first[1], second[1]) > height * (1 - limits.tall):
            continue
        ends = sorted(float((end - first) @ (second - first)) for end in (run.start, run.end))
        whole = float((second - first) @ (second - first))
        if min(ends[1], whole) - max(ends[0], 0.0) >= limits.joined * whole:
            yield first, second


def _crossing(run: Run, edge: Edge) -> Point | None:
    way, other = run.end - run.start, edge.lower - edge.upper
    turn = float(way[0] * other[1] - way[1] * other[0])
    if abs(turn) < 1e-6:
        return None
    apart = edge.upper - run.start
    return np.asarray(run.start + way * float(apart[0] * other[1] - apart[1] * other[0]) / turn)


def _is_paper(ground: Ground, one: Edge, other: Edge, first: Point, second: Point, limits: Cut) -> bool:
    """Whether along all three edges one side differs from the other, down to the picture's side."""
    for start, edge in ((first, one), (second, other)):
        plain, steps = _plainness(ground, start, edge.lower, edge.inward, limits)
        if min(plain, float((steps[-_LAST:] > 0.3).mean())) < limits.along:
            return False
    run = second - first
    inward = np.array([-run[1], run[0]]) / np.linalg.norm(run)
    return _plainness(ground, first + 0.03 * run, second - 0.03 * run, inward, limits)[0] >= limits.along


def _plainness(
    ground: Ground, start: Point, end: Point, inward: Point, limits: Cut
) -> tuple[float, NDArray[np.float64]]:
    """Share of the way along which inside and outside differ as they do on the whole; and each step of the
    way against the whole, 1 where it differs just as much."""
    along = start + (end - start) * np.linspace(0.03, 0.985, _SAMPLES)[:, None]
    pairs = [(along + inward * far, along - inward * far) for far in (4, 6, 8)]
    steps = np.mean([_levels(ground, one) - _levels(ground, other) for one, other in pairs], axis=0)
    whole = np.median(steps, axis=0)
    if float(np.abs(whole).max()) < limits.contrast:
        return 0.0, np.zeros(_SAMPLES)
    against = np.asarray((steps @ whole) / (whole @ whole), dtype=np.float64)
    return float((against > 0.4).mean()), against


def _levels(ground: Ground, points: Point) -> Ground:
    height, width = ground.shape[:2]
    x = np.clip(np.round(points[:, 0]).astype(int), 0, width - 1)
    y = np.clip(np.round(points[:, 1]).astype(int), 0, height - 1)
    return np.asarray(ground[y, x], dtype=np.float32)


def _share_within(middles: Point, corners: NDArray[np.float32]) -> float:
    if not len(middles):
        return 0.0
    inside = sum(
        cv2.pointPolygonTest(corners, (float(x), float(y)), measureDist=False) >= 0 for x, y in middles
    )
    return inside / len(middles)


def _strip(found: tuple[float, float], side: str, shape: tuple[int, ...]) -> Box:
    """A narrow box along that part of the picture's side."""
    start, end = sorted(found)
    height, width = shape[:2]
    deep = max(2, round(0.02 * max(height, width)))
    length = round(end - start)
    places = {
        "bottom": Box(round(start), height - deep, length, deep),
        "top": Box(round(width - end), 0, length, deep),
        "left": Box(0, round(start), deep, length),
        "right": Box(width - deep, round(height - end), deep, length),
    }
    return places[side]
