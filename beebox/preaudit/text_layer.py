"""Text that a PDF brings along, used instead of reading the picture - when it is honest.

Honest is a page whose text is drawn, lies on the page, has ink where it says, covers all the print
there is, names real signs, runs forwards, and agrees with the picture where a reader looks. Any doubt
means None, and the picture is read as if there were no text: what people see is what counts.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from beebox.preaudit.layer_lines import Placed, lines_of, placed_upright, turned
from beebox.preaudit.layer_proof import agrees
from beebox.preaudit.pdf_signs import Boxes, Signs, signs_of
from beebox.preaudit.ports import Page, PageText, TextReader
from beebox.preaudit.report import Box, Line

_FEWEST_SIGNS = 3
_MOST_UNKNOWN = 0.02
"""Share of signs the file gives no name; lists in office programs have such dots."""
_INK_CONTRAST = 32
"""Of 255, between the darkest and the lightest pixel where a sign should be."""
_MOST_INKLESS = 0.003
_MOST_DOUBLES = 0.01
"""Share of signs that lie upon another, different one."""
_MOST_PICTURE = 0.15
"""Share of the page that pictures may cover; print inside a picture has no text."""
_MOST_PICTURES = 8
_LEAST_PICTURE = 40
"""Pixels of its shorter side; 5 mm on paper."""
_FRAME = 120
"""Pixels of room around a picture that is read: readers take print that fills a page for a drawing."""
_MOST_UNTEXTED = 0.12
"""Pieces of ink that look like signs and have no text, as a share of the signs."""
_FEW_UNTEXTED = 12
_MOST_SUSPECTS = 6
"""Lines something was drawn over; so many are proved one by one."""


@dataclass(frozen=True)
class Layer:
    """Text that passed every test but the reader's. `rotation`: degrees counter-clockwise to upright.

    Boxes are in pixels of the upright page; `suspects` must all be proved.
    """

    rotation: int
    lines: tuple[Line, ...]
    suspects: tuple[Line, ...]
    pictures: tuple[Box, ...] = ()
    """Pictures on the upright page: print inside them has no text and is read."""


def layer_of(page: pypdfium2.PdfPage, pixels: Page) -> Layer | None:
    """The text of a PDF page drawn as these pixels, if nothing speaks against it."""
    height, width = pixels.shape[:2]
    try:
        signs = signs_of(page, width, height)
    except pypdfium2.PdfiumError:  # odd objects: the page was drawn all the same, so it can be read
        return None
    if signs is None or not _is_plausible(signs, width, height):
        return None
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    if not (_has_ink(signs.tight, grey) and _is_all_there_is(signs, grey)):
        return None
    placed = placed_upright(signs, width, height)
    if placed is None or _doubles(placed) > _MOST_DOUBLES:
        return None
    lines = lines_of(placed, np.rot90(grey, placed.rotation // 90))
    suspects = tuple(line for line, covered in lines if covered)
    if not lines or len(suspects) > _MOST_SUSPECTS:
        return None
    pictures = _worth_reading(turned(signs.pictures, placed.rotation, width, height))
    return Layer(placed.rotation, tuple(line for line, _ in lines), suspects, pictures)


def text_of(layer: Layer | None, pixels: Page, reader: TextReader) -> PageText | None:
    """What the layer says, once the reader agrees on some of its lines; None: read the picture.

    Print inside pictures of the page is read and added, with the reader's own confidence.
    """
    if layer is None:
        return None
    upright = np.ascontiguousarray(np.rot90(pixels, layer.rotation // 90))
    if not agrees(layer.lines, layer.suspects, upright, reader):
        return None
    lines = list(layer.lines)
    for box in layer.pictures:
        lines += _read_in(box, upright, reader)
    return PageText(layer.rotation, tuple(sorted(lines, key=lambda line: (line.box.y, line.box.x))))


def _read_in(box: Box, upright: Page, reader: TextReader) -> list[Line]:
    """The lines inside a picture that stand the same way up as the page."""
    part = upright[box.y : box.bottom, box.x : box.right]
    room = ((_FRAME, _FRAME), (_FRAME, _FRAME), (0, 0))
    found = reader.read(np.pad(part, room, mode="edge"))
    if found.rotation != 0:
        return []
    x, y = box.x - _FRAME, box.y - _FRAME
    return [
        replace(line, box=Box(line.box.x + x, line.box.y + y, line.box.w, line.box.h)) for line in found.lines
    ]


def _worth_reading(pictures: Boxes) -> tuple[Box, ...]:
    """Pictures large enough to hold a line of print."""
    boxes = [Box(int(a), int(b), round(c - a), round(d - b)) for a, b, c, d in pictures]
    return tuple(box for box in boxes if min(box.w, box.h) >= _LEAST_PICTURE)


def _is_plausible(signs: Signs, width: int, height: int) -> bool:
    count = len(signs.texts)
    if count < _FEWEST_SIGNS or not signs.seen.all() or (~signs.known).sum() > _MOST_UNKNOWN * count:
        return False
    middle = (signs.tight[:, :2] + signs.tight[:, 2:]) / 2
    return bool(np.all((middle >= 0) & (middle <= (width, height))))


def _has_ink(tight: Boxes, grey: NDArray[np.uint8]) -> bool:
    """Whether nearly every sign can be told from its ground."""
    height, width = grey.shape
    inkless = 0
    for left, top, right, bottom in _whole(tight, width, height):
        spot = grey[top:bottom, left:right]
        if int(spot.max()) - int(spot.min()) < _INK_CONTRAST:
            inkless += 1
    return inkless <= _MOST_INKLESS * len(tight)


def _whole(boxes: Boxes, width: int, height: int, margin: int = 1) -> list[tuple[int, int, int, int]]:
    """The boxes in whole pixels, a little larger, inside the page and never empty."""
    low = np.floor(boxes[:, :2]).astype(int) - margin
    high = np.ceil(boxes[:, 2:]).astype(int) + margin
    low = np.clip(low, 0, (width - 1, height - 1))
    high = np.clip(np.maximum(high, low + 1), 1, (width, height))
    return [(int(a), int(b), int(c), int(d)) for a, b, c, d in np.hstack([low, high])]


def _is_all_there_is(signs: Signs, grey: NDArray[np.uint8]) -> bool:
    """Whether no print is left once the text and small pictures are taken away."""
    height, width = grey.shape
    area = sum((c - a) * (d - b) for a, b, c, d in _whole(signs.pictures, width, height, 0))
    if area > _MOST_PICTURE * width * height or len(_worth_reading(signs.pictures)) > _MOST_PICTURES:
        return False
    ground = cv2.medianBlur(cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), 31)
    level = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.int16)
    ink = (np.abs(grey.astype(np.int16) - level) > 2 * _INK_CONTRAST).astype(np.uint8)
    for left, top, right, bottom in _whole(np.vstack([signs.loose, signs.tight]), width, height, 2):
        ink[top:bottom, left:right] = 0
    for left, top, right, bottom in _whole(signs.pictures, width, height, 3):
        ink[top:bottom, left:right] = 0
    sign_height = float(np.median(signs.tight[:, 3] - signs.tight[:, 1]))
    return _pieces_like_signs(ink, sign_height) <= _FEW_UNTEXTED + _MOST_UNTEXTED * len(signs.texts)


def _pieces_like_signs(ink: NDArray[np.uint8], sign_height: float) -> int:
    """Connected pieces about as large as print: no rules, no dots, no areas."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, filled = (stats[1:, at] for at in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    least = max(6.0, 0.4 * sign_height)
    like = (high >= least) & (high <= 8 * least) & (wide >= 0.2 * least) & (wide <= 12 * least)
    like &= (filled >= 0.08 * wide * high) & ~((filled > 0.9 * wide * high) & (high < 1.5 * least))
    return int(like.sum())


def _doubles(placed: Placed) -> float:
    """Share of signs whose middle lies in the ink of a different sign that is drawn elsewhere."""
    middle = (placed.tight[:, :2] + placed.tight[:, 2:]) / 2
    order = np.argsort(middle[:, 0])
    xs = middle[order, 0]
    found = 0
    for at, (left, top, right, bottom) in enumerate(placed.tight):
        first, last = np.searchsorted(xs, (left, right))
        near = order[first:last]
        inside = near[(middle[near, 1] > top) & (middle[near, 1] < bottom) & (near != at)]
        found += any(placed.texts[other] != placed.texts[at] for other in inside)
    return found / max(1, len(placed.texts))
