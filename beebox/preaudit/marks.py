"""Marks beside print: the red round seal, ink on the signature line, QR and bar codes."""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import Piece, level, tilt_of
from beebox.preaudit.pages import shrunk
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Box, Line, Mark, MarkKind

_SEAL_LONG_SIDE = 800
_SEAL_SMALLEST = 0.055
"""Diameter of a seal against the longer side of the picture: a 30 mm seal on an A4 page far off."""
_SEAL_LARGEST = 0.45
_SEAL_FULLEST = 0.45
"""Share of red within its box: a seal is a ring with lines, an emblem is full."""
_SECTORS = 24
_SECTORS_INKED = 14
_GREY = 0.3
"""Mean difference of the colour channels; a colour picture of black print has 3 and more."""
_INK_SHARE = 0.012


def find_marks(page: Page, lines: Sequence[Line], signature_labels: Sequence[str]) -> tuple[Mark, ...]:
    """Every mark looked for on this page. A signature only where the paper has a line for it."""
    seal = find_seal(page)
    marks = [Mark(MarkKind.SEAL, seal is not None, seal)]
    if signature_labels:
        marks.append(find_signature(page, lines, signature_labels))
    return (*marks, *find_codes(page))


def is_colourless(page: Page) -> bool:
    """Whether this is a grey copy, on which a red seal could not be told from print."""
    small = shrunk(page, _SEAL_LONG_SIDE).astype(np.int16)
    return float((small.max(axis=2) - small.min(axis=2)).mean()) < _GREY


def find_seal(page: Page) -> Box | None:
    """The largest red round print on the page."""
    small = shrunk(page, _SEAL_LONG_SIDE)
    red = _red(small)
    reach = max(3, max(small.shape[:2]) // 40) | 1
    joined = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined)
    long_side = max(small.shape[:2])
    best: Box | None = None
    for spot in range(1, count):
        x, y, w, h = (int(fact) for fact in facts[spot][:4])
        box = Box(x, y, w, h)
        size = max(w, h) / long_side
        if _SEAL_SMALLEST < size < _SEAL_LARGEST and 0.6 < w / h < 1.67 and _is_round(red, box):
            best = box if best is None or w * h > best.w * best.h else best
    return None if best is None else best.scaled(page.shape[1] / small.shape[1])


def _red(page: Page) -> NDArray[np.uint8]:
    tones = cv2.cvtColor(page, cv2.COLOR_RGB2HSV)
    low = cv2.inRange(tones, np.array([0, 45, 80]), np.array([9, 255, 255]))
    high = cv2.inRange(tones, np.array([164, 45, 80]), np.array([180, 255, 255]))
    return np.asarray(cv2.bitwise_or(low, high), dtype=np.uint8)


def _is_round(red: NDArray[np.uint8], box: Box) -> bool:
    """Whether red ink lies all around near the rim of the box and leaves its corners free."""
    part = red[box.y : box.bottom, box.x : box.right] > 0
    down, across = np.mgrid[0 : box.h, 0 : box.w]
    x, y = (across + 0.5) / box.w * 2 - 1, (down + 0.5) / box.h * 2 - 1
    distance, angle = np.hypot(x, y), np.arctan2(y, x)
    rim = part & (distance > 0.8) & (distance < 1.03)
    sectors = {int(one) for one in ((angle[rim] + math.pi) / (2 * math.pi) * (_SECTORS - 0.01)).astype(int)}
    corners = part[distance > 1.12]
    if float(part.mean()) > _SEAL_FULLEST:
        return False
    return len(sectors) >= _SECTORS_INKED and (corners.size == 0 or float(corners.mean()) < 0.2)


def find_signature(page: Page, lines: Sequence[Line], labels: Sequence[str]) -> Mark:
    """Whether every signature line that is found carries ink. `box` is the first empty one's.

    A label is found in spite of one wrong sign, and 申请人姓名 is one sign away from 申请人签名: where a
    label with 签 stands on the page, only such labels count.
    """
    tilt = tilt_of(lines)
    pieces = split_at_labels(level(lines), labels)
    labelled = [piece for piece in pieces if piece.label is not None]
    places = [piece for piece in labelled if "签" in piece.text] or labelled
    if not places:
        return Mark(MarkKind.SIGNATURE, present=False, text="no_line")
    for place in places:
        behind = [piece for piece in pieces if piece.label is None and _stands_behind(place, piece)]
        read = sum(len(piece.text.strip(":：_ ")) for piece in behind)
        if read == 0 and _ink(page, place, tilt) < _INK_SHARE:
            return Mark(MarkKind.SIGNATURE, present=False, box=place.box)
    return Mark(MarkKind.SIGNATURE, present=True, box=places[0].box)


def _stands_behind(place: Piece, piece: Piece) -> bool:
    near = -0.5 * place.h < piece.x - place.right < 4 * place.h
    return near and abs(piece.middle - place.middle) < 0.8 * place.h


def _ink(page: Page, place: Piece, tilt: float) -> float:
    """Share of dark pixels right of a label, in a field eight signs long and two high."""
    height = place.h
    sine, cosine = math.sin(math.radians(tilt)), math.cos(math.radians(tilt))
    x, y = place.right + 0.8 * height, place.middle - height
    back = np.array(
        [[cosine, -sine, x * cosine - y * sine], [sine, cosine, y * cosine + x * sine]], dtype=np.float64
    )
    size = (max(8, round(6 * height)), max(8, round(2 * height)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    field = cv2.warpAffine(page, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    grey = cv2.cvtColor(field, cv2.COLOR_RGB2GRAY).astype(np.float32)
    dark = grey < float(np.percentile(grey, 80)) - 60
    dark &= ~(dark.mean(axis=1) > 0.6)[:, None]
    return float(dark.mean())


def find_codes(page: Page) -> list[Mark]:
    """QR and bar codes that can be read, with what they say (at most 500 signs)."""
    marks = []
    for code in zxingcpp.read_barcodes(page):
        corners = (code.position.top_left, code.position.bottom_right)
        xs = sorted(corner.x for corner in corners)
        ys = sorted(corner.y for corner in corners)
        box = Box(xs[0], ys[0], max(1, xs[1] - xs[0]), max(1, ys[1] - ys[0]))
        kind = MarkKind.QR if "QR" in str(code.format).upper() else MarkKind.BARCODE
        marks.append(Mark(kind, present=True, box=box, text=code.text[:500]))
    return marks
