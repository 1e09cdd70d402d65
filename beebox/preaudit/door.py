"""The door: looks at a file before anything else touches it.

What the bytes are, what the name claims and what a full decode gives must agree, within the limits.
Sizes are read from the header before a single pixel is decoded. Call it in a confined child
process only (adapters.confined): the libraries below it are old and the files are anybody's.
"""

import io
import warnings
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageFile

from beebox.preaudit.pdf_door import inspect_pdf
from beebox.preaudit.refusals import Refused
from beebox.preaudit.report import Jsonable
from beebox.preaudit.sniffing import ACCEPTED, claimed_kind, sniff

MIN_SIDE = 24
"""Pixels. Less cannot hold one line of print; whether more is enough is judged later."""
_DECODABLE_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "I;16",
                    "I;16B", "I;16L", "I", "F"}  # fmt: skip
Image.MAX_IMAGE_PIXELS = None  # the limits below are ours
_PICTURES_PER_FILE = 4
"""All frames of a file together may have this many times the pixels one picture may have."""


@dataclass(frozen=True)
class Limits(Jsonable):
    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 40_000_000
    max_pages: int = 50

    @property
    def megapixels(self) -> int:
        return self.max_pixels // 1_000_000


@dataclass(frozen=True)
class Inspection(Jsonable):
    """A file that may come in. `kind` and `mime` say what it truly is, whatever its name.

    `width` and `height` are of its first page: pixels, or points of a PDF. `cares` lists what those
    who handle it should know: type_by_content, active_content, embedded_files, animated.
    """

    kind: str
    mime: str
    pages: int
    width: int
    height: int
    animated: bool = False
    cares: tuple[str, ...] = ()


def inspect(data: bytes, filename: str, limits: Limits) -> Inspection:
    """What this file is, or Refused with a sentence that names the limit and what to do."""
    if not data:
        raise Refused("empty_file")
    if len(data) > limits.max_bytes:
        raise Refused("too_large", limit=limits.max_bytes // (1024 * 1024))
    kind, claimed = sniff(data), claimed_kind(filename)
    if kind not in ACCEPTED:
        raise _unsupported(data, kind, claimed, limits)
    cares = ("type_by_content",) if claimed not in (None, kind) else ()
    if kind == "pdf":
        found = inspect_pdf(data, limits.max_pages, limits.max_pixels)
        return Inspection(
            kind, ACCEPTED[kind], found.pages, found.width, found.height, cares=cares + found.cares
        )
    return _inspect_picture(data, kind, limits, cares)


def _unsupported(data: bytes, kind: str, claimed: str | None, limits: Limits) -> Refused:
    if kind in ("gif", "bmp"):
        return _unsupported_picture(data, kind, limits)
    if kind == "unknown" and claimed:
        return Refused("corrupt_pdf" if claimed == "pdf" else "corrupt_image")
    if claimed and kind in ("text", "zip", "office", "ofd", "program"):
        return Refused("type_mismatch")
    if kind in ("ofd", "office"):
        return Refused("unsupported_type", Refused(f"unsupported_{kind}").message)
    return Refused("unsupported_type")


def _unsupported_picture(data: bytes, kind: str, limits: Limits) -> Refused:
    """GIF and BMP are not taken anyway; a bomb or a broken one is called what it is."""
    try:
        picture = Image.open(io.BytesIO(data), formats=[kind.upper()])
    except Exception:  # Pillow's plugins raise almost every kind there is
        return Refused("corrupt_image")
    if picture.width * picture.height > limits.max_pixels:
        return Refused("image_too_large", limit=limits.megapixels)
    declared = int.from_bytes(data[2:6], "little")
    if kind == "bmp" and len(data) < declared:
        return Refused("corrupt_image")
    return Refused("unsupported_type")


def open_picture(data: bytes, kind: str) -> Image.Image:
    """The picture with only its header read; whatever Pillow raises for a broken one."""
    if kind == "heic":
        pi_heif.register_heif_opener()
    return Image.open(io.BytesIO(data), formats=["HEIF" if kind == "heic" else kind.upper()])


def _inspect_picture(data: bytes, kind: str, limits: Limits, cares: tuple[str, ...]) -> Inspection:
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = open_picture(data, kind)
            width, height = picture.size
            _check_not_too_large(picture, limits)
            frames = getattr(picture, "n_frames", 1)
            pages = frames if kind == "tiff" else 1
            if pages > limits.max_pages:
                raise Refused("too_many_pages", pages=pages, limit=limits.max_pages)
            _decode_all(picture, pages, limits)
            if min(width, height) < MIN_SIDE:
                raise Refused("image_too_small", width=width, height=height, limit=MIN_SIDE)
    except Refused:
        raise
    except MemoryError:
        raise Refused("corrupt_image") from None
    except Exception as error:  # Pillow's plugins raise almost every kind there is
        raise Refused("corrupt_image") from error
    animated = frames > pages
    care = (*cares, "animated") if animated else cares
    return Inspection(kind, ACCEPTED[kind], pages, width, height, animated, care)


def _check_not_too_large(picture: Image.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.max_pixels:
        raise Refused("image_too_large", limit=limits.megapixels)


def _decode_all(picture: Image.Image, pages: int, limits: Limits) -> None:
    pixels = 0
    for number in range(pages):
        if number:
            picture.seek(number)
            _check_not_too_large(picture, limits)
        pixels += picture.width * picture.height
        if pixels > limits.max_pixels * _PICTURES_PER_FILE:
            raise Refused("image_too_large", limit=limits.megapixels)
        if picture.mode not in _DECODABLE_MODES:
            raise Refused("unsupported_type")
        picture.load()
