"""From the bytes of an inspected file to its pages: upright by what the camera noted, RGB, bounded.

Call it in a confined child process only, after the door has let the file in.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps

from beebox.preaudit.door import Limits, open_picture
from beebox.preaudit.ports import Page

LONG_SIDE = 2200
"""Pixels; an A4 page at 190 dpi. More only costs time."""
PREVIEW_LONG_SIDE = 1600
_NOTHING_TO_SEE = 0.5
"""Spread of levels (of 255) of a picture in which everything is white on white."""
_PDF_SCALE = 200 / 72


def load_pages(data: bytes, kind: str, limits: Limits, only: int | None = None) -> Iterator[Page]:
    """The pages one by one, so that a long file needs the memory of one page only.

    `only`: just this one, counted from 1; nothing when there is no such page.
    """
    if kind == "pdf":
        yield from _pdf_pages(data, limits, only)
    else:
        yield from _pictures(data, kind, limits, only)


def _numbers(count: int, limits: Limits, only: int | None) -> range:
    """Which pages to load, counted from 0."""
    every = range(min(count, limits.max_pages))
    return every if only is None else every[only - 1 : only]


def _pdf_pages(data: bytes, limits: Limits, only: int | None) -> Iterator[Page]:
    pdf = pypdfium2.PdfDocument(data)
    for number in _numbers(len(pdf), limits, only):
        page = pdf[number]
        longest = max(page.get_size())
        drawn = page.render(scale=min(_PDF_SCALE, LONG_SIDE / longest), rev_byteorder=True)
        pixels = np.asarray(drawn.to_numpy())[:, :, :3]
        yield np.ascontiguousarray(pixels)
        page.close()


def _pictures(data: bytes, kind: str, limits: Limits, only: int | None) -> Iterator[Page]:
    picture = open_picture(data, kind)
    frames = getattr(picture, "n_frames", 1) if kind == "tiff" else 1
    for number in _numbers(frames, limits, only):
        if number:
            picture.seek(number)
        elif kind == "jpeg":
            picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
        yield _fitted(np.asarray(_flat(_turned(picture))))


def _turned(picture: Image.Image) -> Image.Image:
    picture.load()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ImageOps.exif_transpose(picture)
    except Exception:  # damaged notes of the camera: the picture itself is good
        return picture


def _flat(picture: Image.Image) -> Image.Image:
    """RGB without transparency; 16 bit a channel brought down to 8."""
    if picture.mode.startswith("I") or picture.mode == "F":
        grey = np.asarray(picture).astype(np.float32)
        top = 65535.0 if picture.mode.startswith("I;16") else max(float(grey.max()), 1.0)
        return Image.fromarray((grey / top * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
    if "A" in picture.mode or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        on_white = _laid_on("white", layered)
        white_print = float(np.asarray(on_white.convert("L")).std()) < _NOTHING_TO_SEE
        return _laid_on("black", layered) if white_print else on_white
    return picture.convert("RGB")


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
