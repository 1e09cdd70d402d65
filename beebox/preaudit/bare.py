"""The bare paper in a picture without print to read: is it blank, or is its print only smeared?"""

from dataclasses import dataclass

import cv2
import numpy as np

from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

_WHITE_SATURATION, _WHITE_VALUE = 60, 140
_SHEET = 0.15
"""Smallest share of the picture."""


@dataclass(frozen=True)
class Sheet:
    """The largest bright colourless part. `solidity`: its area by that of its hull. Within it: `marks`, the
    95th percentile of what is a few pixels wide, as print is (levels); `detail`, the 99th of the second
    derivative."""

    solidity: float
    marks: float
    detail: float


def sheet_in(sight: Sight) -> Sheet | None:
    """None where no part is large enough to be a sheet."""
    tones = sight.tones
    white = (tones[..., 1] < _WHITE_SATURATION) & (tones[..., 2] > _WHITE_VALUE)
    mask = cv2.morphologyEx(white.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, marked, facts, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    area = int(facts[largest, cv2.CC_STAT_AREA])
    if area < _SHEET * mask.size:
        return None
    shape = np.asarray(marked == largest, dtype=np.uint8)
    outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    inner = cv2.erode(shape, np.ones((57, 57), np.uint8)) > 0
    if not inner.any():
        return None
    grey = sight.small_grey
    wide, narrow = cv2.GaussianBlur(grey, (0, 0), 14), cv2.GaussianBlur(grey, (0, 0), 2)
    marks = cv2.absdiff(wide, narrow)[inner]
    bends = np.abs(cv2.Laplacian(grey, cv2.CV_32F))[inner]
    return Sheet(
        area / max(float(cv2.contourArea(hull)), 1.0),
        float(np.percentile(marks, 95)),
        float(np.percentile(bends, 99)),
    )


def is_blank(sheet: Sheet) -> bool:
    """Whether the sheet is whole and nothing is on it."""
    limits = load_thresholds().blank
    return sheet.solidity >= limits.solid and sheet.marks < limits.marks and sheet.detail < limits.detail


def is_smeared(sheet: Sheet) -> bool:
    """Whether something like print is on the sheet and none of it is fine."""
    limits = load_thresholds().blank
    return sheet.marks >= limits.marks and sheet.detail < limits.smeared * sheet.marks
