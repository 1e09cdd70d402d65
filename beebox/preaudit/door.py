"""The door: looks at a file before anything else touches it.

What the bytes are, what the name claims and what a full decode gives must agree, within the limits.
Sizes are read from the header before a single pixel is decoded. Call it in a confined child
process only (adapters.confined): the libraries below it are old and the files are anybody's.
"""

import io
from dataclasses import dataclass

from PIL import Image

from beebox.preaudit.pdf_door import inspect_pdf
from beebox.preaudit.picture_door import inspect_picture
from beebox.preaudit.picture_heads import bmp_size, gif_size
from beebox.preaudit.refusals import Refused
from beebox.preaudit.report import Jsonable
from beebox.preaudit.sniffing import ACCEPTED, FOREIGN, claimed_kind, is_polyglot, sniff


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

    `width` and `height` are of its first page: pixels, or points of a PDF. `cares` lists what
    those who handle it should know: type_by_content, polyglot (it is or carries another kind of
    file as well), active_content, embedded_files, animated.
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
    if is_polyglot(data, kind):
        cares = (*cares, "polyglot")
    mime = ACCEPTED[kind]
    if kind == "pdf":
        pdf = inspect_pdf(data, limits.max_pages, limits.max_pixels)
        return Inspection(kind, mime, pdf.pages, pdf.width, pdf.height, cares=cares + pdf.cares)
    found = inspect_picture(data, kind, limits.max_pages, limits.max_pixels)
    if found.animated:
        cares = (*cares, "animated")
    return Inspection(kind, mime, found.pages, found.width, found.height, found.animated, cares)


def _unsupported(data: bytes, kind: str, claimed: str | None, limits: Limits) -> Refused:
    if kind in ("gif", "bmp"):
        return _unsupported_picture(data, kind, limits)
    if kind == "unknown" and claimed:
        return Refused("corrupt_pdf" if claimed == "pdf" else "corrupt_image")
    if claimed and kind in FOREIGN:
        return Refused("type_mismatch")
    if kind in ("ofd", "office"):
        return Refused("unsupported_type", Refused(f"unsupported_{kind}").message)
    return Refused("unsupported_type")


def _unsupported_picture(data: bytes, kind: str, limits: Limits) -> Refused:
    """GIF and BMP are not taken anyway; a bomb or a broken one is called what it is."""
    try:
        width, height = gif_size(data) if kind == "gif" else bmp_size(data)
        if width * height > limits.max_pixels:
            return Refused("image_too_large", limit=limits.megapixels)
        Image.open(io.BytesIO(data), formats=[kind.upper()])
    except Exception:  # Pillow's plugins raise almost every kind there is
        return Refused("corrupt_image")
    declared = int.from_bytes(data[2:6], "little")
    if kind == "bmp" and len(data) < declared:
        return Refused("corrupt_image")
    return Refused("unsupported_type")
