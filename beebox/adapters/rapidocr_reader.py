"""Reading with RapidOCR: where print stands on a small picture, what it says on crops of the large one.

The smaller the signs drawn on a page, the larger it is looked at, so that its lines have the height the
model likes. Lines that turn out too low all the same are looked for once more, larger. Which way
is up follows from the shape of the lines (sideways) and from reading a few lines both ways round
(upside down), so a turned page costs little more than a straight one. Models are loaded with the
object: make one a process and keep it.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from beebox.adapters.line_shapes import (
    Quad,
    crop,
    flipped_quad,
    from_left,
    side_lengths,
    sideways,
    thickness,
    tilt,
    turned_quad,
)
from beebox.adapters.rapidocr_models import Read, TextModels
from beebox.preaudit.pages import shrunk, turned_upright
from beebox.preaudit.ports import Page, PageText, TextReader
from beebox.preaudit.report import Box, Line

FIRST_LOOK = 512
"""Pixels of the longer side: a quarter of the time of 960, and print of cards is found all the same."""
LARGEST_LOOK = 1600
_ENLARGED = 1.6
"""How far beyond its own size a small picture is enlarged to find small print."""
_WANTED_SIGN = 14.5
_LARGE_SIGN = 11.5
"""Pixels of a sign: what the first look aims at, and from where 512 pixels will do."""
_TOO_LOW, _WANTED_HEIGHT = 15.0, 22.0
"""Pixels of a line, which is half as high again: lower ones are looked for once more, larger."""
_STEP = 24
"""Difference of neighbouring levels (of 255) that is a stroke and no grain of the paper."""
_ROUND = 0.02
"""Room around what is drawn, in parts of the picture's longer side."""
MIN_CONFIDENCE = 0.5
_THICKEST = 0.35
"""Print higher than this part of the page is a drawing taken for a sign."""
_LONG = 3.0
_STRIP = 4
"""A picture so many times wider than high is a strip with one or two lines."""
_SIGNS_AT, _SIGNS = 768, 20
"""Pixels of the longer side at which signs are measured, and how many it takes."""
_PROBES = 4
_CLEARLY_BETTER = 1.08
_EASE = 0.85
"""Share of the greatest possible weight above which a line was surely read the right way up."""


class RapidOcrReader:
    name = "rapidocr"

    def __init__(self, threads: int = 1, second: TextReader | None = None) -> None:
        """`second` is asked where one line is to be looked at by other means."""
        self._models = TextModels(threads)
        self._second = second
        self.version = self._models.version

    def read(self, page: Page) -> PageText:
        picture = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2BGR), dtype=np.uint8)
        quads = self._quads(picture)
        if not quads:
            return PageText(0, ())
        rotation = 0
        if sideways(quads):
            quads = [turned_quad(quad, picture.shape[1]) for quad in quads]
            picture, rotation = turned_upright(picture, 90), 90
        quads = [from_left(quad, tilt(quads)) for quad in quads]
        crops = [crop(picture, quad) for quad in quads]
        texts, flipped = self._read_either_way(crops)
        if flipped:
            height, width = picture.shape[:2]
            quads = [flipped_quad(quad, width, height) for quad in quads]
            rotation += 180
        lines = [
            _line(text, confidence, quad)
            for (text, confidence), quad in zip(texts, quads, strict=True)
            if confidence >= MIN_CONFIDENCE and text.strip()
        ]
        if not lines:
            return PageText(0, ())
        return PageText(rotation, tuple(sorted(lines, key=lambda line: (line.box.y, line.box.x))))

    def again(self, line: Page, signs: str) -> str:
        return self._second.again(line, signs) if self._second else ""

    def _quads(self, picture: Page) -> list[Quad]:
        """The lines of print, in pixels of this picture, looked for at the size their height asks for."""
        whole = Box(0, 0, picture.shape[1], picture.shape[0])
        largest = min(LARGEST_LOOK, round(_ENLARGED * max(picture.shape[:2])))
        look = min(largest, _first_look(picture))
        found = self._look(picture, whole if look <= FIRST_LOOK else _part_with_print(picture), look)
        height = _low_height(found) * look / max(picture.shape[:2])
        if height < _TOO_LOW and look < largest:
            wanted = look * _WANTED_HEIGHT / height if found else 2.0 * look
            look = round(min(largest, max(wanted, 1.25 * look)))
            found = self._look(picture, _part_with_print(picture), look)
        return [quad for quad in found if _is_line(quad, min(picture.shape[:2]))]

    def _look(self, picture: Page, part: Box, long_side: int) -> list[Quad]:
        """Lines in a part of the picture, looked at as if the whole had this longer side."""
        factor = long_side / max(picture.shape[:2])
        piece = picture[part.y : part.bottom, part.x : part.right]
        small = _scaled(piece, factor)
        scale = piece.shape[1] / small.shape[1]
        room = _room_above(small)
        if room:
            small = np.pad(small, ((room, room), (0, 0), (0, 0)), mode="edge")
        shift = np.array([part.x, part.y - room * scale], dtype=np.float32)
        return [quad * scale + shift for quad in self._models.quads(small)]

    def _read_either_way(self, crops: Sequence[Page]) -> tuple[list[Read], bool]:
        """The texts, and whether the page stands on its head.

        A few telling lines are read first. Read with ease, they settle it and are not read again;
        otherwise they are read the other way round too, and only clearly better is believed.
        """
        order = sorted(range(len(crops)), key=lambda at: _promise(crops[at]), reverse=True)
        probes, rest = order[:_PROBES], order[_PROBES:]
        found = dict(zip(probes, self._models.texts([crops[at] for at in probes]), strict=True))
        flipped = False
        if sum(_weight(read) for read in found.values()) < _EASE * sum(
            len(text.strip()) ** 0.5 for text, _ in found.values()
        ):
            other = self._models.texts([turned_upright(crops[at], 180) for at in probes])
            if _total(other) > _total(list(found.values())) * _CLEARLY_BETTER:
                found, flipped = dict(zip(probes, other, strict=True)), True
        turned = [turned_upright(crops[at], 180) if flipped else crops[at] for at in rest]
        found |= dict(zip(rest, self._models.texts(turned), strict=True))
        return [found[at] for at in range(len(crops))], flipped


