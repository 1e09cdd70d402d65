"""A monthly bill of SF, as CSV in two encodings and as a workbook."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from beebox.adapters.carriers.sf.statement import statement_of
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, Payer, Statement, StatementLine
from tests.adapters.carriers.sf.conftest import NUMBER

HEAD = (
    *("序号", "日期", "运单号码", "客户订单号", "对方地区", "计费重量(kg)", "产品类型", "付款方式"),
    *("费用类型", "费用（元）", "应付金额（元）", "备注"),
)
ROWS = (
    (
        "1",
        "2026-11-03",
        NUMBER,
        "LBW-1",
        "天河区",
        "1.5",
        "顺丰特快",
        "寄付月结",
        "运费",
        "20.00",
        "18.10",
        "",
    ),
    ("2", "2026/11/4", "020123456782", "", "佛山市", "", "顺丰标快", "到付", "", "12", "12", "已核"),
    ("3", "", NUMBER, "LBW-1", "", "", "", "第三方付", "保价费", "2", "2", ""),
    ("小计", "", "", "", "", "", "", "", "", "34", "32.10", ""),
    ("4", "2026-11-30", "", "", "", "", "", "寄付月结", "包装费", "5", "5", "月度包装"),
    ("合计", "", "", "", "", "", "", "", "", "39", "37.10", ""),
    ("制表人：顺丰", "", "", "", "", "", "", "", "", "", "", ""),
)
TITLE = ("顺丰速运月结账单", *[""] * 11)
EXPECTED = Statement(
    (
        StatementLine(
            3,
            NUMBER,
            "LBW-1",
            date(2026, 11, 3),
            1810,
            1500,
            Payer.GOVERNMENT,
            FeeKind.FREIGHT,
            "天河区",
            "运费",
        ),
        StatementLine(
            4,
            "020123456782",
            "",
            date(2026, 11, 4),
            1200,
            None,
            Payer.CITIZEN,
            FeeKind.FREIGHT,
            "佛山市",
            "已核",
        ),
        StatementLine(5, NUMBER, "LBW-1", None, 200, None, Payer.GOVERNMENT, FeeKind.INSURANCE, "", "保价费"),
        StatementLine(
            7, "", "", date(2026, 11, 30), 500, None, Payer.GOVERNMENT, FeeKind.PACKAGING, "", "月度包装"
        ),
    ),
    3710,
)


def csv(*rows: tuple[str, ...], code: str = "utf-8-sig") -> bytes:
    return "\r\n".join(",".join(row) for row in (TITLE, HEAD, *rows)).encode(code)


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (TITLE, HEAD, *rows):
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    "data", [csv(*ROWS), csv(*ROWS, code="gbk"), xlsx(*ROWS)], ids=["utf-8", "gbk", "xlsx"]
)
def test_a_bill_reads_alike_in_every_dress(data: bytes) -> None:
    assert statement_of(data, "2026-11") == EXPECTED


def test_a_bill_without_a_printed_total_has_none() -> None:
    assert statement_of(csv(ROWS[0]), "b.csv").total_fen is None


def changed(column: str, text: str) -> tuple[str, ...]:
    return tuple(text if name == column else cell for name, cell in zip(HEAD, ROWS[0], strict=True))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("运单号码", "2.01235E+11"),
        ("运单号码", "20123456782"),
        ("运单号码", "SF12"),
        ("应付金额（元）", "18.105"),
        ("应付金额（元）", "免费"),
        ("应付金额（元）", ""),
        ("计费重量(kg)", "重"),
        ("日期", "下月"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(column: str, text: str) -> None:
    with pytest.raises(BadResponse) as wrong:
        statement_of(csv(ROWS[1], changed(column, text)), "b.csv")
    assert "第 4 行" in str(wrong.value) and column in str(wrong.value)


def test_a_number_a_spreadsheet_keeps_as_a_number_is_read_whole_or_not_at_all() -> None:
    whole = (*ROWS[0][:2], 755123456789, *ROWS[0][3:])
    assert statement_of(xlsx(whole), "b.xlsx").lines[0].number == "755123456789"
    lost_zero = (*ROWS[0][:2], 20123456782, *ROWS[0][3:])
    with pytest.raises(BadResponse, match="开头的 0"):
        statement_of(xlsx(lost_zero), "b.xlsx")


@pytest.mark.parametrize("column", ["运单号码", "应付金额（元）"])
def test_a_bill_without_a_needed_column_is_refused_with_its_name(column: str) -> None:
    keep = [at for at, name in enumerate(HEAD) if name not in {column, "费用（元）"}]
    text = "\n".join(",".join(row[at] for at in keep) for row in (HEAD, ROWS[0]))
    with pytest.raises(BadResponse, match=column.removesuffix("（元）")):
        statement_of(text.encode(), "b.csv")


def test_something_else_is_no_bill() -> None:
    for data in (b"", b"%PDF-1.7", "甲,乙\n1,2".encode()):
        with pytest.raises(BadResponse):
            statement_of(data, "b.csv")
