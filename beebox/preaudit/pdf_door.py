"""The part of the door that knows PDF: passwords, scripts, attachments, bombs, broken files."""

import io
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from pikepdf.settings import set_qpdf_limits

from beebox.preaudit.pdf_images import claimed_pixels
from beebox.preaudit.pdf_streams import Budget, TooMuch, unpacked
from beebox.preaudit.refusals import Refused

MAX_OBJECTS = 50_000
MAX_DRAWING_BYTES = 16 * 1024 * 1024
"""Decoded size of one page's drawing orders; a dense scanned-and-read page has well under 1 MB."""
MAX_ALL_DRAWING_BYTES = 256 * 1024 * 1024
"""Of all streams of a file together."""
_INNER_BYTES = 64 * 1024 * 1024
"""Of a list of objects or places, or of a picture's outer wrapping."""
_LOOK_SCALE = 0.1
_LOOK_SIDE = 500
_LOOK_SECONDS = 1.0
"""After so long no further page is drawn; each is still opened and measured."""
_ACTIVE_TYPES = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie",
    "/Sound", "/GoTo3DView", "/RichMediaExecute",
}  # fmt: skip
_ACTIVE_MARKS = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
_PACKED = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
_IMAGE_FILTERS = {
    "/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/CCF",
}  # fmt: skip

set_qpdf_limits(
    flate_max_memory=_INNER_BYTES,
    png_max_memory=_INNER_BYTES,
    tiff_max_memory=_INNER_BYTES,
    run_length_max_memory=_INNER_BYTES,
    dct_max_memory=_INNER_BYTES,
    dct_max_progressive_scans=100,
    max_stream_filters=8,
    parser_max_nesting=200,
)


@dataclass(frozen=True)
class PdfFacts:
    pages: int
    width: int
    height: int
    cares: tuple[str, ...]


def inspect_pdf(data: bytes, max_pages: int, max_pixels: int) -> PdfFacts:
    """Facts of a PDF that can be shown, or Refused. Nothing in it is ever run or followed."""
    if _is_cut_off(data):
        raise Refused("corrupt_pdf")
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            cares = _look_inside(pdf, max_pages, max_pixels)
    except pikepdf.PasswordError:
        raise Refused("encrypted_pdf") from None
    except Refused:
        raise
    except TooMuch as error:
        raise Refused("corrupt_pdf") from error
    except Exception as error:  # qpdf's faults, and what odd objects do to Python
        locked = "encrypt" in str(error) or "security handler" in str(error)
        raise Refused("encrypted_pdf" if locked else "corrupt_pdf") from error
    pages, width, height = _look_at(data, max_pages)
    return PdfFacts(pages, width, height, cares)


def _is_cut_off(data: bytes) -> bool:
    """Whether the end is missing: every whole file says last where its table of objects is."""
    last = data.rfind(b"startxref")
    return last < 0 or b"endobj" in data[last:] or b"endstream" in data[last:]


def _look_inside(pdf: pikepdf.Pdf, max_pages: int, max_pixels: int) -> tuple[str, ...]:
    if len(pdf.objects) > MAX_OBJECTS:
        raise Refused("could_not_check")
    pages = len(pdf.pages)
    if pages == 0:
        raise Refused("no_pages")
    if pages > max_pages:
        raise Refused("too_many_pages", pages=pages, limit=max_pages)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and _waits(pdf, form):
        raise Refused("dynamic_form")
    cares, budget = set(), Budget(MAX_ALL_DRAWING_BYTES)
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            _check_stream(found, max_pixels, budget)
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            cares |= _cares_of(found)
    return tuple(sorted(cares))


def _waits(pdf: pikepdf.Pdf, form: pikepdf.Dictionary) -> bool:
    """Whether the pages are only a placeholder for a form drawn by a program (dynamic XFA)."""
    return bool(pdf.Root.get("/NeedsRendering", False)) or len(form.get("/Fields", [])) == 0


