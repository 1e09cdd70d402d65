"""Labels that carriers made: measured, put together, marked as copies."""

import io

import pikepdf
from PIL import Image, UnidentifiedImageError
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from beebox.logistics.labels.drawing import SIZES, Face
from beebox.logistics.labels.pdf import MM
from beebox.logistics.labels.typefaces import lock, typeface
from beebox.logistics.orders import Label, LabelPaper

LARGEST = 20 * 1024 * 1024
_STRIP = 3.5
"""Millimetres along the lower edge, where carriers print nothing, for the word that it is a copy."""
_PICTURES = ("image/png", "image/jpeg")


class NotALabel(ValueError):
    """What the carrier sent is no sheet that can be printed."""


def as_pdf(label: Label, paper: LabelPaper) -> bytes:
    """What came, as PDF; a picture fills the paper it was asked for. Raises NotALabel."""
    if not 0 < len(label.data) <= LARGEST:
        raise NotALabel(f"{len(label.data)} bytes")
    kind = label.media_type.partition(";")[0].strip().lower()
    if kind == "application/pdf":
        return label.data
    if kind in _PICTURES:
        return _picture(label.data, paper)
    raise NotALabel(f"media type {kind[:60]!r}")


def size_of(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in whole millimetres. Raises NotALabel."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            left, bottom, right, top = (float(side) for side in document.pages[0].cropbox)
            turned = int(document.pages[0].obj.get("/Rotate", 0)) % 180 == 90
    except (pikepdf.PdfError, IndexError, ValueError, TypeError) as broken:
        raise NotALabel(str(broken)[:200]) from broken
    width, height = round((right - left) / MM), round((top - bottom) / MM)
    return (height, width) if turned else (width, height)


def fits(size: tuple[int, int], paper: LabelPaper) -> bool:
    """Whether a sheet of this size is right on that paper: carriers' own differ by a millimetre."""
    return all(abs(side - wanted) <= 1 for side, wanted in zip(size, SIZES[paper], strict=True))


def together(files: list[bytes]) -> bytes:
    """One PDF of all pages, in their order."""
    if len(files) == 1:
        return files[0]
    whole = pikepdf.new()
    for file in files:
        with pikepdf.open(io.BytesIO(file)) as part:
            whole.pages.extend(part.pages)
    target = io.BytesIO()
    whole.save(target)
    return target.getvalue()


def marked_as_copy(pdf: bytes, nth: int) -> bytes:
    """The carrier's label with `补打 COPY n` at its lower edge; the rest as it came."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(side) for side in page.cropbox)
            strip = pikepdf.Rectangle(left, bottom, right, min(top, bottom + _STRIP * MM))
            with pikepdf.open(io.BytesIO(_strip(f"补打 COPY {nth}", (right - left) / MM))) as mark:
                page.add_overlay(mark.pages[0], strip)
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def _strip(text: str, width: float) -> bytes:
    face, file = typeface(Face.BOLD), io.BytesIO()
    wide = sum(map(face.advances.__getitem__, text)) * 7
    with lock:
        canvas = Canvas(file, pagesize=(width * MM, _STRIP * MM), invariant=1)
        canvas.setFont(face.font(), 7)
        canvas.drawString((width * MM - wide) / 2, 0.9 * MM, text)
        canvas.save()
    return file.getvalue()


def _picture(data: bytes, paper: LabelPaper) -> bytes:
    width, height = (side * MM for side in SIZES[paper])
    file = io.BytesIO()
    try:
        canvas = Canvas(file, pagesize=(width, height), invariant=1)
        picture = Image.open(io.BytesIO(data))
        picture.load()
        canvas.drawImage(ImageReader(picture.convert("L")), 0, 0, width, height, preserveAspectRatio=True)
        canvas.save()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as broken:
        raise NotALabel(str(broken)[:200]) from broken
    return file.getvalue()
