"""A table of days: date, 休 or 班, a note; also with a column for the last day of a stretch. Pure."""

import csv
import io
from collections.abc import Iterator

from beebox.kernel.errors import N_
from beebox.workdays.imports.lines import KIND_UNCLEAR, Sheet, kind_in

NAMES = {
    "day": {"日期", "开始", "date", "day", "start"},
    "until": {"到", "至", "结束", "until", "end"},
    "kind": {"休班", "类型", "休/班", "状态", "kind", "type"},
    "note": {"说明", "名称", "节日", "备注", "note", "name"},
}
WITHOUT_HEAD = {"day": 0, "kind": 1, "note": 2}
NO_COLUMNS = N_("第一行的列名里没有“日期”和“休班”。请写：日期,休班,说明。")
BROKEN = N_("这一行断开了，看不懂：换行的写法不对，或者引号没有成对。请用表格软件另存为 CSV 再试。")
CELL_MISSING = N_("这一行的列不够。要有日期和“休”或“班”。")


def read_csv(text: str, sheet: Sheet) -> None:
    columns: dict[str, int] | None = None
    for line, row in _rows(text, sheet):
        if not any(row) or row[0].startswith("#"):
            continue
        if columns is None:
            columns = _columns(row)
            if columns is None:
                columns = WITHOUT_HEAD
            elif not {"day", "kind"} <= columns.keys():
                sheet.fault(line, NO_COLUMNS)
                return
            else:
                continue
        _row(line, row, columns, sheet)


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends on; what is no table any more is a fault, and the end."""
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        sheet.fault(max(reader.line_num, 1), BROKEN)


def _columns(row: list[str]) -> dict[str, int] | None:
    """Which column is what; None when the first row is a day already."""
    if row[0][:1].isdigit():
        return None
    small = [cell.lower() for cell in row]
    return {name: n for name, words in NAMES.items() for n, cell in enumerate(small) if cell in words}


def _row(line: int, row: list[str], columns: dict[str, int], sheet: Sheet) -> None:
    def cell(name: str) -> str:
        at = columns.get(name)
        return row[at] if at is not None and at < len(row) else ""

    if not cell("day") or not cell("kind"):
        sheet.fault(line, CELL_MISSING)
        return
    first = sheet.day(line, cell("day"))
    last = sheet.day(line, cell("until")) if cell("until") else first
    kind = kind_in(cell("kind"))
    if kind is None:
        sheet.fault(line, KIND_UNCLEAR, text=cell("kind")[:40])
    elif first is not None and last is not None:
        sheet.add(line, first, last, cell("note"), is_workday=kind)
