"""Bills in every dress they come in, and the traps a spreadsheet program sets."""

import io
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from beebox.adapters.carriers.bill_files import day_of, fen_of, grams_of, rows_of, whole_number
from beebox.logistics.faults import BadResponse

TEXT = "运单号,寄件日期,金额\n0012345678901,2026-10-03,12.50\n"
ROW = (2, {"运单号": "0012345678901", "寄件日期": "2026-10-03", "金额": "12.50"})


def workbook(rows: Iterable[Sequence[object]], *, sheets_before: int = 0) -> bytes:
    book = Workbook()
    for _ in range(sheets_before):
        book.create_sheet("说明", 0).append(["本表仅供核对"])
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_whatever_it_is_written_in(code: str) -> None:
    assert list(rows_of(TEXT.encode(code), "bill.csv")) == [ROW]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators_are_seen(separator: str) -> None:
    assert list(rows_of(TEXT.replace(",", separator).encode(), "bill.txt")) == [ROW]


def test_numbers_guarded_against_spreadsheets_are_taken_out_of_their_guard() -> None:
    guarded = '运单号,备注,金额\n"=""0012345678901""",\t01\t,1\n'
    assert next(rows_of(guarded.encode(), "b.csv"))[1] == {
        "运单号": "0012345678901",
        "备注": "01",
        "金额": "1",
    }


def test_rows_are_counted_as_a_person_sees_them() -> None:
    text = '账单月份,2026-10\n\n运单号,备注,金额\n1,"两\n行",1\n\n3,,2\n'
    assert [row for row, _ in rows_of(text.encode(), "b.csv")] == [4, 6]


def test_a_heading_is_known_by_its_names_and_may_stand_on_a_later_sheet() -> None:
    rows = [["客户", "越秀区", "2026年10月"], ["运单号", "金额", None, "备注"], ["1", 3, "x", "y"]]
    found = list(rows_of(workbook(rows, sheets_before=1), "b.xlsx", {"运单号", "金额"}))
    assert found == [(3, {"运单号": "1", "金额": "3", "备注": "y"})]


def test_no_sheet_of_a_bill_is_left_out_in_silence() -> None:
    book = Workbook()
    for name in ("一", "二"):
        sheet = book.create_sheet(name)
        sheet.append(["运单号", "金额"])
        sheet.append(["1", 2])
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(BadResponse, match="几张工作表"):
        list(rows_of(kept.getvalue(), "b.xlsx", {"运单号", "金额"}))


def test_a_heading_repeated_on_every_page_is_no_line() -> None:
    text = "运单号,备注,金额\n1,,1\n运单号,备注,金额\n2,,2\n"
    assert [row for row, _ in rows_of(text.encode(), "b.csv")] == [2, 4]


def test_a_quote_never_closed_does_not_swallow_the_lines_after_it() -> None:
    with pytest.raises(BadResponse, match="不是完好的 csv"):
        list(rows_of('运单号,备注,金额\n1,"两,1\n2,,2\n'.encode(), "b.csv"))


def test_cells_of_a_workbook_keep_what_the_file_holds() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["运单号", "金额", "日期", "补零"])
    sheet.append([9432100012345, 0.1 + 0.2, datetime.fromisoformat("2026-10-03 08:05"), 1234567890123])
    sheet["D2"].number_format = "0" * 14
    kept = io.BytesIO()
    book.save(kept)
    (_, cells), *_ = rows_of(kept.getvalue(), "b.xlsx")
    assert cells == {
        "运单号": "9432100012345",
        "金额": "0.3",
        "日期": "2026-10-03 08:05:00",
        "补零": "01234567890123",
    }


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xls"),
        (b"PK\x03\x04 torn", "xlsx"),
        (b"\xff\x81\xff\xff,\x80", "无法读取"),
        (b"a,b,c\0,d", "无法读取"),
        (b"only,two\n1,2\n", "表头"),
        ("运单号,金额,金额\n1,2,3\n".encode(), "不止一次"),
        (workbook([["nothing"]]), "表头"),
    ],
)
def test_what_is_no_bill_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadResponse, match=says):
        list(rows_of(data, "账单"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(BadResponse):
        assert all(row >= 2 for row, _ in rows_of(data, "x"))


def test_amounts_are_exact_and_never_rounded() -> None:
    assert [fen_of(2, "金额", text) for text in ("12.5", "0.01", "-3.00", "1,234.50", "¥7", "8元")] == [
        1250, 1, -300, 123450, 700, 800,
    ]  # fmt: skip
    assert grams_of(2, "重量", "0.35") == 350
    for wrong in ("12.345", "1e3", "", "十", "12,5", "--1", "NaN", "9" * 30):
        with pytest.raises(BadResponse, match=r"第 7 行“金额”列"):
            fen_of(7, "金额", wrong)


@given(st.integers(-(10**9), 10**9))
def test_every_amount_comes_back(fen: int) -> None:
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    assert fen_of(1, "金额", f"{sign}{whole // 100}.{whole % 100:02d}") == fen


def test_days_are_read_and_days_that_never_were_refused() -> None:
    for text in ("2026-10-03", "2026/10/3", "20261003", "2026年10月3日", "2026-10-03 08:05:00"):
        assert day_of(1, "日期", text) == date(2026, 10, 3)
    for wrong in ("2026-13-03", "20260230", "昨天", ""):
        with pytest.raises(BadResponse, match="“日期”列"):
            day_of(1, "日期", wrong)


@pytest.mark.parametrize(
    ("text", "says"), [("9.43E+12", "科学计数"), ("123456789012", "开头的 0"), ("合计", "应为 13 位数字")]
)
def test_a_number_that_was_damaged_is_refused_by_row_and_column(text: str, says: str) -> None:
    with pytest.raises(BadResponse, match=rf"第 3 行“运单号”列.*{re.escape(says)}"):
        whole_number(3, "运单号", text, re.compile(r"\d{13}"), " 13 位数字")
