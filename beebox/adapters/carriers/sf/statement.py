"""Reading a monthly bill of SF (月结账单): CSV or XLSX, as SF hands it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from beebox.adapters.carriers.bill_files import day_of, fen_of, grams_of, refuse, rows_of, whole_number
from beebox.adapters.carriers.sf.numbers import SHAPE
from beebox.adapters.carriers.sf.translate_fees import kind_named
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, Payer, Statement, StatementLine

_NAMES = {
    "number": "运单号码 运单号 运单编号 快件单号 单号",
    "reference": "客户订单号 客户单号 订单号 订单编号",
    "on": "寄件日期 日期 收件日期 发件日期 业务日期",
    "fen": "应付金额 应付费用 应付 实收金额 金额 费用",
    "grams": "计费重量 计费重",
    "payer": "付款方式 结算方式",
    "kind": "费用类型 费用名称 增值服务 服务名称",
    "city": "对方地区 目的地 目的地城市 到件城市",
    "text": "备注",
}
_UNITS = (
    "",
    "(元)",
    "（元）",
    "(kg)",
    "（kg）",
    "(KG)",
    "（KG）",
    "(千克)",
    "（千克）",
    "(公斤)",
    "（公斤）",
)
COLUMNS = {part: [name + unit for name in names.split() for unit in _UNITS] for part, names in _NAMES.items()}
"""What each column may be called, the best name first: a discounted amount is what is owed."""
_TOTALS, _SUBTOTALS = ("合计", "总计"), ("小计",)
_MONTHLY, _CASH = ("月结", "第三方"), ("到付", "现结", "现付")


@dataclass
class _Found:
    lines: list[StatementLine] = field(default_factory=list)
    total: int | None = None


def statement_of(data: bytes, file_name: str) -> Statement:
    """The lines of a bill and its printed total. Raises BadResponse with row and column.

    A charge that belongs to no parcel keeps an empty number; notes below the table are passed over.
    """
    found = _Found()
    known = [name for names in COLUMNS.values() for name in names]
    for row, cells in rows_of(data, file_name, known):
        columns = {part: _column(part, cells) for part in COLUMNS}
        for part, says in (("number", "运单号码"), ("fen", "应付金额")):
            if columns[part] is None:
                raise BadResponse(
                    f"文件“{file_name}”的表头里没有“{says}”这一列。请使用顺丰提供的原始账单文件。"
                )
        _take(found, row, cells, {part: name for part, name in columns.items() if name})
    return Statement(tuple(found.lines), found.total)


def _take(found: _Found, row: int, cells: Mapping[str, str], columns: Mapping[str, str]) -> None:
    amount, number = cells[columns["fen"]], cells[columns["number"]]
    labels = list(_labels(cells))
    if any(text.startswith(_TOTALS) for text in labels):
        found.total = fen_of(row, columns["fen"], amount) if amount else found.total
    elif any(text.startswith(_SUBTOTALS) for text in labels):
        return
    elif amount:
        found.lines.append(_line(row, cells, columns))
    elif number and SHAPE.fullmatch(number.upper()):
        raise refuse(row, columns["fen"], amount, "这一件没有金额")


def _line(row: int, cells: Mapping[str, str], columns: Mapping[str, str]) -> StatementLine:
    told = {part: cells[name] for part, name in columns.items()}
    number, day, weight = told["number"].upper(), told.get("on"), told.get("grams")
    if number:
        whole_number(row, columns["number"], number, SHAPE, "SF 加 13 位数字，或 12 位数字")
    kind = told.get("kind")
    return StatementLine(
        row=row,
        number=number,
        reference=told.get("reference", ""),
        on=day_of(row, columns["on"], day) if day else None,
        fen=fen_of(row, columns["fen"], told["fen"]),
        charged_grams=grams_of(row, columns["grams"], _bare(weight)) if weight else None,
        payer=_payer(told.get("payer", "")),
        kind=kind_named(kind) if kind else FeeKind.FREIGHT,
        city=told.get("city", ""),
        text=told.get("text", "") or (kind or ""),
    )


def _column(part: str, cells: Mapping[str, str]) -> str | None:
    return next((name for name in COLUMNS[part] if name in cells), None)


def _labels(cells: Mapping[str, str]) -> Iterator[str]:
    """What stands first in a row: where a row of a total says that it is one."""
    filled = (cell for cell in cells.values() if cell)
    yield from (cell.replace(" ", "") for cell, _ in zip(filled, range(2), strict=False))


def _bare(weight: str) -> str:
    return weight.lower().removesuffix("kg").removesuffix("千克").removesuffix("公斤").strip()


def _payer(told: str) -> Payer | None:
    """Monthly or by a third party: the centre's account, whoever is named first; in cash: the citizen."""
    if any(word in told for word in _MONTHLY):
        return Payer.GOVERNMENT
    return Payer.CITIZEN if any(word in told for word in _CASH) else None
