"""The pipeline, visible: pages -> text and which way up -> quality -> type -> fields -> marks."""

import time
from collections.abc import Callable, Iterable

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.classify import recognise
from beebox.preaudit.document_types import DocumentTypes
from beebox.preaudit.fields import best_fields, extract
from beebox.preaudit.marks import find_marks, is_colourless
from beebox.preaudit.pages import PREVIEW_LONG_SIDE, preview_jpeg, shrunk, turned_upright
from beebox.preaudit.portrait import measure_portrait
from beebox.preaudit.ports import Page, TextReader
from beebox.preaudit.quality import judge
from beebox.preaudit.report import Line, MaterialReading, PageReading

Told = Callable[[int], None]


def read_material(
    pages: Iterable[Page], reader: TextReader, types: DocumentTypes, told: Told = lambda _number: None
) -> tuple[MaterialReading, list[bytes]]:
    """Everything found in these pages and their previews; `told` hears of each finished page."""
    started = time.monotonic()
    found: list[PageReading] = []
    previews: list[bytes] = []
    for number, page in enumerate(pages, start=1):
        reading, upright = read_page(page, number, reader, types)
        found.append(reading)
        previews.append(preview_jpeg(upright))
        told(number)
    kind = _main_type(found)
    return (
        MaterialReading(
            engine=reader.name,
            version=reader.version,
            pages=tuple(found),
            document_type=kind,
            fields=best_fields(found, kind),
            seconds=round(time.monotonic() - started, 3),
        ),
        previews,
    )


def read_page(page: Page, number: int, reader: TextReader, types: DocumentTypes) -> tuple[PageReading, Page]:
    """What one page says, and the page as a person should see it."""
    text = reader.read(page)
    upright = shrunk(turned_upright(page, text.rotation), PREVIEW_LONG_SIDE)
    factor = max(upright.shape[:2]) / max(page.shape[:2])
    lines = tuple(_scaled(line, factor) for line in text.lines)
    kind = recognise(lines, upright, types)
    portrait = kind.code == DocumentType.PORTRAIT_PHOTO
    quality = judge(upright, lines, full_size=max(page.shape[:2]), portrait=portrait)
    height, width = upright.shape[:2]
    fields = extract(types, (kind.code, *kind.also), lines, number)
    signature_lines = types.types[DocumentType(kind.code)].signature_lines
    marks = find_marks(upright, lines, signature_lines)
    reading = PageReading(
        number=number,
        width=width,
        height=height,
        rotation=text.rotation,
        quality=quality,
        document_type=kind.code,
        type_confidence=kind.confidence,
        type_reason=kind.reason,
        lines=lines,
        fields=fields,
        marks=marks,
        also=kind.also,
        portrait=measure_portrait(upright) if portrait else None,
        grey=is_colourless(upright),
    )
    return reading, upright


def _scaled(line: Line, factor: float) -> Line:
    return Line(line.text, line.confidence, line.box.scaled(factor), line.slope)


def _main_type(pages: list[PageReading]) -> str:
    """The type of the page that says most; of equals the first."""
    known = [page for page in pages if page.document_type != DocumentType.OTHER]
    if not known:
        return DocumentType.OTHER.value
    return max(known, key=lambda page: (len(page.fields), -page.number)).document_type
