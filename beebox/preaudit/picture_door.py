"""The part of the door that knows pictures: claims first, then every pixel of every page."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageFile

from beebox.preaudit.picture_heads import MAX_SCANS, boxes, jpeg_scans, tiff_sizes, webp_size
from beebox.preaudit.refusals import Refused

MIN_SIDE = 24
"""Pixels. Less cannot hold one line of print; whether more is enough is judged later."""
_DECODABLE_MODES = {"1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr",
                    "I;16", "I;16B", "I;16L", "I", "F"}  # fmt: skip
Image.MAX_IMAGE_PIXELS = None  # the limits below are ours
_PICTURES_PER_FILE = 4
"""All frames of a file together may have this many times the pixels one picture may have."""
_WEBP_SHARE = 0.4
"""A WebP may have this part of the pixels of others: its decoder holds four copies of them."""


@dataclass(frozen=True)
class PictureFacts:
    pages: int
    width: int
    height: int
    animated: bool


def open_picture(data: bytes, kind: str) -> Image.Image:
    """The picture with only its header read; whatever Pillow raises for a broken one."""
    if kind == "heic":
        pi_heif.register_heif_opener()
    return Image.open(io.BytesIO(data), formats=["HEIF" if kind == "heic" else kind.upper()])


def inspect_picture(data: bytes, kind: str, max_pages: int, max_pixels: int) -> PictureFacts:
    """Facts of a picture all of which could be decoded, or Refused."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    most = round(max_pixels * _WEBP_SHARE) if kind == "webp" else max_pixels
    with _faults_are_refusals():
        pages = _check_claims(data, kind, max_pages, most)
        picture = open_picture(data, kind)
        width, height = picture.size
        _check_size(picture.size, most)
        frames = pages if kind == "tiff" else getattr(picture, "n_frames", 1)
        _decode_all(picture, pages, most)
        if min(width, height) < MIN_SIDE:
            raise Refused("image_too_small", width=width, height=height, limit=MIN_SIDE)
    return PictureFacts(pages, width, height, animated=frames > pages)


@contextmanager
def _faults_are_refusals() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Refused:
        raise
    except MemoryError:
        raise Refused("corrupt_image") from None
    except Exception as error:  # Pillow's plugins raise almost every kind there is
        raise Refused("corrupt_image") from error


def _check_claims(data: bytes, kind: str, max_pages: int, max_pixels: int) -> int:
    """How many pages there are to decode, by what the file says; ValueError or Refused."""
    if kind == "webp":
        _check_size(webp_size(data), max_pixels)
    elif kind == "heic" and b"meta" not in set(boxes(data)):
        raise Refused("unsupported_type")  # a film or a burst without one picture of its own
    elif kind == "jpeg" and jpeg_scans(data) > MAX_SCANS:
        raise Refused("could_not_check")
    elif kind == "tiff":
        sizes = tiff_sizes(data, max_pages + 1)
        for size in sizes:
            _check_size(size, max_pixels)
        if len(sizes) > max_pages:
            raise Refused("too_many_pages", pages=len(sizes), limit=max_pages)
        return len(sizes)
    return 1


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    if size[0] * size[1] > max_pixels:
        raise Refused("image_too_large", limit=max_pixels // 1_000_000)


def _decode_all(picture: Image.Image, pages: int, max_pixels: int) -> None:
    pixels = 0
    for number in range(pages):
        if number:
            picture.seek(number)
            _check_size(picture.size, max_pixels)
        pixels += picture.width * picture.height
        if pixels > max_pixels * _PICTURES_PER_FILE:
            raise Refused("image_too_large", limit=max_pixels // 1_000_000)
        if picture.mode not in _DECODABLE_MODES:
            raise Refused("unsupported_type")
        picture.load()