def _scaled(piece: Page, factor: float) -> Page:
    """The piece made smaller or larger by this factor, at least 32 pixels long."""
    if factor <= 1:
        return shrunk(piece, max(32, round(max(piece.shape[:2]) * factor)))
    larger = cv2.resize(piece, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8)


def _room_above(picture: Page) -> int:
    """Rows to add above and below a strip cut close around one line: print at the rim is not found."""
    height, width = (int(side) for side in picture.shape[:2])
    return max(0, (width // _STRIP - height) // 2) if width > _STRIP * height else 0


def _is_line(quad: Quad, short_side: int) -> bool:
    """Whether this is print: low against the picture, or so long that it can be nothing else."""
    high = thickness(quad)
    return high < _THICKEST * short_side or max(side_lengths(quad)) > _LONG * high


def _low_height(quads: Sequence[Quad]) -> float:
    """The height below which a quarter of the lines are; 0 without lines."""
    return float(np.percentile([thickness(quad) for quad in quads], 25)) if quads else 0.0


def _first_look(picture: Page) -> int:
    """The longer side at which to look first, told by the height of the signs drawn on the picture.

    Signs are dark spots of a likely size; three fifths of them are lower than a whole one, being parts.
    """
    small = shrunk(picture, _SIGNS_AT)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    _, _, facts, _ = cv2.connectedComponentsWithStats(ink)
    width, height, area = (facts[1:, at] for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    spots = (height >= 4) & (height <= 80) & (width >= 3) & (width <= 90) & (area < 0.95 * width * height)
    if int(spots.sum()) < _SIGNS:
        return FIRST_LOOK
    sign = float(np.percentile(height[spots], 60)) * FIRST_LOOK / max(small.shape[:2])
    return FIRST_LOOK if sign >= _LARGE_SIGN else round(FIRST_LOOK * _WANTED_SIGN / sign)


def _part_with_print(picture: Page) -> Box:
    """The part of the picture in which anything is drawn at all, with room around it.

    Told by steps of brightness and not by the lines found so far: small print is not among them.
    """
    height, width = picture.shape[:2]
    small = np.asarray(cv2.cvtColor(shrunk(picture, FIRST_LOOK), cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    steps = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > _STEP
    rows, columns = np.flatnonzero(steps.sum(axis=1) > 1), np.flatnonzero(steps.sum(axis=0) > 1)
    if not rows.size or not columns.size:
        return Box(0, 0, width, height)
    factor, room = width / small.shape[1], _ROUND * max(width, height)
    left, top = max(0, int(columns[0] * factor - room)), max(0, int(rows[0] * factor - room))
    right, bottom = min(width, int(columns[-1] * factor + room)), min(height, int(rows[-1] * factor + room))
    return Box(left, top, right - left, bottom - top)


def _weight(read: Read) -> float:
    text, confidence = read
    return math.sqrt(len(text.strip())) * math.pow(confidence, 4)


def _total(reads: Sequence[Read]) -> float:
    return sum(_weight(read) for read in reads)


def _promise(crop: Page) -> float:
    """Lines of six to ten signs show best which way up they are, and are cheap."""
    height, width = (int(side) for side in crop.shape[:2])
    return min(width / max(height, 1), 9.0) + min(height, 48) / 48


def _line(text: str, confidence: float, quad: Quad) -> Line:
    left, top = (max(0, math.floor(side)) for side in quad.min(axis=0))
    right, bottom = (math.ceil(side) for side in quad.max(axis=0))
    middle_left, middle_right = (quad[0] + quad[3]) / 2, (quad[1] + quad[2]) / 2
    run = middle_right - middle_left
    slope = math.degrees(math.atan2(float(run[1]), float(run[0])))
    return Line(text, round(confidence, 4), Box(left, top, right - left, bottom - top), round(slope, 2))
