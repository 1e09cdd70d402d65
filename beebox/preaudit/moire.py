"""The lattice of a screen's pixels in a photo of it: two crossing periods, all over the picture.

Halftone print has its dots where it is toned only, wavy grounds change their way, squared paper repeats
itself in wide steps too; a screen's lattice is fine and the same in nearly every part of the picture.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

_TILE = 128
"""Pixels of the page."""
_TILES_A_SIDE = 5
_LONGEST_PERIOD = 12
"""Pixels; longer ones are print and rules."""
_STEADY = 40.0
"""Added to magnitudes so that an empty tile has no peaks."""
_PEAKS = 6
_WIDER = (2, 3, 4, 5)
_WIDEST = 3
"""Periods a tile; wider steps are lost in the light and shade of the picture."""
_WINDOW = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)
_DOWN = np.repeat(np.arange(-_TILE // 2, _TILE // 2)[:, None], _TILE // 2 + 1, axis=1)
_ACROSS = np.repeat(np.arange(_TILE // 2 + 1)[None, :], _TILE, axis=0)
_FINE = np.hypot(_DOWN, _ACROSS) > _TILE / _LONGEST_PERIOD

Peak = tuple[float, int, int]
"""Height above its surroundings (natural logarithm), periods a tile down and across."""


def is_screen(sight: Sight) -> bool:
    """Whether the picture was taken of a screen."""
    return lattice_strength(sight) >= load_thresholds().screen.peak


def lattice_strength(sight: Sight) -> float:
    """Height of the weaker of two crossing peaks of like period found nearly everywhere; 0 without."""
    height, width = sight.grey.shape
    if min(height, width) < _TILE:
        return 0.0
    found = _peaks(_common_spectrum(_tiles(sight.grey)))
    pairs = [
        min(one[0], other[0])
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if _crossing(one, other)
    ]
    return max(pairs, default=0.0)


def _tiles(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bright parts of the page: in the dark a screen shows nothing."""
    height, width = grey.shape
    downs = np.linspace(0, height - _TILE, _TILES_A_SIDE).astype(int)
    acrosses = np.linspace(0, width - _TILE, _TILES_A_SIDE).astype(int)
    tiles = np.stack([grey[y : y + _TILE, x : x + _TILE] for y in downs for x in acrosses])
    tiles = tiles.astype(np.float32)
    means = tiles.mean(axis=(1, 2))
    bright = means > 0.45 * np.percentile(means, 90)
    return np.asarray(tiles[bright] - means[bright][:, None, None], dtype=np.float32)


def _common_spectrum(tiles: NDArray[np.float32]) -> NDArray[np.float32]:
    """At each period how far it stands out in nearly all of the tiles; a slight change from tile to tile,
    as slanting views make, is let pass."""
    strengths = np.abs(np.fft.fftshift(np.fft.rfft2(tiles * _WINDOW), axes=1))
    heights = []
    for spectrum in np.log(strengths + _STEADY).astype(np.float32):
        peak = cv2.GaussianBlur(spectrum, (3, 3), 0) - cv2.blur(spectrum, (15, 15))
        heights.append(cv2.dilate(peak, np.ones((5, 5), np.uint8)))
    rest = 100 * (1 - float(load_thresholds().screen.tiles))
    return np.asarray(np.percentile(np.stack(heights), rest, axis=0), dtype=np.float32)


def _peaks(spectrum: NDArray[np.float32]) -> list[Peak]:
    rest, found = np.where(_FINE, spectrum, 0), []
    for _ in range(_PEAKS):
        row, column = (int(one) for one in np.unravel_index(int(np.argmax(rest)), rest.shape))
        if rest[row, column] <= 0:
            break
        if not _is_overtone(spectrum, row, column):
            found.append((float(rest[row, column]), int(_DOWN[row, column]), int(_ACROSS[row, column])))
        rest[max(0, row - 5) : row + 6, max(0, column - 5) : column + 6] = 0
    return found


def _is_overtone(spectrum: NDArray[np.float32], row: int, column: int) -> bool:
    """Whether something repeats itself in steps several times as wide, as the squares of paper do."""
    least = float(load_thresholds().screen.overtone) * float(spectrum[row, column])
    down, across = int(_DOWN[row, column]), int(_ACROSS[row, column])
    for times in _WIDER:
        wide = (round(down / times), round(across / times))
        if math.hypot(*wide) >= _WIDEST and spectrum[wide[0] + _TILE // 2, wide[1]] >= least:
            return True
    return False


def _crossing(one: Peak, other: Peak) -> bool:
    """Whether both have nearly the same period and cross nearly square."""
    limits = load_thresholds().screen
    first, second = math.hypot(one[1], one[2]), math.hypot(other[1], other[2])
    slant = abs(one[1] * other[1] + one[2] * other[2]) / (first * second)
    return slant <= limits.square and min(first, second) / max(first, second) >= limits.same
