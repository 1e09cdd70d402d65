"""How well a picture can be used, in one word, with the spot and the way to mend it.

Each test looks at one fault. Print that was read with ease overrules a poor look: what a reader can
read, a person can. Thresholds were set on drawn specimens (bench/reading.py prints the table).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.kernel.errors import N_
from beebox.preaudit.pages import shrunk
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Box, Line, Quality, QualityWord

MESSAGES = {
    QualityWord.GOOD: "",
    QualityWord.BLURRED: N_("照片有些模糊，字看不清。请拿稳手机、对准文字，等画面清楚后再拍一张。"),
    QualityWord.DARK: N_("照片太暗，字看不清。请到亮一点的地方，或打开灯再拍一张。"),
    QualityWord.OVEREXPOSED: N_("照片太亮，字被冲淡了。请避开强光或关掉闪光灯，再拍一张。"),
    QualityWord.GLARE: N_("灯光反光遮住了一部分内容。请换个角度，让反光移开后再拍一张。"),
    QualityWord.CUT_EDGE: N_("证件的边没有拍全。请把四个角都放进画面里，再拍一张。"),
    QualityWord.LOW_RESOLUTION: N_("照片太小，字看不清。请上传手机里的原图，不要用缩略图或截图。"),
    QualityWord.BLANK: N_("这一页看起来是空白的。请检查是不是放反了，或选错了照片。"),
    QualityWord.NOT_A_DOCUMENT: N_("这张照片里没有找到证件或文件。请把要交的材料放平，重新拍一张。"),
    QualityWord.SCREEN: N_("这像是对着屏幕拍的照片，字上有花纹。请直接拍材料本身，或上传原来的文件。"),
}

_LOOK_LONG_SIDE = 800
_MIN_LONG_SIDE = 500
_MIN_PRINT = 9
"""Pixels of the given picture: lower print cannot be told apart by anybody."""
_FEW_LINES = 3
_EASY = 0.8
_WITH_EASE = 0.9
_SOFT = 14.0
"""Finest detail of blurred photos was 4 to 11, of the softest good one 76 (Look.detail)."""
_PRINTED = 40.0


@dataclass(frozen=True)
class Look:
    """What the tests need, measured once. Levels are 0 to 255, shares 0 to 1."""

    darkest: float
    median: float
    brightest: float
    spread: float
    saturated: float
    detail: float
    """Strength of the finest detail: the 99.5th percentile of the second derivative."""
    edges: float
    colourless: float


def look_at(page: Page) -> Look:
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    fine = shrunk(grey, 1000).astype(np.float32)
    slopes = np.hypot(cv2.Sobel(fine, cv2.CV_32F, 1, 0), cv2.Sobel(fine, cv2.CV_32F, 0, 1))
    tones = cv2.cvtColor(shrunk(page, _LOOK_LONG_SIDE), cv2.COLOR_RGB2HSV)
    darkest, median, brightest = (float(level) for level in np.percentile(fine, (1, 50, 99)))
    return Look(
        darkest,
        median,
        brightest,
        float(fine.std()),
        float((fine >= 252).mean()),
        float(np.percentile(np.abs(cv2.Laplacian(fine, cv2.CV_32F)), 99.5)),
        float(np.percentile(slopes, 99.5)),
        float(((tones[..., 1] < 60) & (tones[..., 2] > 140)).mean()),
    )


def judge(page: Page, lines: Sequence[Line], full_size: int, *, portrait: bool) -> Quality:
    """The first fault found, the gravest tests first; `good` without one.

    `full_size`: longer side of the picture as given, in pixels. A portrait has no print to look for.
    """
    look = look_at(page)
    believed = [line for line in lines if line.box.h < page.shape[0] / 3 and len(line.text) > 1]
    word, box = _fault(page, look, believed, full_size / max(page.shape[:2]), portrait=portrait)
    return Quality(
        word,
        sharpness=round(look.detail, 1),
        brightness=round(look.median / 255, 3),
        glare=round(look.saturated, 3),
        box=box,
        message=MESSAGES[word],
    )


def _fault(
    page: Page,
    look: Look,
    lines: Sequence[Line],
    factor: float,
    *,
    portrait: bool,
) -> tuple[QualityWord, Box | None]:
    if portrait:
        return _light(look, lines) or QualityWord.GOOD, None
    if max(page.shape[:2]) * factor < _MIN_LONG_SIDE or _print_height(lines) * factor < _MIN_PRINT:
        return QualityWord.LOW_RESOLUTION, None
    word = _hardly_read(look, lines)
    if word is not None:
        return word, None
    glare = find_glare(page)
    if glare is not None:
        return QualityWord.GLARE, glare
    cut = find_cut(page, lines)
    return (QualityWord.CUT_EDGE, cut) if cut is not None else (QualityWord.GOOD, None)


def _hardly_read(look: Look, lines: Sequence[Line]) -> QualityWord | None:
    """Why next to nothing could be read on the whole page; None if enough was."""
    if sum(line.confidence >= _EASY for line in lines) > _FEW_LINES:
        soft = look.detail < _SOFT and _ease(lines) < _WITH_EASE
        return QualityWord.BLURRED if soft else None
    word = _light(look, lines) or _empty(look) or _soft(look)
    if word is None and not lines:
        sheet = look.colourless > 0.2 and look.edges > 270
        return QualityWord.BLANK if sheet else QualityWord.NOT_A_DOCUMENT
    if word is None and len(lines) <= 1 and look.detail < _PRINTED:
        return QualityWord.NOT_A_DOCUMENT
    return word


def _print_height(lines: Sequence[Line]) -> float:
    heights = sorted(min(line.box.h, line.box.w) for line in lines)
    return float(heights[len(heights) // 2]) if heights else float(_MIN_PRINT)


def _ease(lines: Sequence[Line]) -> float:
    return sum(line.confidence for line in lines) / max(1, len(lines))


def _light(look: Look, lines: Sequence[Line]) -> QualityWord | None:
    if look.brightest < 80 and look.spread > 1.5:
        return QualityWord.DARK
    if not lines and look.median > 248 and look.saturated > 0.2 and look.edges < 60 and look.spread > 1.5:
        return QualityWord.OVEREXPOSED
    return None


def _empty(look: Look) -> QualityWord | None:
    return QualityWord.BLANK if look.spread < 6 and look.edges < 120 else None


def _soft(look: Look) -> QualityWord | None:
    return QualityWord.BLURRED if look.detail < _SOFT and look.edges > 25 else None


def find_glare(page: Page) -> Box | None:
    """A compact white spot much brighter than its surroundings, as a lamp leaves on plastic."""
    small = shrunk(page, _LOOK_LONG_SIDE)
    level = small.min(axis=2)
    white = np.asarray(cv2.blur(level, (3, 3)) >= 252, dtype=np.uint8)
    count, marked, facts, _ = cv2.connectedComponentsWithStats(white)
    if count < 2:
        return None
    spot = 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    x, y, w, h, area = (int(fact) for fact in facts[spot])
    share = area / white.size
    if not 0.006 < share < 0.15 or area < 0.5 * int(white.sum()) or not 0.22 < w / h < 4.6:
        return None
    shape = np.asarray(marked == spot, dtype=np.uint8)
    if _solidity(shape, area) < 0.86 or _ring_level(shape, level, max(w, h)) > 235:
        return None
    return Box(x, y, w, h).scaled(page.shape[1] / small.shape[1])


def _solidity(shape: NDArray[np.uint8], area: int) -> float:
    outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    return area / max(float(cv2.contourArea(hull)), 1.0)


def _ring_level(shape: NDArray[np.uint8], level: NDArray[np.uint8], size: int) -> float:
    reach = max(3, round(size * 0.15)) | 1
    ring = cv2.dilate(shape, np.ones((reach, reach), np.uint8)) - shape
    return float(level[ring > 0].mean())


_EDGE_SHARE = 0.005


def find_cut(page: Page, lines: Sequence[Line]) -> Box | None:
    """The first print that runs out of the picture."""
    height, width = page.shape[:2]
    near_x, near_y = width * _EDGE_SHARE, height * _EDGE_SHARE
    for line in lines:
        box = line.box
        at_side = box.x <= near_x or box.right >= width - near_x
        if at_side or box.y <= near_y or box.bottom >= height - near_y:
            return box
    return None
