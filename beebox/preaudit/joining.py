"""Several readings as one: the files of a material, or the pages of a file that were read apart."""

from collections.abc import Sequence
from dataclasses import replace

from beebox.preaudit.fields import best_fields
from beebox.preaudit.report import MaterialReading, PageReading


def joined(readings: Sequence[MaterialReading]) -> MaterialReading:
    """The readings in their order as one; pages, fields and what was not read count through them all."""
    if len(readings) == 1:
        return readings[0]
    pages: list[PageReading] = []
    unread: list[int] = []
    before = 0
    for reading in readings:
        for page in reading.pages:
            number = before + page.number
            fields = tuple(replace(field, page=number) for field in page.fields)
            pages.append(replace(page, number=number, fields=fields))
        unread += (before + number for number in reading.unread)
        before += reading.page_count
    known = [reading for reading in readings if reading.document_type != "other"]
    main = max(known or readings, key=lambda reading: len(reading.fields)).document_type
    first = next((reading for reading in readings if reading.pages), readings[0])
    return replace(
        first, pages=tuple(pages), document_type=main, fields=best_fields(pages, main),
        seconds=round(sum(reading.seconds for reading in readings), 3), unread=tuple(unread),
    )  # fmt: skip
