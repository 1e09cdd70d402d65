"""Lines of print as four corners: how thick, which way they run, turned with their page, cut out."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.ports import Page

Quad = NDArray[np.float32]
"""Four corners from the top left, clockwise."""


def side_lengths(quad: Quad) -> tuple[float, float]:
    """The first side and the one beside it, in pixels."""
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[1]))


def thickness(quad: Quad) -> float:
    """The height of the line, whichever way it runs, in pixels."""
    return min(side_lengths(quad))


def long_side(quad: Quad) -> tuple[float, float]:
    """Length and angle of a line's run; the angle in degrees above -90 up to 90, clockwise."""
    sides = [quad[1] - quad[0], quad[2] - quad[1]]
    run = max(sides, key=lambda side: float(np.linalg.norm(side)))
    angle = math.degrees(math.atan2(float(run[1]), float(run[0])))
    return float(np.linalg.norm(run)), angle - 180 * math.ceil((angle - 90) / 180)


def sideways(quads: Sequence[Quad]) -> bool:
    """Whether the longer lines run up or down the page rather than across."""
    up = across = 0.0
    for quad in quads:
        length, angle = long_side(quad)
        area = abs(float(cv2.contourArea(quad)))
        if length * length < 2 * area:
            continue
        if abs(angle) > 45:
            up += length
        else:
            across += length
    return up > across


def tilt(quads: Sequence[Quad]) -> float:
    """The angle at which most of the print runs, weighted by length."""
    runs = sorted((long_side(quad) for quad in quads), key=lambda run: run[1])
    half, seen = sum(length for length, _ in runs) / 2, 0.0
    for length, angle in runs:
        seen += length
        if seen >= half:
            return angle
    return 0.0


def from_left(quad: Quad, tilt: float) -> Quad:
    """The corners so that the first side is the top one, running the way the page's print runs.

    Long lines say themselves how they run; short ones follow the page.
    """
    length, angle = long_side(quad)
    if length * length < 2.5 * abs(float(cv2.contourArea(quad))):
        angle = tilt
    way = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    sides = [np.roll(quad, -1, axis=0)[at] - quad[at] for at in range(4)]
    along = [float(side @ way) / (float(np.linalg.norm(side)) + 1e-6) for side in sides]
    return np.roll(quad, -int(np.argmax(along)), axis=0)


def turned_quad(quad: Quad, page_width: int) -> Quad:
    """Where the corners are once the page is turned counter-clockwise by 90 degrees."""
    return np.stack([quad[:, 1], page_width - quad[:, 0]], axis=1)


def flipped_quad(quad: Quad, width: int, height: int) -> Quad:
    moved = np.array([width, height], dtype=np.float32) - quad
    return np.roll(moved, 2, axis=0)


def crop(picture: Page, quad: Quad) -> Page:
    width = max(1, round(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))))
    height = max(1, round(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    goal = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, goal)
    crop = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, dtype=np.uint8)
