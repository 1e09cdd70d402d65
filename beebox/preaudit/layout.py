"""Lines of print as a level sheet: tilt taken out, labels cut from values, halves of labels joined."""

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from beebox.preaudit.numbers import squeezed
from beebox.preaudit.report import Box, Line

_STRAY_DEGREES = 8.0
"""A line tilted this much against the others is no part of the print: a watermark, a stamp."""
_VARIANTS = str.maketrans(
    "發證學東電華國業執號機關戶產權動錄區廣龍漢滿維爾別碼稱類",
    "发证学东电华国业执号机关户产权动录区广龙汉满维尔别码称类",
)


@dataclass(frozen=True)
class Piece:
    """A run of text on the level sheet. `label` is set where it is a printed label.

    `x y w h` are on the level sheet (pixels after the tilt is taken out), `box` is on the picture.
    """

    text: str
    x: float
    y: float
    w: float
    h: float
    box: Box
    confidence: float
    label: str | None = None

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        return self.y + self.h / 2


def plain(text: str) -> str:
    """For comparing with labels: squeezed, simple forms of signs."""
    return squeezed(text).translate(_VARIANTS)


def tilt_of(lines: Iterable[Line]) -> float:
    """The angle most of the print has, in degrees, weighted by length."""
    runs = sorted((line.slope, len(line.text)) for line in lines if len(line.text) >= 4)
    half, seen = sum(weight for _, weight in runs) / 2, 0
    for slope, weight in runs:
        seen += weight
        if seen >= half:
            return slope
    return 0.0


def level(lines: Iterable[Line]) -> list[Piece]:
    """The lines as pieces of a level sheet, top to bottom; stray ones left out."""
    lines = list(lines)
    tilt = tilt_of(lines)
    pieces = [_piece(line, tilt) for line in lines if not _is_stray(line, tilt)]
    return sorted(_halves_joined(pieces), key=lambda piece: (piece.y, piece.x))


def _is_stray(line: Line, tilt: float) -> bool:
    return len(line.text) > 2 and line.slope != 0 and abs(line.slope - tilt) > _STRAY_DEGREES


def _piece(line: Line, tilt: float) -> Piece:
    radians = math.radians(tilt)
    sine, cosine = math.sin(radians), math.cos(radians)
    box = line.box
    across, down = box.x + box.w / 2, box.y + box.h / 2
    x, y = across * cosine + down * sine, down * cosine - across * sine
    width, height = _own_size(box, math.radians(line.slope))
    text = squeezed(line.text)
    return Piece(text, x - width / 2, y - height / 2, width, height, box, line.confidence)


def _own_size(box: Box, radians: float) -> tuple[float, float]:
    """Length and height of a tilted line from the upright box around it."""
    sine, cosine = abs(math.sin(radians)), math.cos(radians)
    spread = cosine**2 - sine**2
    if spread < 0.3:
        return float(box.w), float(box.h)
    width = (box.w * cosine - box.h * sine) / spread
    height = (box.h * cosine - box.w * sine) / spread
    return max(width, 1.0), max(height, min(box.h, 8.0))


def _halves_joined(pieces: list[Piece]) -> list[Piece]:
    """Labels of two signs are often printed far apart (名    称) and then read as two lines."""
    rest = sorted(pieces, key=lambda piece: piece.x)
    joined = []
    while rest:
        piece = rest.pop(0)
        other = _other_half(piece, rest) if len(piece.text) == 1 else None
        if other is not None:
            rest.remove(other)
            piece = _together(piece, other)
        joined.append(piece)
    return joined


_HALVES = {"名": "称", "类": "型", "住": "所址", "姓": "名", "性": "别", "出": "生", "民": "族", "户": "别号",
           "坐": "落", "用": "途", "面": "积", "籍": "贯"}  # fmt: skip


def _other_half(piece: Piece, rest: list[Piece]) -> Piece | None:
    ends = _HALVES.get(piece.text, "")
    near = [
        other
        for other in rest
        if other.text[:1] in ends
        and other.text[:1]
        and piece.right - piece.h < other.x < piece.right + 5 * piece.h
        and abs(other.middle - piece.middle) < 0.6 * max(piece.h, other.h)
    ]
    return min(near, key=lambda other: other.x, default=None)


def _together(left: Piece, right: Piece) -> Piece:
    top, bottom = min(left.y, right.y), max(left.bottom, right.bottom)
    return Piece(
        left.text + right.text,
        left.x,
        top,
        right.right - left.x,
        bottom - top,
        left.box.joined(right.box),
        min(left.confidence, right.confidence),
    )


def _sign_width(sign: str) -> float:
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.55


def cut(piece: Piece, start: int, end: int, label: str | None = None) -> Piece:
    """The part of a piece from one sign to another, its place reckoned from the signs' widths."""
    widths = [_sign_width(sign) for sign in piece.text]
    whole = sum(widths) or 1.0
    begin, stop = sum(widths[:start]) / whole, sum(widths[:end]) / whole
    box = Box(
        round(piece.box.x + piece.box.w * begin),
        piece.box.y,
        max(1, round(piece.box.w * (stop - begin))),
        piece.box.h,
    )
    return replace(
        piece,
        text=piece.text[start:end],
        x=piece.x + piece.w * begin,
        w=piece.w * (stop - begin),
        box=box,
        label=label,
    )