def _cares_of(found: pikepdf.Object) -> set[str]:
    cares = set()
    if "/AA" in found or "/JS" in found or str(found.get("/Subtype", "")) in _ACTIVE_MARKS:
        cares.add("active_content")
    if any(_acts(action) for action in _actions(found)):
        cares.add("active_content")
    opens = found.get("/OpenAction")
    if isinstance(opens, pikepdf.Dictionary) and str(opens.get("/S", "")) != "/GoTo":
        cares.add("active_content")
    if "/EmbeddedFiles" in found or "/EF" in found or str(found.get("/Type", "")) == "/EmbeddedFile":
        cares.add("embedded_files")
    return cares


def _actions(found: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The action this may be, and those written into it."""
    yield found
    for key in ("/A", "/PA", "/Next"):
        inner = found.get(key)
        if isinstance(inner, pikepdf.Dictionary):
            yield inner


def _acts(action: pikepdf.Object) -> bool:
    return str(action.get("/S", "")) in _ACTIVE_TYPES


def _check_stream(stream: pikepdf.Stream, max_pixels: int, budget: Budget) -> None:
    names = _filters(stream)
    if str(stream.get("/Subtype", "")) == "/Image" or (names and names[-1] in _IMAGE_FILTERS):
        _check_image(stream, names, max_pixels, budget)
    elif "/Length1" in stream or "/Length2" in stream or "/Length3" in stream:
        return  # an embedded font program
    elif str(stream.get("/Type", "")) not in ("/EmbeddedFile", "/XRef", "/ObjStm"):
        unpacked(stream.read_raw_bytes(), names, MAX_DRAWING_BYTES, budget)


def _check_image(stream: pikepdf.Stream, names: list[str], max_pixels: int, budget: Budget) -> None:
    pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    data: bytes | None = None
    if names and names[-1] in _IMAGE_FILTERS:
        outer = names[:-1]
        if not outer or _PACKED & set(outer):
            data = unpacked(stream.read_raw_bytes(), outer, _INNER_BYTES, budget)
        pixels = max(pixels, claimed_pixels(data or b"", names[-1]), _fax_pixels(stream))
    elif len(names) > 1 and _PACKED & set(names[:-1]):
        unpacked(stream.read_raw_bytes(), names[:-1], _INNER_BYTES, budget)
    if pixels > max_pixels:
        raise Refused("image_too_large", limit=max_pixels // 1_000_000)


def _fax_pixels(stream: pikepdf.Stream) -> int:
    """What the parameters of a fax picture claim."""
    told: Any = stream.get("/DecodeParms", {})
    parts = list(told) if isinstance(told, pikepdf.Array) else [told]
    sizes = [
        int(part.get("/Columns", 1728)) * int(part.get("/Rows", 0))
        for part in parts
        if isinstance(part, pikepdf.Dictionary)
    ]
    return max(sizes, default=0)


def _filters(stream: pikepdf.Stream) -> list[str]:
    found: Any = stream.get("/Filter", [])
    return [str(found)] if isinstance(found, pikepdf.Name) else [str(one) for one in found]


def _look_at(data: bytes, max_pages: int) -> tuple[int, int, int]:
    """Pages and size of the first, as the program that will draw them sees it.

    Every page is opened; the first and as many as time allows are drawn small.
    """
    until = time.monotonic() + _LOOK_SECONDS
    try:
        pdf = pypdfium2.PdfDocument(data)
        pages = len(pdf)
        if pages > max_pages:
            raise Refused("too_many_pages", pages=pages, limit=max_pages)
        for number in range(pages):
            page = pdf[number]
            width, height = page.get_size()
            if not (math.isfinite(width * height) and min(width, height) >= 1):
                raise Refused("corrupt_pdf")
            if number == 0:
                first = (pages, round(width), round(height))
            if number == 0 or time.monotonic() < until:
                page.render(scale=min(_LOOK_SCALE, _LOOK_SIDE / max(width, height)))
            page.close()
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise Refused("corrupt_pdf") from error
    if pages == 0:
        raise Refused("no_pages")
    return first
