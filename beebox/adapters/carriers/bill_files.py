"""The rows of a bill as a carrier hands it out: CSV (UTF-8, UTF-16, GBK) or XLSX, every cell as text.

Nothing is guessed: a spreadsheet program that shortened a long number to 9.43E+12 or dropped leading zeros
has destroyed it, and the row and column are named instead. Rows count from 1 as a person sees them.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from openpyxl import load_workbook

from beebox.logistics.faults import BadResponse

MOST_ROWS = 500_000
MOST_COLUMNS = 300
MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes an XLSX may unpack to."""
_HEADING_WITHIN = 30
_SEPARATORS = ",\t;"
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_AS_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
_PLAIN = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_SHORTENED = re.compile(r"[\d.]+[eE]\+?\d+")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T].*)?")

T = TypeVar("T")
Row = tuple[int, Sequence[str]]


def rows_of(data: bytes, file_name: str, known: Collection[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Every filled row below the heading: its number and its cells by the name of their column.

    `known` are names of columns the reader understands: the heading is the first row with two of them
    (without `known`: the first row with three cells filled), whatever titles stand above. In an XLSX it is
    looked for sheet by sheet; a second sheet with `known` columns is refused, because its rows would be
    left out. Raises BadResponse with a sentence for a person.
    """
    found = False
    for sheet in _sheets(data, file_name):
        rows = iter(sheet)
        heading = _heading(rows, frozenset(known))
        if heading is None:
            continue
        if found:
            raise BadResponse(f"文件“{file_name}”有几张工作表都是账单，请分成几个文件导入。")
        found = True
        yield from _named(rows, heading)
        if not known:
            return
    if not found:
        raise BadResponse(f"文件“{file_name}”里没有找到表头。请使用承运商提供的原始账单文件。")


def refuse(row: int, column: str, text: str, wanted: str) -> BadResponse:
    """What to raise for a cell that cannot be used; `wanted` says what should stand there."""
    return BadResponse(f"第 {row} 行“{column}”列是“{text[:40]}”，{wanted}。")


def whole_number(row: int, column: str, text: str, shape: re.Pattern[str], wanted: str) -> str:
    """A number of a parcel or an order that no spreadsheet has damaged. Raises BadResponse.

    `shape` is what the carrier's numbers look like, `wanted` the same for people.
    """
    if _SHORTENED.fullmatch(text):
        raise refuse(
            row, column, text, "号码被表格软件改成了科学计数，末尾几位已丢失，请用未经另存的原始文件"
        )
    if not shape.fullmatch(text):
        lost = "，开头的 0 可能被表格软件去掉了" if text.isdigit() else ""
        raise refuse(row, column, text, f"应为{wanted}{lost}")
    return text


def fen_of(row: int, column: str, text: str) -> int:
    """Exact fen of an amount in yuan; never a float, never rounded. Raises BadResponse."""
    return _exact(
        row, column, text.removeprefix("¥").removeprefix("￥").removesuffix("元"), 100, "金额（元）"
    )


def grams_of(row: int, column: str, kilograms: str) -> int:
    """Exact grams of a weight in kilograms. Raises BadResponse."""
    return _exact(row, column, kilograms, 1000, "重量（千克）")


def day_of(row: int, column: str, text: str) -> date:
    """A day such as 2026-10-03, 2026/10/3, 20261003 or 2026年10月3日. Raises BadResponse."""
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day, short_month, short_day = found.groups()
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        raise refuse(row, column, text, "应为日期，例如 2026-10-03") from None


def _exact(row: int, column: str, text: str, times: int, wanted: str) -> int:
    text = text.strip()
    try:
        if not _PLAIN.fullmatch(text):
            raise InvalidOperation
        exact = Decimal(text.replace(",", "")) * times
    except InvalidOperation:
        raise refuse(row, column, text, f"应为{wanted}，例如 12.50") from None
    if exact != int(exact) or abs(exact) > 10**12:
        raise refuse(row, column, text, f"{wanted}的小数位数过多或数值过大")
    return int(exact)


def _sheets(data: bytes, file_name: str) -> Iterator[Iterable[Row]]:
    if data.startswith(_OLD_EXCEL):
        raise BadResponse(f"文件“{file_name}”是旧的 xls 格式，请向承运商索取 xlsx 或 csv 格式。")
    if data.startswith(_ZIP):
        yield from _excel(data, file_name)
    else:
        yield _comma_separated(data, file_name)


def _comma_separated(data: bytes, file_name: str) -> Iterator[Row]:
    text = _decoded(data, file_name)
    beginning = text[:20_000]
    separator = max(_SEPARATORS, key=beginning.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row, cells in _counted(reader, file_name):
            yield row, [_AS_TEXT.sub(r"\1", cell.strip()).strip() for cell in cells[:MOST_COLUMNS]]
    except csv.Error as wrong:
        raise BadResponse(f"文件“{file_name}”不是完好的 csv 文件。") from wrong


def _decoded(data: bytes, file_name: str) -> str:
    codes = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadResponse(f"文件“{file_name}”不是 csv 或 xlsx 文件，无法读取。")


def _excel(data: bytes, file_name: str) -> Iterator[Iterable[Row]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise BadResponse(f"文件“{file_name}”解开后过大，请按月分开导入。")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except BadResponse:
        raise
    except Exception as wrong:  # a torn file fails in as many ways as there are parts in it
        raise BadResponse(f"文件“{file_name}”不是完好的 xlsx 文件。") from wrong
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            yield _sheet_rows(sheet.iter_rows(max_col=MOST_COLUMNS), file_name)
    finally:
        book.close()


def _sheet_rows(rows: Iterable[Sequence[object]], file_name: str) -> Iterator[Row]:
    try:
        for row, cells in _counted(rows, file_name):
            yield row, [_shown(cell) for cell in cells]
    except BadResponse:
        raise
    except Exception as wrong:  # as above: the sheet is read while it is walked
        raise BadResponse(f"文件“{file_name}”不是完好的 xlsx 文件。") from wrong


def _counted(rows: Iterable[T], file_name: str) -> Iterator[tuple[int, T]]:
    for row, cells in enumerate(rows, 1):
        if row > MOST_ROWS:
            raise BadResponse(f"文件“{file_name}”超过 {MOST_ROWS} 行，请按月分开导入。")
        yield row, cells


def _shown(cell: object) -> str:
    """What the spreadsheet shows for a cell: numbers with at most 15 significant digits, as it keeps them."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        exact = format(Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value), "f")
        zeros = str(getattr(cell, "number_format", ""))
        return exact.zfill(len(zeros)) if set(zeros) == {"0"} else exact
    return _AS_TEXT.sub(r"\1", str(value).strip()).strip()


def _heading(rows: Iterator[Row], known: frozenset[str]) -> list[str] | None:
    for row, cells in rows:
        filled = [cell for cell in cells if cell]
        if len(known.intersection(filled)) >= 2 if known else len(filled) >= 3:
            twice = {cell for cell in filled if filled.count(cell) > 1 and (cell in known or not known)}
            if twice:
                raise BadResponse(f"第 {row} 行表头里“{min(twice)}”出现了不止一次，无法确定用哪一列。")
            return list(cells)
        if row >= _HEADING_WITHIN:
            return None
    return None


def _named(rows: Iterator[Row], heading: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for row, cells in rows:
        if any(cells) and list(cells) != heading:  # which some bills repeat on every page
            padded = [*cells, *[""] * (len(heading) - len(cells))]
            named: dict[str, str] = {}
            for column, cell in zip(heading, padded, strict=False):
                if column:
                    named.setdefault(column, cell)
            yield row, named
