"""A table of figures as a file: CSV in UTF-8 with a byte order mark, so that spreadsheets read Chinese."""

import csv
import io
from collections.abc import Callable

from beebox.tracking.insight.sheets import Cell, Sheet

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(sheet: Sheet, say: Callable[[str], str], read: Callable[[Cell], str]) -> bytes:
    """`say` translates a heading, `read` tells a cell in the reader's language.

    A cell that a program might take for a formula begins with an apostrophe (OWASP, CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(say(head.text) for head in sheet.heads)
    for row in (*sheet.rows, *((sheet.total,) if sheet.total else ())):
        cells = [_guarded(cell.bare(read(cell))) for cell in row]
        writer.writerow(cells + [""] * (len(sheet.heads) - len(cells)))
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
