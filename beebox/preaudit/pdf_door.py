"""The part of the door that knows PDF: passwords, scripts, attachments, bombs, broken files."""

import io
import zlib
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2

from beebox.preaudit.refusals import Refused

MAX_OBJECTS = 50_000
MAX_DRAWING_BYTES = 16 * 1024 * 1024
"""Decoded size of one page's drawing orders; a dense scanned-and-read page has well under 1 MB."""
_LOOK_SCALE = 0.1
_JBIG2_PAGE = 48
_ACTIVE_KEYS = ("/OpenAction", "/AA")
_ACTIVE_TYPES = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/URI"}


@dataclass(frozen=True)
class PdfFacts:
    pages: int
    width: int
    height: int
    cares: tuple[str, ...]


def inspect_pdf(data: bytes, max_pages: int, max_pixels: int) -> PdfFacts:
    """Facts of a PDF that can be shown, or Refused. Nothing in it is ever run or followed."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            cares = _look_inside(pdf, max_pages, max_pixels)
    except pikepdf.PasswordError:
        raise Refused("encrypted_pdf") from None
    except Refused:
        raise
    except Exception as error:  # qpdf's faults, and what odd objects do to Python
        raise Refused("corrupt_pdf") from error
    pages, width, height = _look_at(data)
    return PdfFacts(pages, width, height, cares)


def _look_inside(pdf: pikepdf.Pdf, max_pages: int, max_pixels: int) -> tuple[str, ...]:
    pages = len(pdf.pages)
    if pages == 0:
        raise Refused("no_pages")
    if pages > max_pages:
        raise Refused("too_many_pages", pages=pages, limit=max_pages)
    if len(pdf.objects) > MAX_OBJECTS:
        raise Refused("could_not_check")
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and _waits(pdf, form):
        raise Refused("dynamic_form")
    cares = set()
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            _check_stream(found, max_pixels)
        if isinstance(found, pikepdf.Dictionary):
            cares |= _cares_of(found)
    return tuple(sorted(cares))


def _waits(pdf: pikepdf.Pdf, form: pikepdf.Dictionary) -> bool:
    """Whether the pages are only a placeholder for a form drawn by a program (dynamic XFA)."""
    return bool(pdf.Root.get("/NeedsRendering", False)) or len(form.get("/Fields", [])) == 0


def _cares_of(found: pikepdf.Dictionary) -> set[str]:
    cares = set()
    if any(key in found for key in _ACTIVE_KEYS) or "/JS" in found:
        cares.add("active_content")
    if str(found.get("/S", "")) in _ACTIVE_TYPES:
        cares.add("active_content")
    if "/EmbeddedFiles" in found or "/EF" in found:
        cares.add("embedded_files")
    return cares


def _check_stream(stream: pikepdf.Stream, max_pixels: int) -> None:
    names = _filters(stream)
    pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
    if "/JBIG2Decode" in names:
        pixels = max(pixels, _jbig2_pixels(stream.read_raw_bytes()))
    if pixels > max_pixels:
        raise Refused("image_too_large", limit=max_pixels // 1_000_000)
    if str(stream.get("/Subtype", "")) == "/Image":
        return
    if "/Length1" in stream or "/Length2" in stream or "/Length3" in stream:
        return  # an embedded font program
    if _inflates_beyond(stream.read_raw_bytes(), names, MAX_DRAWING_BYTES):
        raise Refused("corrupt_pdf")


def _filters(stream: pikepdf.Stream) -> list[str]:
    found: Any = stream.get("/Filter", [])
    return [str(found)] if isinstance(found, pikepdf.Name) else [str(one) for one in found]


def _jbig2_pixels(data: bytes) -> int:
    """Pixels the page information segment claims (ITU-T T.88, 7.2 and 7.4.8); 0 without one."""
    at = 0
    while at + 19 <= len(data) and data[at + 4] & 0x3F != _JBIG2_PAGE:
        at += 11 + int.from_bytes(data[at + 7 : at + 11], "big")
    if at + 19 > len(data):
        return 0
    width, height = data[at + 11 : at + 15], data[at + 15 : at + 19]
    return int.from_bytes(width, "big") * int.from_bytes(height, "big")


def _inflates_beyond(data: bytes, filters: list[str], limit: int) -> bool:
    for name in filters:
        if name not in ("/FlateDecode", "/Fl"):
            return False
        opener = zlib.decompressobj()
        try:
            data = opener.decompress(data, limit)
        except zlib.error:
            return False
        if opener.unconsumed_tail:
            return True
    return False


def _look_at(data: bytes) -> tuple[int, int, int]:
    """Pages and size of the first, as the program that will draw them sees it."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        pages = len(pdf)
        page = pdf[0]
        width, height = page.get_size()
        if min(width, height) < 1:
            raise Refused("corrupt_pdf")
        page.render(scale=min(_LOOK_SCALE, 500 / max(width, height)))
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise Refused("corrupt_pdf") from error
    return pages, round(width), round(height)
