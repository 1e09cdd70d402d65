"""A photo for papers: one plain background, one person. Measured by colour and shape, never recognised."""

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.pages import shrunk
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Portrait
from beebox.preaudit.thresholds import load_thresholds

SIZES = {"one_inch": (25, 35), "small_one_inch": (22, 32), "two_inch": (35, 49)}
"""Millimetres, width and height."""
_HEADS_LONG_SIDE = 400
_LEAST_BRIGHT = 50
"""Luma below which nothing can be said of a skin's colour."""


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
    share = float((skin_in(middle) > 0).mean())
    heads = count_heads(page)
    return Portrait(round(width / height, 4), _word(colour), round(spread, 1), round(share, 3), heads)


def skin_in(page: Page) -> NDArray[np.uint8]:
    """Where the picture has the tones of skin: 255, elsewhere 0."""
    limits = load_thresholds().portrait
    tones = cv2.cvtColor(np.ascontiguousarray(page), cv2.COLOR_RGB2YCrCb)
    least = np.array([_LEAST_BRIGHT, limits.skin_red_least, limits.skin_blue_least])
    most = np.array([255, limits.skin_red_most, limits.skin_blue_most])
    return np.asarray(cv2.inRange(tones, least, most), dtype=np.uint8)


def count_heads(page: Page) -> int:
    """How many parts of the upper picture have the tones, the size and about the shape of a head."""
    limits = load_thresholds().portrait
    skin = skin_in(shrunk(page, _HEADS_LONG_SIDE))
    joined = cv2.morphologyEx(skin, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, _, facts, middles = cv2.connectedComponentsWithStats(joined)
    heads = 0
    for part in range(1, count):
        w, h, area = (int(fact) for fact in facts[part][2:5])
        large = area >= limits.head * skin.size and area >= limits.head_solid * w * h
        shaped = limits.head_slim * h <= w <= h / limits.head_slim
        heads += large and shaped and middles[part][1] < limits.head_above * skin.shape[0]
    return int(heads)


def _word(colour: NDArray[np.float32]) -> str:
    limits = load_thresholds().portrait
    red, green, blue = (float(part) for part in colour)
    if min(red, green, blue) > limits.white:
        return "white"
    if blue > red + limits.blue and blue > green:
        return "blue"
    return "red" if min(red - green, red - blue) > limits.red else "other"


def looks_like_portrait(page: Page, lines: int) -> bool:
    """Whether a page without print is a person before a plain background."""
    found, limits = measure_portrait(page), load_thresholds().portrait
    if found.background == "other" or lines > limits.lines:
        return False
    shaped = limits.ratio_least < found.ratio < limits.ratio_most
    return shaped and found.spread < limits.plain and found.skin > limits.skin_likely


def wrong_ratio(ratio: float, size: str, allowed: float) -> bool:
    """Whether this is not the shape of the size asked for; `allowed`: how far off it may be (0.02: 2 %)."""
    width, height = SIZES[size]
    return abs(ratio / (width / height) - 1) > allowed
