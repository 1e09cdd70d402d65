"""What we do not accept, as a file for the carrier: CSV for programs, XLSX for people.

Numbers of parcels are text, so that no program takes them for figures; a cell that a program might take
for a formula begins with an apostrophe (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font

from beebox.logistics.money.models import Dispute
from beebox.logistics.money.queries import LineRow
from beebox.logistics.money.words import KINDS, OUTCOMES

HEAD = (
    "账单行",
    "运单号",
    "我方单号",
    "日期",
    "费用",
    "账单金额（元）",
    "我方金额（元）",
    "争议金额（元）",
    "账单重量（克）",
    "我方重量（克）",
    "问题",
    "理由",
    "提出日期",
)
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
MONEY = (5, 6, 7)
WEIGHTS = (8, 9)
NUMBERS = (1, 2)
WIDTHS = (8, 18, 24, 12, 10, 12, 12, 12, 12, 12, 14, 40, 12)


def as_csv(found: Iterable[tuple[Dispute, LineRow]]) -> bytes:
    """UTF-8 with a byte order mark, every cell quoted, lines ended as RFC 4180 asks.

    A number of digits alone ends with a tab: so a spreadsheet shows all of it.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEAD)
    for dispute, row in found:
        cells = [_guarded(cell) for cell in _cells(dispute, row)]
        for place in NUMBERS:
            cells[place] += "\t" if cells[place].isdigit() else ""
        writer.writerow(cells)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Iterable[tuple[Dispute, LineRow]]) -> bytes:
    """One sheet; texts are texts, and sums are numbers with two places."""
    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "争议"
    sheet.append(list(HEAD))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for at, (dispute, row) in enumerate(found, start=2):
        for place, told in enumerate(_cells(dispute, row)):
            _fill(sheet.cell(at, place + 1), place, told)
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJKLM"[place]].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(dispute: Dispute, row: LineRow) -> Sequence[str]:
    line = row.line
    return (
        str(line.row) if line.row > 0 else "",
        line.number,
        line.reference or (row.waybill.reference if row.waybill else ""),
        line.on.isoformat() if line.on else "",
        KINDS[line.kind],
        _yuan(line.fen),
        _yuan(line.expected_fen),
        _yuan(dispute.fen),
        "" if line.charged_grams is None else str(line.charged_grams),
        "" if line.expected_grams is None else str(line.expected_grams),
        OUTCOMES[line.outcome] if line.outcome else "",
        dispute.reason,
        f"{dispute.opened_at:%Y-%m-%d}",
    )


def _fill(cell: Cell | MergedCell, place: int, told: str) -> None:
    """A string cell is never a formula, whatever it begins with."""
    if told and place in MONEY + WEIGHTS:
        cell.value = Decimal(told) if place in MONEY else int(told)
        cell.number_format = "0.00" if place in MONEY else "0"
        return
    cell.value = told
    cell.data_type = "s"
    cell.number_format = "@"


def _guarded(cell: str) -> str:
    is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_RISKY) and not is_number else cell


def _yuan(fen: int | None) -> str:
    if fen is None:
        return ""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
