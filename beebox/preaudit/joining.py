"""Several readings as one: the files of a material."""

from collections.abc import Sequence
from dataclasses import replace

from beebox.preaudit.fields import best_fields
from beebox.preaudit.report import MaterialReading, PageReading


def joined(readings: Sequence[MaterialReading]) -> MaterialReading:
    """The readings in their order as one; pages and fields count through all of them."""
    if len(readings) == 1:
        return readings[0]
    pages: list[PageReading] = []
    before = 0
    for reading in readings:
        for page in reading.pages:
            number = before + page.number
            fields = tuple(replace(field, page=number) for field in page.fields)
            pages.append(replace(page, number=number, fields=fields))
        before += reading.page_count
    known = [reading for reading in readings if reading.document_type != "other"]
    main = max(known or readings, key=lambda reading: len(reading.fields)).document_type
    return replace(
        readings[0], pages=tuple(pages), document_type=main, fields=best_fields(pages, main),
        seconds=sum(reading.seconds for reading in readings),
    )  # fmt: skip
