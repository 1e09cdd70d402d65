"""QR and Code 128 as inline SVG measured in millimetres, made to be printed and scanned.

Modules are whole dots of a 203 dpi label printer (8 dots a millimetre): 0.25, 0.375, 0.5, 0.75 mm.
Printed narrower than 0.25 mm a symbol no longer reads reliably, so it is refused instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import segno
import zxingcpp
from markupsafe import Markup, escape

from beebox.kernel.errors import N_, BeeboxError

NARROWEST_MM = 0.25
_QR_QUIET = 4
"""Quiet zone of a QR code in modules (ISO/IEC 18004)."""
_BAR_QUIET = 10
"""Quiet zone on each side of Code 128 in modules (ISO/IEC 15417)."""
_MOST_QR = 200
_MOST_BARS = 48


class CannotEncode(BeeboxError):
    """This text cannot become a code that a scanner reads back."""

    code = "cannot_encode"
    message = N_("编号“%(text)s”不能印成条码。请核对编号后再打印。")


@dataclass(frozen=True)
class Symbol:
    """Black runs (column, row, length) on a grid of modules, quiet zones included.

    A linear code has one row, to be drawn as high as wanted.
    """

    text: str
    columns: int
    rows: int
    runs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class _Drawing:
    """Black runs on a grid of modules, with its size on paper."""

    text: str
    columns: int
    rows: int
    width_mm: float
    height_mm: float
    runs: Iterable[tuple[int, int, int]]

    def as_svg(self, name: str) -> Markup:
        path = "".join(f"M{x} {y}h{run}v1h-{run}z" for x, y, run in self.runs)
        return Markup(
            '<svg class="{name}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{text}"'
            ' width="{width}mm" height="{height}mm" viewBox="0 0 {columns} {rows}"'
            ' preserveAspectRatio="none" shape-rendering="crispEdges">'
            '<path fill="#fff" d="M0 0h{columns}v{rows}h-{columns}z"/>'
            '<path fill="#000" d="{path}"/></svg>'
        ).format(
            name=name,
            text=escape(self.text),
            width=f"{self.width_mm:.3f}",
            height=f"{self.height_mm:.3f}",
            columns=self.columns,
            rows=self.rows,
            path=path,
        )


def qr_svg(text: str, *, module_mm: float = 0.75) -> Markup:
    """A QR code with error level Q (a quarter may be dirty) and a quiet zone of four modules.

    Raises CannotEncode when `text` is empty or longer than 200 characters.
    """
    if not 0 < len(text) <= _MOST_QR:
        raise CannotEncode(text=text[:40])
    _refuse_too_narrow(module_mm)
    symbol = segno.make(text, error="q", micro=False, boost_error=False, encoding="utf-8")
    matrix = [list(map(bool, row)) for row in symbol.matrix]
    side = len(matrix) + 2 * _QR_QUIET
    runs = ((x + _QR_QUIET, y + _QR_QUIET, run) for y, row in enumerate(matrix) for x, run in _runs(row))
    return _Drawing(text, side, side, side * module_mm, side * module_mm, runs).as_svg("qr")


def code128_svg(text: str, *, module_mm: float = 0.375, height_mm: float = 15) -> Markup:
    """A Code 128 symbol with its quiet zones.

    Raises CannotEncode for anything but 1 to 48 printable ASCII characters.
    """
    _refuse_too_narrow(module_mm)
    bars = _code128_bars(text)
    columns = len(bars) + 2 * _BAR_QUIET
    runs = ((x + _BAR_QUIET, 0, run) for x, run in _runs(bars))
    return _Drawing(text, columns, 1, columns * module_mm, height_mm, runs).as_svg("c128")


def code128_symbol(text: str) -> Symbol:
    """Code 128 for whoever draws it elsewhere than in SVG. Raises CannotEncode like `code128_svg`."""
    bars = _code128_bars(text)
    runs = tuple((x + _BAR_QUIET, 0, run) for x, run in _runs(bars))
    return Symbol(text, len(bars) + 2 * _BAR_QUIET, 1, runs)


def qr_symbol(text: str) -> Symbol:
    """A QR code of level Q for whoever draws many; raises CannotEncode like `qr_svg`."""
    if not 0 < len(text) <= _MOST_QR:
        raise CannotEncode(text=text[:40])
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
    side = int(image.shape[1])
    tones = memoryview(image).cast("B").tolist()
    rows = ([tone < 128 for tone in tones[at : at + side]] for at in range(0, side * side, side))
    runs = ((x + _QR_QUIET, y + _QR_QUIET, run) for y, row in enumerate(rows) for x, run in _runs(row))
    return Symbol(text, side + 2 * _QR_QUIET, side + 2 * _QR_QUIET, tuple(runs))


def code128_width_mm(text: str, *, module_mm: float = 0.375) -> float:
    """The width `code128_svg` takes on paper, quiet zones included."""
    return (len(_code128_bars(text)) + 2 * _BAR_QUIET) * module_mm


def fitting_module_mm(text: str, room_mm: float) -> float:
    """The widest module with which `code128_svg` stays within `room_mm`.

    Raises CannotEncode when it would have to be too narrow to scan.
    """
    for module_mm in (0.5, 0.375, 0.25):
        if code128_width_mm(text, module_mm=module_mm) <= room_mm:
            return module_mm
    raise CannotEncode(text=text[:40])


def _refuse_too_narrow(module_mm: float) -> None:
    if module_mm < NARROWEST_MM:
        raise ValueError(f"a module of {module_mm} mm does not scan; use {NARROWEST_MM} or more")


def _code128_bars(text: str) -> list[bool]:
    """One entry per module, true where black, without quiet zones."""
    if not (0 < len(text) <= _MOST_BARS and text.isascii() and text.isprintable()):
        raise CannotEncode(text=text[:40])
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
    tones = memoryview(image).cast("B").tolist()[: image.shape[1]]
    return [tone < 128 for tone in tones]


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and length of every black stretch."""
    start = 0
    for black, group in groupby(row):
        length = len(list(group))
        if black:
            yield start, length
        start += length
