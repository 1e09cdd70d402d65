"""The pipeline, visible: pages -> text and which way up -> quality -> type -> fields -> marks."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.classify import Recognised, recognise
from beebox.preaudit.codes import checked_with_codes
from beebox.preaudit.cut_out import CutOut, cut_out
from beebox.preaudit.document_types import DocumentTypes
from beebox.preaudit.examining import Paper, examine
from beebox.preaudit.fields import best_fields, extract
from beebox.preaudit.likeness import print_of
from beebox.preaudit.marks import find_marks
from beebox.preaudit.pages import PREVIEW_LONG_SIDE, LoadedPage, preview_jpeg, shrunk, turned_upright
from beebox.preaudit.parting import parted, region_of
from beebox.preaudit.placing import Placing, placed_back
from beebox.preaudit.portrait import measure_portrait
from beebox.preaudit.ports import Page, PageText, TextReader
from beebox.preaudit.report import Box, Line, MaterialReading, PageReading
from beebox.preaudit.seals import is_colourless
from beebox.preaudit.second_look import looked_again
from beebox.preaudit.sight import Sight, see
from beebox.preaudit.text_layer import text_of

_UNKNOWN = {DocumentType.OTHER.value, DocumentType.PRINTED_PAGE.value, DocumentType.PORTRAIT_PHOTO.value}
_PRINTED = 512
"""Longer side, in pixels, of the picture a print is made of."""
Told = Callable[[int], None]


def read_material(
    pages: Iterable[Page | LoadedPage],
    reader: TextReader,
    types: DocumentTypes,
    told: Told = lambda _number: None,
) -> tuple[MaterialReading, list[bytes]]:
    """Everything found in these pages, and a preview a page; `told` hears of each finished page."""
    started = time.monotonic()
    found: list[PageReading] = []
    previews: list[bytes] = []
    for number, page in enumerate(pages, start=1):
        papers, upright = read_page(page, number, reader, types)
        found.extend(_with_picture(papers, page.pixels if isinstance(page, LoadedPage) else page))
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


def _with_picture(papers: Iterable[PageReading], page: Page) -> list[PageReading]:
    """The papers with the print of the photograph as it was given: what was cut out of two photographs of
    one card would look the same."""
    whole = shrunk(page, _PRINTED)
    return [replace(paper, picture=print_of(turned_upright(whole, paper.rotation))) for paper in papers]


def read_page(
    given: Page | LoadedPage, number: int, reader: TextReader, types: DocumentTypes
) -> tuple[list[PageReading], Page]:
    """The papers on one page, and the page as a person should see it.

    A paper that lies on a desk is cut out first, several on one sheet each by itself. Where what was cut
    out is no paper we know, the page is read as it is. Honest text of a file is not read at all.
    """
    loaded = given if isinstance(given, LoadedPage) else LoadedPage(given)
    page = loaded.pixels
    if (text := text_of(loaded.layer, page, reader)) is not None:
        found = _sheet_of(text, page, number, reader, types)
        return found.papers, found.page
    cuts = cut_out(page)
    if len(cuts) == 1:
        found = _read_sheet(cuts[0].pixels, number, reader, types, outlined=True)
        if found.known:
            return found.papers, found.page
    elif cuts:
        several = [_read_sheet(cut.pixels, number, reader, types, outlined=True) for cut in cuts]
        if all(found.known for found in several):
            return _laid_back(page, cuts, several)
    found = _read_sheet(page, number, reader, types)
    return found.papers, found.page


@dataclass(frozen=True)
class Sheet:
    """A page put upright, and the papers on it."""

    page: Page
    papers: list[PageReading]

    @property
    def known(self) -> bool:
        """Whether it is one of the papers we know by their labels."""
        return all(paper.document_type not in _UNKNOWN for paper in self.papers)


def _read_sheet(
    page: Page, number: int, reader: TextReader, types: DocumentTypes, *, outlined: bool = False
) -> Sheet:
    return _sheet_of(reader.read(page), page, number, reader, types, outlined=outlined)


def _sheet_of(
    text: PageText,
    page: Page,
    number: int,
    reader: TextReader,
    types: DocumentTypes,
    *,
    outlined: bool = False,
) -> Sheet:
    """`outlined`: whether the page is one paper, all sides of which were seen in its picture."""
    upright = shrunk(turned_upright(page, text.rotation), PREVIEW_LONG_SIDE)
    factor = max(upright.shape[:2]) / max(page.shape[:2])
    lines = tuple(_scaled(line, factor) for line in text.lines)
    kind = recognise(lines, upright, types)
    given = Given(see(upright), lines, number, text.rotation, max(page.shape[:2]), outlined)
    own = parted(lines, (kind.code, *kind.also), types)
    papers = [
        _paper(given, code, kind, part, types, region_of(part, *given.size) if kind.also else None, reader)
        for code, part in own.items()
    ]
    return Sheet(upright, papers)


@dataclass(frozen=True)
class Given:
    """What a paper is looked for on, and all that was read there. `full_size`: longer side of the picture as
    given, in pixels."""

    sight: Sight
    lines: tuple[Line, ...]
    number: int
    rotation: int
    full_size: int
    outlined: bool

    @property
    def size(self) -> tuple[int, int]:
        height, width = self.sight.page.shape[:2]
        return width, height


def _paper(
    given: Given,
    code: str,
    kind: Recognised,
    lines: tuple[Line, ...],
    types: DocumentTypes,
    region: Box | None,
    reader: TextReader,
) -> PageReading:
    """Everything that is found in one paper of a sheet."""
    portrait = code == DocumentType.PORTRAIT_PHOTO
    width, height = given.size
    rule, sight = types.types[DocumentType(code)], given.sight
    fields = extract(types, (code,), lines, given.number)
    fields = looked_again(fields, code, types, lines, sight.page, reader, given.number)
    marks = find_marks(sight, lines, rule)
    fields = checked_with_codes(fields, marks, rule, given.number)
    paper = Paper(code, rule, lines, given.lines, fields, given.outlined)
    examined = examine(sight, paper, given.full_size)
    return PageReading(
        number=given.number,
        width=width,
        height=height,
        rotation=given.rotation,
        quality=examined.quality,
        document_type=code,
        type_confidence=kind.confidence,
        type_reason=kind.reason,
        lines=lines,
        fields=examined.fields,
        marks=marks,
        region=region,
        portrait=measure_portrait(sight.page) if portrait else None,
        grey=is_colourless(sight),
        hidden=examined.hidden,
        blanks=examined.blanks,
    )


def _laid_back(page: Page, cuts: Sequence[CutOut], sheets: Sequence[Sheet]) -> tuple[list[PageReading], Page]:
    """Papers that were read one by one, back in their places on the page, turned as the first is."""
    rotation = sheets[0].papers[0].rotation
    upright = shrunk(turned_upright(page, rotation), PREVIEW_LONG_SIDE)
    papers: list[PageReading] = []
    for cut, sheet in zip(cuts, sheets, strict=True):
        for paper in sheet.papers:
            place = Placing(cut, sheet.page.shape, paper.rotation, page.shape, rotation, upright.shape)
            papers.append(placed_back(paper, place))
    return papers, upright


def _scaled(line: Line, factor: float) -> Line:
    return Line(line.text, line.confidence, line.box.scaled(factor), line.slope)


def _main_type(pages: list[PageReading]) -> str:
    """The type of the paper that says most; of equals the first."""
    known = [page for page in pages if page.document_type != DocumentType.OTHER]
    if not known:
        return DocumentType.OTHER.value
    return max(known, key=lambda page: (len(page.fields), -page.number)).document_type
