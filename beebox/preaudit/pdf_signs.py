"""The signs a PDF page says it shows, each with its place on the drawn page.

Asked of the program that draws the page, so places agree with the picture. Nothing is believed here:
whether a sign can be seen is found out in `text_layer`.
"""

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

MAX_SIGNS = 20_000
"""A page of the smallest print has half of that; of more only a picture is looked at."""
_UNSEEN_MODES = {3, 7}
"""Text that is placed without being drawn, or only cuts out what is drawn later (ISO 32000-1, 9.3.6)."""
_COVERING = {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_PATH}
_FORMS_DEEP = 6
_FINE = 16
"""Places are asked for on a page so many times as large, for the answers are whole pixels."""

Boxes = NDArray[np.float64]
"""Rows of left, top, right, bottom in pixels of the drawn page."""


@dataclass(frozen=True)
class Signs:
    """All signs of a page in the order they are drawn, spaces left out.

    `tight` is where ink should be, `loose` the room the font gives a sign; `seen` is false for what is
    placed without being drawn, `covered` true where something was drawn over it later; `after_space`
    says that a space comes before it. `pictures` are the places of pictures on the page.
    """

    texts: list[str]
    tight: Boxes
    loose: Boxes
    seen: NDArray[np.bool_]
    known: NDArray[np.bool_]
    """False where the file does not say which sign it is."""
    covered: NDArray[np.bool_]
    after_space: NDArray[np.bool_]
    pictures: Boxes


def signs_of(page: pypdfium2.PdfPage, width: int, height: int) -> Signs | None:
    """The signs of a page that was drawn `width` x `height` pixels large; None without any, or too many."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if not 0 < count <= MAX_SIGNS:
            return None
        return _gathered(page, textpage.raw, count, _Places(page, width, height))
    finally:
        textpage.close()


class _Places:
    """From the page's own coordinates to pixels of the drawn page."""

    def __init__(self, page: pypdfium2.PdfPage, width: int, height: int) -> None:
        x, y = ctypes.c_int(), ctypes.c_int()
        corners = []
        for point in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)):
            pdfium.FPDF_PageToDevice(
                page.raw, 0, 0, width * _FINE, height * _FINE, 0, *point, ctypes.byref(x), ctypes.byref(y)
            )
            corners.append((x.value / _FINE, y.value / _FINE))
        start, right, up = (np.array(corner) for corner in corners)
        self._start, self._turn = start, np.stack([(right - start) / 1000, (up - start) / 1000])

    def boxes(self, found: list[tuple[float, float, float, float]]) -> Boxes:
        """`found`: left, bottom, right, top on the page."""
        if not found:
            return np.empty((0, 4))
        given = np.array(found, dtype=np.float64)
        one = given[:, :2] @ self._turn + self._start
        other = given[:, 2:] @ self._turn + self._start
        return np.hstack([np.minimum(one, other), np.maximum(one, other)])


def _gathered(page: pypdfium2.PdfPage, raw: Any, count: int, places: _Places) -> Signs | None:
    order = _Order(page)
    texts: list[str] = []
    tight, loose = [], []
    seen, known, owners, after_space = [], [], [], []
    space, high = True, 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
        text = _plain(chr(code)) if code else "\ufffd"
        if text.isspace() or pdfium.FPDFText_IsGenerated(raw, index) == 1:
            space = True
            continue
        texts.append(text)
        tight.append(_box(raw, index))
        loose.append(_loose_box(raw, index))
        owner = order.of(pdfium.FPDFText_GetTextObject(raw, index))
        owners.append(owner)
        seen.append(order.is_drawn(owner))
        known.append(pdfium.FPDFText_HasUnicodeMapError(raw, index) != 1 and _is_a_sign(text))
        after_space.append(space)
        space = False
    if not texts:
        return None
    tight_boxes = places.boxes(tight)
    covers, pictures = order.covers(places)
    return Signs(
        texts,
        tight_boxes,
        places.boxes(loose),
        np.array(seen),
        np.array(known),
        _covered(tight_boxes, np.array(owners), covers),
        np.array(after_space),
        pictures,
    )


def _plain(text: str) -> str:
    """Radicals and doubles of Chinese signs, which many programs write, as the signs themselves."""
    if "\u2f00" <= text <= "\u2fdf" or "\uf900" <= text <= "\ufaff":
        return unicodedata.normalize("NFKC", text)
    return text


def _is_a_sign(text: str) -> bool:
    return unicodedata.category(text[0]) not in ("Co", "Cn", "Cs", "Cc") and text != "\ufffd"


def _box(raw: Any, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _loose_box(raw: Any, index: int) -> tuple[float, float, float, float]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(raw, index, box)
    return box.left, box.bottom, box.right, box.top


class _Order:
    """Which object of a page is drawn after which."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._places: dict[int, int] = {}
        self._drawn: dict[int, bool] = {-1: True}
        self._covers: list[tuple[int, tuple[float, float, float, float]]] = []
        self._pictures: list[tuple[float, float, float, float]] = []
        for number, found in enumerate(page.get_objects(max_depth=_FORMS_DEEP)):
            address = ctypes.addressof(found.raw.contents)
            self._places[address] = number
            if found.type == pdfium.FPDF_PAGEOBJ_TEXT:
                self._drawn[number] = pdfium.FPDFTextObj_GetTextRenderMode(found.raw) not in _UNSEEN_MODES
            elif found.type in _COVERING:
                self._note(found, number)

    def _note(self, found: pypdfium2.PdfObject, number: int) -> None:
        try:
            bounds = _bounds_on_page(found)
        except pypdfium2.PdfiumError:
            return
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._pictures.append(bounds)
        if found.type != pdfium.FPDF_PAGEOBJ_PATH or _is_filled(found):
            self._covers.append((number, bounds))

    def of(self, text_object: Any) -> int:
        """The place of a text object in the order; -1 for one that is not known."""
        if not text_object:
            return -1
        return self._places.get(ctypes.addressof(text_object.contents), -1)

    def is_drawn(self, number: int) -> bool:
        return self._drawn.get(number, True)

    def covers(self, places: _Places) -> tuple[list[tuple[int, Boxes]], Boxes]:
        """What could hide what came before it, each with its place in the order; and all pictures."""
        boxes = places.boxes([bounds for _, bounds in self._covers])
        numbers = [number for number, _ in self._covers]
        return list(zip(numbers, boxes, strict=True)), places.boxes(self._pictures)


def _bounds_on_page(found: pypdfium2.PdfObject) -> tuple[float, float, float, float]:
    """Left, bottom, right, top; what stands in a drawing of its own is moved to where that stands."""
    left, bottom, right, top = found.get_bounds()
    corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
    inside = found.container
    while inside is not None:
        matrix = inside.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        inside = inside.container
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_filled(path: pypdfium2.PdfObject) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path.raw, mode, stroke)
    return bool(mode.value != pdfium.FPDF_FILLMODE_NONE)


def _covered(tight: Boxes, owners: NDArray[np.int_], covers: list[tuple[int, Boxes]]) -> NDArray[np.bool_]:
    """Signs whose middle lies under something that was drawn later."""
    under = np.zeros(len(tight), dtype=bool)
    middle = (tight[:, :2] + tight[:, 2:]) / 2
    for number, box in covers:
        inside = np.all((middle >= box[:2]) & (middle <= box[2:]), axis=1)
        under |= inside & (owners < number) & (owners >= 0)
    return under
