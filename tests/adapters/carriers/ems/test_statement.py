"""Bills of EMS: every line to the fen, and nothing a spreadsheet has damaged."""

from datetime import date

import pytest

from beebox.adapters.carriers.ems.statement import parse_statement
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, Payer, StatementLine
from tests.adapters.carriers.test_bill_files import workbook

HEAD = "序号,收寄日期,邮件号,客户订单号,寄达地,计费重量(克),费用类型,付款方式,应收金额(元),备注"
FIRST = "1,2026-10-03,0012345678901,LBB-20261003-0001,佛山市,350,邮资,寄付月结,12.50,"
SECOND = '2,2026/10/4,LB990000019CN,,广州市,500,保价费,到付,"1,000.00",贵重'
TITLE, FOOT = "2026年10月 海珠区政务服务中心 资费账单", "合计,,,,,,,,1012.50,\n制表人：王,,,,,,,,,"
BILL = f"{TITLE}\n\n{HEAD}\n{FIRST}\n{SECOND}\n{FOOT}\n"
LINES = (
    StatementLine(
        row=4,
        number="0012345678901",
        reference="LBB-20261003-0001",
        on=date(2026, 10, 3),
        fen=1250,
        charged_grams=350,
        payer=Payer.GOVERNMENT,
        kind=FeeKind.FREIGHT,
        city="佛山市",
    ),
    StatementLine(
        row=5,
        number="LB990000019CN",
        reference="",
        on=date(2026, 10, 4),
        fen=100_000,
        charged_grams=500,
        payer=Payer.CITIZEN,
        kind=FeeKind.INSURANCE,
        city="广州市",
        text="贵重",
    ),
)


@pytest.mark.parametrize("code", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_bill_is_read_line_by_line_with_its_total(code: str) -> None:
    statement = parse_statement(BILL.encode(code), "bill.csv")
    assert statement.lines == LINES
    assert statement.total_fen == 101_250 == sum(line.fen for line in statement.lines)


def test_an_excel_bill_is_read_the_same() -> None:
    rows = [
        ["2026年10月资费账单"],
        [],
        HEAD.split(","),
        [
            1,
            date(2026, 10, 3),
            "0012345678901",
            "LBB-20261003-0001",
            "佛山市",
            350,
            "邮资",
            "寄付月结",
            12.5,
            None,
        ],
        [2, "2026/10/4", "LB990000019CN", None, "广州市", "500", "保价费", "到付", 1000, "贵重"],
        ["合计", None, None, None, None, None, None, None, 1012.5],
    ]
    statement = parse_statement(workbook(rows), "bill.xlsx")
    assert statement.lines == LINES
    assert statement.total_fen == 101_250


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("9.43E+12", "第 4 行“邮件号”列是“9.43E.12”.*科学计数"),
        ("12345678901", "第 4 行“邮件号”列是“12345678901”.*开头的 0"),
        ("", "第 4 行“邮件号”列"),
        ("看附件", "第 4 行“邮件号”列"),
    ],
)
def test_a_damaged_number_is_refused_by_row_and_column(number: str, says: str) -> None:
    with pytest.raises(BadResponse, match=says):
        parse_statement(BILL.replace("0012345678901", number).encode("gbk"), "bill.csv")


def test_an_excel_number_that_lost_its_zeros_is_refused() -> None:
    rows = [["邮件号", "金额"], [12345678901, 12.5]]
    with pytest.raises(BadResponse, match="第 2 行“邮件号”列"):
        parse_statement(workbook(rows), "bill.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("12.50", "12.505", "应收金额"),
        ("12.50", "", "应收金额"),
        ("12.50", "十二元五", "应收金额"),
        ("2026-10-03", "10月3日", "收寄日期"),
        (",350,", ",350.5,", "计费重量"),
        ("LBB-20261003-0001", "2.02611E+12", "客户订单号"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(old: str, new: str, column: str) -> None:
    with pytest.raises(BadResponse, match=rf"第 4 行“{column}"):
        parse_statement(BILL.replace(old, new, 1).encode(), "bill.csv")


def test_weights_in_kilograms_become_grams() -> None:
    bill = (
        BILL.replace("计费重量(克)", "计费重量（千克）").replace(",350,", ",0.35,").replace(",500,", ",0.5,")
    )
    assert [line.charged_grams for line in parse_statement(bill.encode(), "b").lines] == [350, 500]


def test_subtotals_are_passed_over_and_two_totals_are_too_many() -> None:
    with_sub = BILL.replace("合计,", "小计,,,,,,,,12.50,\n合计,", 1)
    assert len(parse_statement(with_sub.encode(), "b").lines) == 2
    with pytest.raises(BadResponse, match="又出现了一次合计"):
        parse_statement((BILL + "总计,,,,,,,,1,\n").encode(), "b")


def test_a_credit_is_below_zero_and_a_bill_may_have_no_total() -> None:
    statement = parse_statement("邮件号,金额\n0012345678901,-3.20\n".encode(), "b.csv")
    assert (statement.lines[0].fen, statement.total_fen) == (-320, None)


@pytest.mark.parametrize("head", ["订单号,备注,重量", "邮件号,备注,重量", "甲,乙,丙"])
def test_a_bill_without_numbers_or_amounts_is_none(head: str) -> None:
    with pytest.raises(BadResponse, match="表头"):
        parse_statement(f"{head}\n1,2,3\n".encode(), "b.csv")
