"""Papers cut out of their background and made rectangular: a card on a desk, two cards on one sheet.

Only what is sure is cut: four straight sides, all within the picture, with another colour outside than
inside, and next to nothing printed around them. Everything else is read as the whole picture it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.pages import shrunk
from beebox.preaudit.ports import Page
from beebox.preaudit.thresholds import load_thresholds

Corners = NDArray[np.float32]
"""Four points (x, y) from the top left, clockwise."""
Matrix = NDArray[np.float64]
Grey = NDArray[np.uint8]

_LONG_SIDE = 480
_SPOT, _NEAR = 25, 19
"""Pixels of the small picture: a spot that is looked at; how far a paper's own rim reaches."""


@dataclass(frozen=True)
class CutOut:
    """One paper as a rectangle. `back` maps its pixels to those of the picture it was cut from."""

    pixels: Page
    back: Matrix


def cut_out(page: Page) -> list[CutOut]:
    """The papers lying on this picture, top to bottom; none where that is not sure."""
    small = shrunk(page, _LONG_SIDE)
    colours: Grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), dtype=np.uint8)
    found = _apart([corners for corners in _outlines(small) if _stands_out(colours, corners)])
    if not found or not _quiet_around(small, found):
        return []
    factor = page.shape[1] / small.shape[1]
    found.sort(key=lambda corners: (float(corners[:, 1].mean()), float(corners[:, 0].mean())))
    return [_flattened(page, corners * factor) for corners in found]


def _outlines(small: Page) -> list[Corners]:
    """Everything with four straight sides that could be a paper, largest first."""
    limits = load_thresholds().cut_out
    found = []
    for edges in _edges(small):
        outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            if cv2.contourArea(outline) >= limits.smallest * edges.size:
                corners = _four_corners(np.asarray(outline, dtype=np.int32), small)
                if corners is not None:
                    found.append(corners)
    return sorted(found, key=lambda corners: -float(cv2.contourArea(corners)))


