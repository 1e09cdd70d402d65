"""A carrier that quotes, stops parcels, tells fees and sends bills: it reads real files.

Everything else it does as the simulated carrier does.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import load_workbook

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.logistics.faults import BadResponse, CarrierFault
from beebox.logistics.orders import (
    Contact,
    FeeKind,
    FeeLine,
    Intercepted,
    Interception,
    Order,
    Payer,
    Quote,
    Statement,
    StatementLine,
)
from beebox.logistics.ports import Capability

HEAD = ["运单号", "单号", "日期", "金额", "重量", "付款", "费用", "城市", "说明"]
KINDS = {"运费": FeeKind.FREIGHT, "保价": FeeKind.INSURANCE, "退回": FeeKind.RETURN, "其他": FeeKind.OTHER}
PAYERS = {"寄付": Payer.GOVERNMENT, "到付": Payer.CITIZEN, "": None}


class BillingCarrier(SimulatedCarrier):
    can = SimulatedCarrier.can | {
        Capability.QUOTE,
        Capability.FEES,
        Capability.STATEMENT,
        Capability.INTERCEPT,
    }
    quotes: Quote | None = None
    """What it would cost; without it the tariff counts."""
    quote_fault: CarrierFault | None = None
    fee_fault: CarrierFault | None = None

    stop_fault: CarrierFault | None = None

    @property
    def stopped(self) -> list[tuple[str, str, Interception, Contact | None]]:
        """What it was asked to stop, in order."""
        return self.__dict__.setdefault("_stopped", [])

    @property
    def told(self) -> dict[str, Sequence[FeeLine]]:
        """What was charged so far, by our reference."""
        return self.__dict__.setdefault("_told", {})

    @property
    def asked(self) -> list[str]:
        return self.__dict__.setdefault("_asked", [])

    def quote(self, order: Order) -> Quote:
        if self.quote_fault or self.quotes is None:
            raise self.quote_fault or CarrierFault("no price")
        return self.quotes

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        self.stopped.append((number, reference, action, to))
        if self.stop_fault:
            raise self.stop_fault
        return Intercepted(f"I-{len(self.stopped)}", 500)

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        self.asked.append(number)
        if self.fee_fault:
            raise self.fee_fault
        return self.told.get(reference, ())

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        rows = list(_xlsx(data) if file_name.endswith(".xlsx") else _csv(data))
        if not rows or rows[0] != HEAD:
            raise BadResponse("第 1 行不是约定的表头")
        total = rows.pop() if rows[-1][0] == "合计" else None
        lines = tuple(_line(number, row) for number, row in enumerate(rows[1:], start=2))
        return Statement(lines, _fen(total[3], len(rows) + 1) if total else None)


def bill_file(*rows: Sequence[str], total: str | None = None, code: str = "utf-8-sig") -> bytes:
    """A bill as this carrier writes it: CSV, the head first, the total last."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([*row, *[""] * (len(HEAD) - len(row))] for row in rows)
    if total is not None:
        writer.writerow(["合计", "", "", total, *[""] * 5])
    return out.getvalue().encode(code)


def _csv(data: bytes) -> Iterable[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gbk")
    return csv.reader(io.StringIO(text))


def _xlsx(data: bytes) -> Iterable[list[str]]:
    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _line(row: int, cells: Sequence[str]) -> StatementLine:
    number, reference, on, fen, grams, payer, kind, city, text = cells
    return StatementLine(
        row=row,
        number=number,
        reference=reference,
        on=date.fromisoformat(on) if on else None,
        fen=_fen(fen, row),
        charged_grams=int(grams) if grams else None,
        payer=PAYERS[payer],
        kind=KINDS[kind or "运费"],
        city=city,
        text=text,
    )


def _fen(yuan: str, row: int) -> int:
    whole, _, rest = yuan.lstrip("-").partition(".")
    if not (whole + rest).isdigit() or len(rest) > 2:
        raise BadResponse(f"第 {row} 行的“金额”不是数字：{yuan[:20]}")
    fen = int(whole) * 100 + int(rest.ljust(2, "0"))
    return -fen if yuan.startswith("-") else fen
