"""A page looked at once: the grey, the small and the colour picture that every test shares."""

from dataclasses import dataclass

import cv2
import numpy as np

from beebox.preaudit.pages import shrunk
from beebox.preaudit.ports import Page

SMALL_LONG_SIDE = 800
"""Pixels of the small picture's longer side, for which thresholds of it hold."""


@dataclass(frozen=True)
class Sight:
    """`page` as given (RGB) and what is derived from it; levels are 0 to 255.

    `small`: the page at most SMALL_LONG_SIDE pixels long, `small_grey` its brightness, `level` its darkest
    channel, `tones` its hue (0 to 179), saturation and value. `factor`: pixels of the page for one of it.
    """

    page: Page
    grey: Page
    small: Page
    small_grey: Page
    level: Page
    tones: Page
    factor: float


def see(page: Page) -> Sight:
    """The page with everything that is derived from it (about 10 ms for 1600 x 1200 pixels)."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    small = np.ascontiguousarray(shrunk(page, SMALL_LONG_SIDE))
    channels = cv2.split(small)
    level = cv2.min(cv2.min(channels[0], channels[1]), channels[2])
    return Sight(
        page,
        grey,
        small,
        np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8),
        np.asarray(level, dtype=np.uint8),
        np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2HSV), dtype=np.uint8),
        page.shape[1] / small.shape[1],
    )