def _edges(small: Page) -> list[Grey]:
    """Closed edges, found by steps of brightness and by what differs from the rim of the picture."""
    soft: Grey = np.asarray(
        cv2.bilateralFilter(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), 5, 40, 5), dtype=np.uint8
    )
    bold = np.ones((3, 3), np.uint8)
    steps = np.max([cv2.Canny(np.ascontiguousarray(soft[:, :, at]), 20, 60) for at in range(3)], axis=0)
    lines = cv2.dilate(np.asarray(steps, dtype=np.uint8), bold)
    rim = np.concatenate([soft[:4].reshape(-1, 3), soft[-4:].reshape(-1, 3), soft[:, :4].reshape(-1, 3)])
    away = np.abs(soft.astype(np.int16) - np.median(rim, axis=0).astype(np.int16)).max(axis=2)
    _, other = cv2.threshold(np.minimum(away, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    whole = cv2.morphologyEx(np.asarray(other, dtype=np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return [np.asarray(lines, dtype=np.uint8), np.asarray(whole, dtype=np.uint8)]


def _four_corners(outline: NDArray[np.int32], small: Page) -> Corners | None:
    limits = load_thresholds().cut_out
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, closed=True), closed=True)
    if len(corners) != 4:
        return None
    ordered = _in_order(corners.reshape(4, 2).astype(np.float32))
    height, width = small.shape[:2]
    share = float(cv2.contourArea(ordered)) / (height * width)
    full = float(cv2.contourArea(hull)) / max(float(cv2.contourArea(ordered)), 1.0)
    if not limits.smallest <= share <= limits.largest or full < 0.94 or not _is_paper_shaped(ordered):
        return None
    rim = limits.rim * max(height, width)
    inside = (ordered >= rim).all() and (ordered <= np.array([width - 1 - rim, height - 1 - rim])).all()
    return ordered if inside else None


def _in_order(corners: Corners) -> Corners:
    """From the top left, clockwise."""
    across, down = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    order = [int(np.argmin(across)), int(np.argmax(down)), int(np.argmax(across)), int(np.argmin(down))]
    return corners[order] if len(set(order)) == 4 else corners


def _is_paper_shaped(corners: Corners) -> bool:
    limits = load_thresholds().cut_out
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 1:
        return False
    ways = sides / lengths[:, None]
    square = all(abs(float(ways[at] @ ways[at - 1])) <= limits.corner for at in range(4))
    one, other = (lengths[0] + lengths[2]) / 2, (lengths[1] + lengths[3]) / 2
    return square and limits.slim <= max(one, other) / min(one, other) <= limits.oblong


def _stands_out(colours: NDArray[np.uint8], corners: Corners) -> bool:
    """Whether along each side the colour outside is another than inside."""
    limits = load_thresholds().cut_out
    height, width = colours.shape[:2]
    step = limits.step * max(height, width)
    middle = corners.mean(axis=0)
    for at in range(4):
        start, end = corners[at], corners[(at + 1) % 4]
        along = start + (end - start) * np.linspace(0.1, 0.9, 24)[:, None]
        away = np.array([end[1] - start[1], start[0] - end[0]])
        away /= max(float(np.linalg.norm(away)), 1e-6)
        away *= np.sign(float(away @ ((start + end) / 2 - middle))) * step
        points = [np.clip(along + way, 0, [width - 1, height - 1]).astype(int) for way in (away, -away)]
        outer, inner = (colours[spots[:, 1], spots[:, 0]].astype(np.int16) for spots in points)
        if float((np.abs(outer - inner).max(axis=1) > limits.other_colour).mean()) < limits.side_seen:
            return False
    return True


def _apart(found: Sequence[Corners]) -> list[Corners]:
    """The larger ones of those that overlap."""
    kept: list[Corners] = []
    for corners in found:
        middle = tuple(float(one) for one in corners.mean(axis=0))
        inside = any(cv2.pointPolygonTest(other, middle, measureDist=False) >= 0 for other in kept)
        around = any(
            cv2.pointPolygonTest(corners, tuple(float(one) for one in other.mean(axis=0)), False) >= 0
            for other in kept
        )
        if not inside and not around:
            kept.append(corners)
    return kept


def _quiet_around(small: Page, found: Sequence[Corners]) -> bool:
    """Whether around the papers there is far less drawn than on them."""
    limits = load_thresholds().cut_out
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    edges = cv2.Canny(grey, 60, 150) > 0
    papers = np.zeros(grey.shape, np.uint8)
    cv2.fillPoly(papers, [corners.astype(np.int32) for corners in found], 1)
    within = cv2.erode(papers, np.ones((7, 7), np.uint8)) > 0
    around = cv2.dilate(papers, np.ones((_NEAR, _NEAR), np.uint8)) == 0
    density = cv2.blur(np.where(around, edges, 0).astype(np.float32), (_SPOT, _SPOT))
    loud = density[around] > limits.loud * float(edges[within].mean())
    return float(loud.sum()) <= limits.loud_share * float(papers.sum())


def _flattened(page: Page, corners: Corners) -> CutOut:
    """The paper as a rectangle of its own size, with a little of the background."""
    limits = load_thresholds().cut_out
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = float(max(lengths[0], lengths[2])), float(max(lengths[1], lengths[3]))
    room = limits.room * max(width, height)
    goal = np.array(
        [[room, room], [room + width, room], [room + width, room + height], [room, room + height]],
        dtype=np.float32,
    )
    there = cv2.getPerspectiveTransform(corners.astype(np.float32), goal)
    size = (round(width + 2 * room), round(height + 2 * room))
    flat = cv2.warpPerspective(page, there, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return CutOut(np.asarray(flat, dtype=np.uint8), np.asarray(np.linalg.inv(there), dtype=np.float64))
