"""From the bytes of an inspected file to its pages: upright by what the camera noted, RGB, bounded.

Call it in a confined child process only, after the door has let the file in.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import ExifTags, Image

from beebox.preaudit.door import Limits
from beebox.preaudit.picture_door import open_picture
from beebox.preaudit.ports import Page
from beebox.preaudit.text_layer import Layer, layer_of

LONG_SIDE = 2200
"""Pixels; an A4 page at 190 dpi. More only costs time."""
PREVIEW_LONG_SIDE = 1600
_NOTHING_TO_SEE = 0.5
"""Spread of levels (of 255) of a picture in which everything is white on white."""
_PDF_SCALE = 200 / 72
_REDUCIBLE = {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "I", "F"}
"""Modes whose neighbouring pixels can be averaged."""
_CLEAR = {"LA", "La", "PA", "RGBA", "RGBa"}
_WHOLE = {"La": "LA", "RGBa": "RGBA"}
"""Modes with colours already weakened by their transparency, and the same without."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by the camera's note."""


@dataclass(frozen=True)
class LoadedPage:
    """A page as its picture, and the text the file itself has for it, if nothing speaks against it."""

    pixels: Page
    layer: Layer | None = None


def load_pages(data: bytes, kind: str, limits: Limits, only: int | None = None) -> Iterator[Page]:
    """The pages one by one, so that a long file needs the memory of one page only.

    `only`: just this one, counted from 1; nothing when there is no such page.
    """
    if kind == "pdf":
        yield from (pixels for _, pixels in _pdf_pages(data, limits, only))
    else:
        yield from _pictures(data, kind, limits, only)


def load_with_text(data: bytes, kind: str, limits: Limits, only: int | None = None) -> Iterator[LoadedPage]:
    """The same pages, those of a PDF with the text it brings along."""
    if kind == "pdf":
        for page, pixels in _pdf_pages(data, limits, only):
            yield LoadedPage(pixels, layer_of(page, pixels))
    else:
        yield from map(LoadedPage, _pictures(data, kind, limits, only))


def _numbers(count: int, limits: Limits, only: int | None) -> range:
    """Which pages to load, counted from 0."""
    every = range(min(count, limits.max_pages))
    return every if only is None else every[only - 1 : only]


def _pdf_pages(data: bytes, limits: Limits, only: int | None) -> Iterator[tuple[pypdfium2.PdfPage, Page]]:
    pdf = pypdfium2.PdfDocument(data)
    for number in _numbers(len(pdf), limits, only):
        page = pdf[number]
        longest = max(page.get_size())
        drawn = page.render(scale=min(_PDF_SCALE, LONG_SIDE / longest), rev_byteorder=True)
        pixels = np.asarray(drawn.to_numpy())[:, :, :3]
        yield page, np.ascontiguousarray(pixels)
        page.close()


def _pictures(data: bytes, kind: str, limits: Limits, only: int | None) -> Iterator[Page]:
    picture = open_picture(data, kind)
    frames = getattr(picture, "n_frames", 1) if kind == "tiff" else 1
    numbers = _numbers(frames, limits, only)
    for number in numbers:
        if number:
            picture.seek(number)
        elif kind == "jpeg":
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
        page = _page_of(picture)
        if number == numbers[-1]:
            del picture  # its pixels may be many, and reading takes a while
        yield page


def _page_of(picture: Image.Image) -> Page:
    picture.load()
    upright = _turned(_nearly_fitted(_eight_bits(picture)), _orientation(picture))
    return _fitted(np.asarray(_flat(upright)))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits a pixel brought down to 8; any other as it is."""
    if not picture.mode.startswith("I;16"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))


def _nearly_fitted(picture: Image.Image) -> Image.Image:
    """A picture far too large made smaller at once: every later step copies it."""
    factor = max(picture.size) // LONG_SIDE
    if factor < 2 or min(picture.size) < factor:
        return picture
    if picture.mode not in _REDUCIBLE:
        picture = picture.convert("RGBA" if _is_clear(picture) else "RGB")
    return picture.reduce(factor)


def _orientation(picture: Image.Image) -> int:
    """What the camera noted, 1 to 8; 1 where its notes are missing or damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            noted = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged notes of the camera: the picture itself is good
        return 1
    return noted if noted in _TURNS else 1


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _is_clear(picture: Image.Image) -> bool:
    """Whether parts of it can be seen through."""
    return picture.mode in _CLEAR or "transparency" in picture.info


def _flat(picture: Image.Image) -> Image.Image:
    """RGB without transparency; greys of unknown range by their lightest pixel."""
    if picture.mode in ("I", "F"):
        grey = np.nan_to_num(np.asarray(picture).astype(np.float32))
        top = max(float(grey.max()), 1.0)
        return Image.fromarray((grey / top * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
    if _is_clear(picture):
        whole = picture.convert(_WHOLE.get(picture.mode, picture.mode))
        layered = whole.convert("RGBA")
        on_white = _laid_on("white", layered)
        white_print = float(np.asarray(on_white.convert("L")).std()) < _NOTHING_TO_SEE
        return _laid_on("black", layered) if white_print else on_white
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _laid_on(ground: str, layered: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", layered.size, ground), layered).convert("RGB")


def _fitted(page: Page) -> Page:
    return shrunk(page, LONG_SIDE)


def shrunk(page: NDArray[Any], long_side: int) -> Page:
    """The page with its longer side at most this many pixels."""
    height, width = page.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return np.asarray(page, dtype=np.uint8)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def turned_upright(page: Page, rotation: int) -> Page:
    """The page turned counter-clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(page, rotation // 90))


def preview_jpeg(page: Page, long_side: int = PREVIEW_LONG_SIDE) -> bytes:
    """A JPEG for people, made anew from the pixels: no place, no camera, no comment in it."""
    out = io.BytesIO()
    Image.fromarray(shrunk(page, long_side)).save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
