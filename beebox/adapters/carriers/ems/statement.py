"""A bill of EMS as it is handed out: which of its columns says what, and the lines in our words.

The layout differs from province to province, so every column is known by several names (P: taken from the
words of the interface and of postal bills, to be confirmed with the first real one). Amounts are yuan.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from beebox.adapters.carriers.bill_files import day_of, fen_of, grams_of, refuse, rows_of, whole_number
from beebox.adapters.carriers.ems.translate_answers import NUMBER
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, Payer, Statement, StatementLine

_UNITS = ("", "(元)", "（元）", "/元")
_NUMBER = ("邮件号", "邮件号码", "邮件编号", "运单号", "运单号码", "物流单号", "详情单号")
_REFERENCE = ("订单号", "客户订单号", "物流订单号", "内部订单号", "商户订单号")
_DAY = ("收寄日期", "寄件日期", "收寄时间", "寄件时间", "业务日期", "交寄日期")
_AMOUNT = tuple(
    name + unit
    for name in (
        "应收金额",
        "应付金额",
        "结算金额",
        "总邮资",
        "邮资合计",
        "资费合计",
        "总资费",
        "邮资",
        "金额",
        "费用",
    )
    for unit in _UNITS
)
_GRAMS = tuple(
    name + unit
    for name in ("计费重量", "收费重量", "重量", "实际重量", "邮件重量")
    for unit in ("", "(克)", "（克）", "(g)", "（g）", "(G)")
)
_KILOGRAMS = tuple(
    name + unit
    for name in ("计费重量", "收费重量", "重量", "实际重量", "邮件重量")
    for unit in ("(千克)", "（千克）", "(公斤)", "（公斤）", "(kg)", "（kg）", "(KG)")
)
_PAYER = ("付款方式", "结算方式", "付费方式", "支付方式")
_KIND = ("费用类型", "费用名称", "费用项目", "资费项目", "业务类型")
_CITY = ("寄达地", "寄达城市", "寄达局", "目的地", "收件城市", "收件地")
_REMARK = ("备注", "说明")
_KNOWN = frozenset(
    (*_NUMBER, *_REFERENCE, *_DAY, *_AMOUNT, *_GRAMS, *_KILOGRAMS, *_PAYER, *_KIND, *_CITY, *_REMARK)
)
_TOTAL = re.compile(r"(?:合|总|共)\s*计(?:金额)?[：:]?")
_SUBTOTAL = re.compile(r"(?:本页)?小\s*计[：:]?")
_PAYERS = (
    (Payer.CITIZEN, ("到付", "现付", "现结", "现金", "收件人付")),
    (Payer.GOVERNMENT, ("月结", "记欠", "协议", "集中", "寄付", "寄件人")),
)
_KINDS = (
    (FeeKind.INSURANCE, ("保价", "保险")),
    (FeeKind.PACKAGING, ("包装", "封装", "封套")),
    (FeeKind.INTERCEPTION, ("拦截", "撤回", "改址", "更址")),
    (FeeKind.RETURN, ("退回", "退件")),
    (FeeKind.PICKUP, ("揽收", "上门", "取件")),
    (FeeKind.FREIGHT, ("邮资", "运费", "资费", "邮费", "特快", "快递", "标快")),
)


@dataclass(frozen=True)
class _Bill:
    """One row with the means to find a cell by any of the names of its column."""

    row: int
    cells: Mapping[str, str]

    def column(self, names: tuple[str, ...]) -> tuple[str, str]:
        """Name and text of the first of these columns that the bill has; two blanks for none."""
        return next(((name, self.cells[name]) for name in names if name in self.cells), ("", ""))

    def text(self, names: tuple[str, ...]) -> str:
        return self.column(names)[1]

    def says(self, shape: re.Pattern[str]) -> bool:
        return any(shape.fullmatch(cell) for cell in self.cells.values())


def parse_statement(data: bytes, file_name: str) -> Statement:
    """The lines of a bill and the total printed in it. Raises BadResponse naming the row and column.

    A row without a number and an amount is a remark below the bill; subtotals are passed over.
    """
    lines: list[StatementLine] = []
    total: int | None = None
    for row, cells in rows_of(data, file_name, _KNOWN):
        bill = _Bill(row, cells)
        column, amount = bill.column(_AMOUNT)
        if not column or not bill.column(_NUMBER)[0]:
            raise BadResponse(f"文件“{file_name}”的表头里没有“邮件号”或“金额”列，请使用邮政提供的原始账单。")
        if bill.says(_TOTAL):
            if total is not None:
                raise BadResponse(f"第 {row} 行又出现了一次合计，请把账单按月分开导入。")
            total = fen_of(row, column, amount)
        elif not bill.says(_SUBTOTAL) and (amount or bill.text(_NUMBER)):
            lines.append(_line(bill, column, amount))
    return Statement(tuple(lines), total)


def _line(bill: _Bill, column: str, amount: str) -> StatementLine:
    of_number, number = bill.column(_NUMBER)
    of_day, day = bill.column(_DAY)
    return StatementLine(
        row=bill.row,
        number=whole_number(bill.row, of_number, number, NUMBER, " 13 位邮件号"),
        reference=_reference(bill),
        on=day_of(bill.row, of_day, day) if day else None,
        fen=fen_of(bill.row, column, amount),
        charged_grams=_grams(bill),
        payer=next((who for who, words in _PAYERS if _any(words, bill.text(_PAYER))), None),
        kind=_kind(bill.text(_KIND)),
        city=bill.text(_CITY)[:50],
        text=bill.text(_REMARK)[:200],
    )


def _reference(bill: _Bill) -> str:
    column, text = bill.column(_REFERENCE)
    if not text:
        return ""
    return whole_number(bill.row, column, text, re.compile(r"[\x21-\x7e]{1,64}"), "我方订单号")


def _grams(bill: _Bill) -> int | None:
    """Grams; a column that names no unit is in grams, as everything EMS tells."""
    column, text = bill.column(_KILOGRAMS)
    if text:
        return grams_of(bill.row, column, text)
    column, text = bill.column(_GRAMS)
    if not text:
        return None
    if not re.fullmatch(r"\d+(?:\.0+)?", text):
        raise refuse(bill.row, column, text, "应为整数克")
    return int(text.partition(".")[0])


def _kind(text: str) -> FeeKind:
    if not text:
        return FeeKind.FREIGHT
    return next((kind for kind, words in _KINDS if _any(words, text)), FeeKind.OTHER)


def _any(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)
