"""Reading with RapidOCR: detection on a small picture, recognition on crops of the large one.

Detection runs once. Which way is up follows from the shape of the lines found (sideways) and from
reading a few lines both ways round (upside down), so a turned page costs little more than a straight
one. Models are loaded with the object: make one a process and keep it.
"""

import math
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.pages import shrunk, turned_upright
from beebox.preaudit.ports import Page, PageText
from beebox.preaudit.report import Box, Line

Quad = NDArray[np.float32]
"""Four corners from the top left, clockwise."""
Read = tuple[str, float]
"""A text and how sure the model is of it, 0 to 1."""

DETECT_LONG_SIDE = 960
"""Pixels. 1280 finds no more on specimens and costs twice as much; 736 loses small print."""
MIN_CONFIDENCE = 0.5
_THICKEST = 0.35
"""Print higher than this part of the page is a drawing taken for a sign."""
_PROBES = 4
_CLEARLY_BETTER = 1.08
_EASE = 0.85
"""Share of the greatest possible weight above which a line was surely read the right way up."""


class RapidOcrReader:
    name = "rapidocr"
    version = version("rapidocr")

    def __init__(self, threads: int = 1) -> None:
        from rapidocr import RapidOCR
        from rapidocr.ch_ppocr_rec import TextRecInput

        engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECT_LONG_SIDE,
                "Rec.rec_batch_num": 6,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._detect = engine._load_det_model()
        self._recognise = engine._load_rec_model()
        self._as_input: Any = TextRecInput

    def read(self, page: Page) -> PageText:
        picture = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2BGR), dtype=np.uint8)
        quads = self._quads(picture)
        if not quads:
            return PageText(0, ())
        rotation = 0
        if _sideways(quads):
            quads = [_turned_quad(quad, picture.shape[1]) for quad in quads]
            picture, rotation = turned_upright(picture, 90), 90
        quads = [_from_left(quad, _tilt(quads)) for quad in quads]
        crops = [_crop(picture, quad) for quad in quads]
        texts, flipped = self._read_either_way(crops)
        if flipped:
            height, width = picture.shape[:2]
            quads = [_flipped_quad(quad, width, height) for quad in quads]
            rotation += 180
        lines = [
            _line(text, confidence, quad)
            for (text, confidence), quad in zip(texts, quads, strict=True)
            if confidence >= MIN_CONFIDENCE and text.strip()
        ]
        if not lines:
            return PageText(0, ())
        return PageText(rotation, tuple(sorted(lines, key=lambda line: (line.box.y, line.box.x))))

    def _quads(self, picture: Page) -> list[Quad]:
        small = shrunk(picture, DETECT_LONG_SIDE)
        found = self._detect(small)
        if found.boxes is None:
            return []
        factor = picture.shape[1] / small.shape[1]
        quads = [np.asarray(quad, dtype=np.float32) * factor for quad in found.boxes]
        return [quad for quad in quads if _thickness(quad) < _THICKEST * min(picture.shape[:2])]

    def _texts(self, crops: Sequence[Page]) -> list[Read]:
        if not crops:
            return []
        found = self._recognise(self._as_input(img=list(crops)))
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]

    def _read_either_way(self, crops: Sequence[Page]) -> tuple[list[Read], bool]:
        """The texts, and whether the page stands on its head.

        A few telling lines are read first. Read with ease, they settle it and are not read again;
        otherwise they are read the other way round too, and only clearly better is believed.
        """
        order = sorted(range(len(crops)), key=lambda at: _promise(crops[at]), reverse=True)
        probes, rest = order[:_PROBES], order[_PROBES:]
        found = dict(zip(probes, self._texts([crops[at] for at in probes]), strict=True))
        flipped = False
        if sum(_weight(read) for read in found.values()) < _EASE * sum(
            len(text.strip()) ** 0.5 for text, _ in found.values()
        ):
            other = self._texts([turned_upright(crops[at], 180) for at in probes])
            if _total(other) > _total(list(found.values())) * _CLEARLY_BETTER:
                found, flipped = dict(zip(probes, other, strict=True)), True
        turned = [turned_upright(crops[at], 180) if flipped else crops[at] for at in rest]
        found |= dict(zip(rest, self._texts(turned), strict=True))
        return [found[at] for at in range(len(crops))], flipped


