"""Marks put on pages for tests and measuring: round and oval seals, name seals, finger prints, signatures."""

import math

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.spoiling import Page, as_page

RED = (200, 30, 45)


def _inked(page: Page, cover: NDArray[np.float32], colour: tuple[int, int, int], strength: float) -> Page:
    """Ink of this colour where `cover` (0 to 1) is, as print shows through it."""
    share = (cover * strength)[..., None]
    ink = np.asarray(colour, np.float32) / 255
    return as_page(page * (1 - share) + page * ink * share)


def _worn(cover: NDArray[np.float32], chance: Generator) -> NDArray[np.float32]:
    """Ink that took unevenly."""
    height, width = cover.shape
    seeds = chance.uniform(0.35, 1.25, (9, 9)).astype(np.float32)
    patches = cv2.resize(seeds, (width, height), interpolation=cv2.INTER_CUBIC)
    specks = chance.uniform(0, 1, cover.shape) > 0.08
    return np.asarray(cover * np.clip(patches, 0.2, 1) * specks, dtype=np.float32)


def sealed(
    page: Page,
    middle: tuple[int, int],
    radius: int,
    strength: float,
    chance: Generator,
    flat: float = 1.0,
    colour: tuple[int, int, int] = RED,
) -> Page:
    """A seal with ring, star and signs along the ring; `flat`: height by width, 1 for a round one."""
    cover = np.zeros(page.shape[:2], np.float32)
    turn = chance.uniform(-25, 25)
    axes = (radius, round(radius * flat))
    cv2.ellipse(cover, middle, axes, turn, 0, 360, 1.0, max(2, radius // 14), cv2.LINE_AA)
    star = [
        (
            middle[0] + radius * (0.3 if at % 2 == 0 else 0.12) * math.sin(at * math.pi / 5),
            middle[1] - radius * (0.3 if at % 2 == 0 else 0.12) * math.cos(at * math.pi / 5),
        )
        for at in range(10)
    ]
    cv2.fillPoly(cover, [np.round(np.array(star)).astype(np.int32)], 1.0, cv2.LINE_AA)
    size = max(2, radius // 6)
    for at in np.linspace(-125, 125, 11) + turn:
        x = middle[0] + 0.76 * axes[0] * math.sin(math.radians(at))
        y = middle[1] - 0.76 * axes[1] * math.cos(math.radians(at))
        _sign(cover, (round(x), round(y)), size, chance)
    return _inked(page, _worn(cover, chance), colour, strength)


def _sign(cover: NDArray[np.float32], middle: tuple[int, int], size: int, chance: Generator) -> None:
    """A few strokes that look like a sign from afar."""
    for _ in range(5):
        start = np.array(middle) + chance.uniform(-size / 2, size / 2, 2)
        end = np.array(middle) + chance.uniform(-size / 2, size / 2, 2)
        corners = [(round(float(x)), round(float(y))) for x, y in (start, end)]
        cv2.line(cover, corners[0], corners[1], 1.0, max(1, size // 6), cv2.LINE_AA)


def name_sealed(page: Page, middle: tuple[int, int], size: int, strength: float, chance: Generator) -> Page:
    """A person's square name seal."""
    cover = np.zeros(page.shape[:2], np.float32)
    half = size // 2
    corners = [(middle[0] - half, middle[1] - half), (middle[0] + half, middle[1] + half)]
    cv2.rectangle(cover, corners[0], corners[1], 1.0, max(2, size // 14), cv2.LINE_AA)
    for x in (-1, 1):
        for y in (-1, 1):
            _sign(cover, (middle[0] + x * size // 4, middle[1] + y * size // 4), size // 3, chance)
    return _inked(page, _worn(cover, chance), RED, strength)


def finger_printed(
    page: Page, middle: tuple[int, int], size: int, strength: float, chance: Generator
) -> Page:
    """A red finger print: an oval of fine ridges."""
    down, across = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    x, y = (across - middle[0]) / size, (down - middle[1]) / (1.35 * size)
    far = np.sqrt(x**2 + y**2)
    ridges = 0.5 + 0.5 * np.sin(far * size / 1.3 + 3 * x)
    cover = np.where(far < 1, ridges, 0).astype(np.float32)
    return _inked(page, _worn(cover, chance), RED, strength)


def signed(page: Page, start: tuple[int, int], height: int, chance: Generator, width: int = 2) -> Page:
    """Handwriting of about three signs to the right of `start` (its middle height)."""
    out = page.copy()
    colour = [(25, 25, 35), (30, 45, 120), (15, 15, 15)][int(chance.integers(3))]
    x = float(start[0])
    for _ in range(3):
        points = [(x + chance.uniform(0, height * 0.9), start[1] + chance.uniform(-height / 2, height / 2))]
        for _ in range(int(chance.integers(4, 8))):
            last = points[-1]
            points.append(
                (
                    float(np.clip(last[0] + chance.normal(0, height / 2), x, x + height)),
                    float(
                        np.clip(last[1] + chance.normal(0, height / 2), start[1] - height, start[1] + height)
                    ),
                )
            )
        curve = np.round(np.array(points)).astype(np.int32)
        cv2.polylines(out, [curve], isClosed=False, color=colour, thickness=width, lineType=cv2.LINE_AA)
        x += height * 1.1
    return out


def tinted(page: Page, colour: tuple[float, float, float]) -> Page:
    """Under coloured light: each channel times its share."""
    return as_page(page.astype(np.float32) * np.asarray(colour, np.float32))


def without_colour(page: Page) -> Page:
    """A photocopy: grey, with more contrast."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32)
    copy = as_page((grey - 128) * 1.25 + 140)
    return np.ascontiguousarray(np.repeat(copy[..., None], 3, axis=2))
