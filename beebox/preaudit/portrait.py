"""A photo for papers: one plain background, one person. Measured, never recognised."""

import cv2
import numpy as np

from beebox.preaudit.ports import Page
from beebox.preaudit.report import Portrait

_PLAIN = 14.0
"""Largest spread of the background's colour, in steps of 255, for it to count as plain."""
SIZES = {"one_inch": (25, 35), "small_one_inch": (22, 32), "two_inch": (35, 49)}
"""Millimetres, width and height."""


def measure_portrait(page: Page) -> Portrait:
    """What can be said of a portrait from its pixels."""
    height, width = page.shape[:2]
    band = max(2, width // 12)
    corners = np.concatenate(
        [
            page[: height // 3, :band].reshape(-1, 3),
            page[: height // 3, -band:].reshape(-1, 3),
            page[:band, :].reshape(-1, 3),
        ]
    ).astype(np.float32)
    colour = np.median(corners, axis=0)
    spread = float(np.percentile(np.abs(corners - colour).max(axis=1), 90))
    middle = page[height // 5 : height * 3 // 5, width // 4 : width * 3 // 4]
    tones = cv2.cvtColor(np.ascontiguousarray(middle), cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(tones, np.array([50, 133, 77]), np.array([255, 180, 135]))
    share = float((skin > 0).mean())
    return Portrait(round(width / height, 4), _word(colour), round(spread, 1), round(share, 3))


def _word(colour: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> str:
    red, green, blue = (float(part) for part in colour)
    if min(red, green, blue) > 225:
        return "white"
    if blue > red + 30 and blue > green:
        return "blue"
    return "red" if red > green + 60 and red > blue + 60 else "other"


def looks_like_portrait(page: Page, lines: int) -> bool:
    """Whether a page without print is a person before a plain background."""
    found = measure_portrait(page)
    if found.background == "other":
        return False
    return lines <= 1 and 0.55 < found.ratio < 1.1 and found.spread < _PLAIN and found.skin > 0.25


def wrong_ratio(ratio: float, size: str, allowed: float) -> bool:
    """Whether this is not the shape of the size asked for; `allowed`: how far off it may be (0.02: 2 %)."""
    width, height = SIZES[size]
    return abs(ratio / (width / height) - 1) > allowed
