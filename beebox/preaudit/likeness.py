"""When two pictures are the same photograph, though smaller, lighter or compressed anew.

A picture's print is 256 bits: the signs of its lowest frequencies against their median, after a
discrete cosine transform of a grey thumbnail. The idea is that of perceptual hashing as described by
C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010), with more bits:
64 of them cannot tell two cards of one printed form apart (docs/reading.md has the figures).
"""

import cv2
import numpy as np

from beebox.preaudit.ports import Page

_THUMBNAIL = 64
_LOW = 16
"""Frequencies kept in each direction: 16 x 16 bits."""
_KEYS = 8
_KEY_DIGITS = _LOW * _LOW // 4 // _KEYS
FARTHEST = _KEYS - 1
"""Prints that differ in so many bits at most have at least one key in common."""
_FLAT = 4.0
"""Spread of grey below which there is no picture to speak of: a blank sheet."""


def print_of(page: Page) -> str:
    """The print of an upright page (rows x columns x RGB) as hexadecimal digits; "" for a blank one."""
    grey = cv2.cvtColor(np.ascontiguousarray(page), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA).astype(np.float32)
    if float(small.std()) < _FLAT:
        return ""
    low = cv2.dct(small)[:_LOW, :_LOW].flatten()
    bits = low > np.median(low[1:])
    return np.packbits(bits).tobytes().hex()


def bits_apart(one: str, other: str) -> int | None:
    """In how many bits two prints differ; None where one of them is missing."""
    if not one or not other or len(one) != len(other):
        return None
    return (int(one, 16) ^ int(other, 16)).bit_count()


def keys_of(picture: str) -> tuple[str, ...]:
    """The print cut into eight numbered parts: what one looks up to find pictures nearly the same."""
    return tuple(
        f"{number}{picture[number * _KEY_DIGITS : (number + 1) * _KEY_DIGITS]}"
        for number in range(_KEYS if picture else 0)
    )