def _weight(read: Read) -> float:
    text, confidence = read
    return math.sqrt(len(text.strip())) * math.pow(confidence, 4)


def _total(reads: Sequence[Read]) -> float:
    return sum(_weight(read) for read in reads)


def _promise(crop: Page) -> float:
    """Lines of six to ten signs show best which way up they are, and are cheap."""
    height, width = (int(side) for side in crop.shape[:2])
    return min(width / max(height, 1), 9.0) + min(height, 48) / 48


def _thickness(quad: Quad) -> float:
    return float(min(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])))


def _long_side(quad: Quad) -> tuple[float, float]:
    """Length and angle of a line's run; the angle in degrees above -90 up to 90, clockwise."""
    sides = [quad[1] - quad[0], quad[2] - quad[1]]
    run = max(sides, key=lambda side: float(np.linalg.norm(side)))
    angle = math.degrees(math.atan2(float(run[1]), float(run[0])))
    return float(np.linalg.norm(run)), angle - 180 * math.ceil((angle - 90) / 180)


def _sideways(quads: Sequence[Quad]) -> bool:
    """Whether the longer lines run up or down the page rather than across."""
    up = across = 0.0
    for quad in quads:
        length, angle = _long_side(quad)
        area = abs(float(cv2.contourArea(quad)))
        if length * length < 2 * area:
            continue
        if abs(angle) > 45:
            up += length
        else:
            across += length
    return up > across


def _tilt(quads: Sequence[Quad]) -> float:
    """The angle at which most of the print runs, weighted by length."""
    runs = sorted((_long_side(quad) for quad in quads), key=lambda run: run[1])
    half, seen = sum(length for length, _ in runs) / 2, 0.0
    for length, angle in runs:
        seen += length
        if seen >= half:
            return angle
    return 0.0


def _from_left(quad: Quad, tilt: float) -> Quad:
    """The corners so that the first side is the top one, running the way the page's print runs.

    Long lines say themselves how they run; short ones follow the page.
    """
    length, angle = _long_side(quad)
    if length * length < 2.5 * abs(float(cv2.contourArea(quad))):
        angle = tilt
    way = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    sides = [np.roll(quad, -1, axis=0)[at] - quad[at] for at in range(4)]
    along = [float(side @ way) / (float(np.linalg.norm(side)) + 1e-6) for side in sides]
    return np.roll(quad, -int(np.argmax(along)), axis=0)


def _turned_quad(quad: Quad, page_width: int) -> Quad:
    """Where the corners are once the page is turned counter-clockwise by 90 degrees."""
    return np.stack([quad[:, 1], page_width - quad[:, 0]], axis=1)


def _flipped_quad(quad: Quad, width: int, height: int) -> Quad:
    moved = np.array([width, height], dtype=np.float32) - quad
    return np.roll(moved, 2, axis=0)


def _crop(picture: Page, quad: Quad) -> Page:
    width = max(1, round(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))))
    height = max(1, round(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    goal = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, goal)
    crop = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, dtype=np.uint8)


def _line(text: str, confidence: float, quad: Quad) -> Line:
    left, top = (max(0, math.floor(side)) for side in quad.min(axis=0))
    right, bottom = (math.ceil(side) for side in quad.max(axis=0))
    middle_left, middle_right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    run = middle_right - middle_left
    slope = math.degrees(math.atan2(float(run[1]), float(run[0])))
    return Line(text, round(confidence, 4), Box(left, top, right - left, bottom - top), round(slope, 2))
