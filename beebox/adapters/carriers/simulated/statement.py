"""The bill of the stand-in: a CSV of its own, written and read."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from beebox.carrier_sim.parcels import Parcel
from beebox.carrier_sim.tariff import charged, yuan
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, Payer, Statement, StatementLine

COLUMNS = ("运单号", "订单号", "日期", "金额（元）", "计费重量（克）", "付款方", "费用")
TOTAL = "合计"
_PAYERS = {"寄件方月结": Payer.GOVERNMENT, "收件方到付": Payer.CITIZEN}


def statement_of(parcels: Iterable[tuple[Parcel, Payer]]) -> bytes:
    """The bill for these parcels, with a total, as UTF-8 with a mark in front."""
    names = {payer: name for name, payer in _PAYERS.items()}
    file, total = io.StringIO(), 0
    sheet = csv.writer(file)
    sheet.writerow(COLUMNS)
    for parcel, payer in parcels:
        price = charged(parcel.carrier, parcel.ordered)
        total += price.fen
        row = [parcel.number, parcel.reference, f"{parcel.at:%Y-%m-%d}", yuan(price.fen)]
        sheet.writerow([*row, price.charged_grams, names[payer], FeeKind.FREIGHT])
    sheet.writerow([TOTAL, "", "", yuan(total), "", "", ""])
    return file.getvalue().encode("utf-8-sig")


def read_statement(data: bytes) -> Statement:
    """The lines and the total. Raises BadResponse with row and column of what cannot be read."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except UnicodeDecodeError as wrong:
        raise BadResponse("对账单不是 UTF-8 编码") from wrong
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BadResponse(f"对账单第 1 行应为：{'、'.join(COLUMNS)}")
    lines, total = [], None
    for row, cells in enumerate(rows[1:], 2):
        if cells and cells[0] == TOTAL:
            total = _fen(cells[3], row)
        elif cells:
            lines.append(_line(cells, row))
    return Statement(tuple(lines), total)


def _line(cells: list[str], row: int) -> StatementLine:
    if len(cells) != len(COLUMNS):
        raise BadResponse(f"对账单第 {row} 行应有 {len(COLUMNS)} 列")
    number, reference, day, money, grams, payer, kind = cells
    fen = _fen(money, row)
    try:
        on, weight, paid_for = date.fromisoformat(day), int(grams), FeeKind(kind)
    except ValueError as wrong:
        raise BadResponse(f"对账单第 {row} 行的日期、计费重量或费用读不懂") from wrong
    return StatementLine(row, number, reference, on, fen, weight, _PAYERS.get(payer), paid_for)


def _fen(money: str, row: int) -> int:
    whole, _, part = money.partition(".")
    if not (whole.isdigit() and len(part) == 2 and part.isdigit()):
        raise BadResponse(f"对账单第 {row} 行的“{COLUMNS[3]}”读不懂：{money}")
    return int(whole) * 100 + int(part)
