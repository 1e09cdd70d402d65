"""The pipeline, visible: pages -> text and which way up -> quality -> type -> fields -> marks."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.classify import Recognised, recognise
from beebox.preaudit.document_types import DocumentTypes
from beebox.preaudit.examining import Paper, examine
from beebox.preaudit.fields import best_fields, extract
from beebox.preaudit.marks import find_marks
from beebox.preaudit.pages import PREVIEW_LONG_SIDE, preview_jpeg, shrunk, turned_upright
from beebox.preaudit.parting import parted, region_of
from beebox.preaudit.portrait import measure_portrait
from beebox.preaudit.ports import Page, TextReader
from beebox.preaudit.report import Box, Line, MaterialReading, PageReading
from beebox.preaudit.seals import is_colourless
from beebox.preaudit.sight import Sight, see

Told = Callable[[int], None]


def read_material(
    pages: Iterable[Page], reader: TextReader, types: DocumentTypes, told: Told = lambda _number: None
) -> tuple[MaterialReading, list[bytes]]:
    """Everything found in these pages, and a preview a page; `told` hears of each finished page."""
    started = time.monotonic()
    found: list[PageReading] = []
    previews: list[bytes] = []
    for number, page in enumerate(pages, start=1):
        papers, upright = read_page(page, number, reader, types)
        found.extend(papers)
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


def read_page(
    page: Page, number: int, reader: TextReader, types: DocumentTypes
) -> tuple[list[PageReading], Page]:
    """The papers on one page, and the page as a person should see it."""
    text = reader.read(page)
    upright = shrunk(turned_upright(page, text.rotation), PREVIEW_LONG_SIDE)
    factor = max(upright.shape[:2]) / max(page.shape[:2])
    lines = tuple(_scaled(line, factor) for line in text.lines)
    kind = recognise(lines, upright, types)
    own = parted(lines, (kind.code, *kind.also), types)
    shared = bool(kind.also)
    sheet = Sheet(see(upright), lines, number, text.rotation, full_size=max(page.shape[:2]))
    papers = [
        _paper(sheet, code, kind, part, types, region_of(part, *sheet.size) if shared else None)
        for code, part in own.items()
    ]
    return papers, upright


@dataclass(frozen=True)
class Sheet:
    """A page put upright, with all its lines. `full_size`: longer side of the picture as given, in pixels."""

    sight: Sight
    lines: tuple[Line, ...]
    number: int
    rotation: int
    full_size: int

    @property
    def size(self) -> tuple[int, int]:
        height, width = self.sight.page.shape[:2]
        return width, height


def _paper(
    sheet: Sheet,
    code: str,
    kind: Recognised,
    lines: tuple[Line, ...],
    types: DocumentTypes,
    region: Box | None,
) -> PageReading:
    """Everything that is found in one paper of a sheet."""
    portrait = code == DocumentType.PORTRAIT_PHOTO
    width, height = sheet.size
    rule = types.types[DocumentType(code)]
    fields = extract(types, (code,), lines, sheet.number)
    examined = examine(sheet.sight, Paper(code, rule, lines, sheet.lines, fields), sheet.full_size)
    return PageReading(
        number=sheet.number,
        width=width,
        height=height,
        rotation=sheet.rotation,
        quality=examined.quality,
        document_type=code,
        type_confidence=kind.confidence,
        type_reason=kind.reason,
        lines=lines,
        fields=examined.fields,
        marks=find_marks(sheet.sight, lines, rule.signature_lines),
        region=region,
        portrait=measure_portrait(sheet.sight.page) if portrait else None,
        grey=is_colourless(sheet.sight),
        hidden=examined.hidden,
        blanks=examined.blanks,
    )


def _scaled(line: Line, factor: float) -> Line:
    return Line(line.text, line.confidence, line.box.scaled(factor), line.slope)


def _main_type(pages: list[PageReading]) -> str:
    """The type of the paper that says most; of equals the first."""
    known = [page for page in pages if page.document_type != DocumentType.OTHER]
    if not known:
        return DocumentType.OTHER.value
    return max(known, key=lambda page: (len(page.fields), -page.number)).document_type
