"""Bytes of a holiday file to its days, with every fault by its line."""

import re

import yaml

from beebox.kernel.errors import N_, BeeboxError
from beebox.workdays.imports.csv_file import read_csv
from beebox.workdays.imports.ics_file import read_ics
from beebox.workdays.imports.lines import MOST_DAYS, Sheet
from beebox.workdays.loading import WrongLine, arrangement_in
from beebox.workdays.models import LONGEST_NOTE

LARGEST = 1024 * 1024
NOTHING = N_("这个文件里没有一天写着“休”或“班”。请确认是放假安排的 CSV、ICS 或 YAML 文件。")
TOO_MANY = N_("这个文件有 %(count)s 天，不像是放假安排。一次最多 %(most)s 天。")
YAML_FAULT = N_("%(field)s 写得不对：%(said)s")


class FileUnreadable(BeeboxError):
    status = 422
    code = "holiday_file_unreadable"
    message = N_("没有看懂这个文件。请选 1 MB 以内的 CSV、ICS 或 YAML 文本文件。")


def read_file(name: str, content: bytes) -> Sheet:
    """The days of the file; FileUnreadable when it is no text at all."""
    if not content.strip() or len(content) > LARGEST:
        raise FileUnreadable
    text, sheet = _decoded(content), Sheet()
    if "BEGIN:VCALENDAR" in text[:2000].upper() or name.lower().endswith(".ics"):
        read_ics(text, sheet)
    elif name.lower().endswith((".yaml", ".yml")) or re.search(r"(?m)^days:", text):
        _read_yaml(text, sheet)
    else:
        read_csv(text, sheet)
    if not sheet.entries and not sheet.faults:
        sheet.fault(1, NOTHING)
    if len(sheet.entries) > MOST_DAYS:
        sheet.fault(1, TOO_MANY, count=len(sheet.entries), most=MOST_DAYS)
    sheet.faults.sort(key=lambda fault: fault.line)
    return sheet


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileUnreadable


def _read_yaml(text: str, sheet: Sheet) -> None:
    try:
        year = arrangement_in(text)
    except WrongLine as wrong:
        sheet.fault(wrong.line, YAML_FAULT, field=wrong.field, said=wrong.said[:200])
        return
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        said = str(getattr(wrong, "problem", "") or "YAML")
        sheet.fault(mark.line + 1 if mark else 1, YAML_FAULT, field="YAML", said=said[:200])
        return
    sheet.source = year.source
    for entry in year.days:
        sheet.add(1, entry.day, entry.until or entry.day, entry.note[:LONGEST_NOTE], is_workday=entry.work)
