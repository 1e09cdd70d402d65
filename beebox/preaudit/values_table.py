"""The auditor's table of values: what was typed and what each paper says, row by row, with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.catalog.definitions import Item
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.kernel.masking import mask_id_for_staff, mask_phone
from beebox.preaudit.bench import sheets_of
from beebox.preaudit.check import wanted_material
from beebox.preaudit.checking import Pages, book_of, form_of, pages_of, readings_of
from beebox.preaudit.compare import Part, paired
from beebox.preaudit.lights import Light, light_of
from beebox.preaudit.matrix import Cell, Values, matrix
from beebox.preaudit.queries import who
from beebox.preaudit.report import Answer
from beebox.workdays.queries import calendar

SUBJECTS = {
    "applicant": N_("申请人"),
    "company": N_("单位"),
    "seller": N_("转让方"),
    "spouse": N_("配偶"),
    "guardian": N_("监护人"),
    "child": N_("孩子"),
    "agent": N_("代办人"),
}
ROWS = {
    "name": N_("姓名"),
    "id_number": N_("证件号码"),
    "birth_date": N_("出生日期"),
    "sex": N_("性别"),
    "phone": N_("手机号码"),
    "registered_address": N_("户籍地址"),
    "home_address": N_("居住地址"),
    "company_name": N_("单位名称"),
    "credit_code": N_("统一社会信用代码"),
    "business_address": N_("经营场所"),
}
_MASKS = {"id_number": mask_id_for_staff, "phone": mask_phone}
_TOP = {"stop": 0, "wait": 1, "good": 2, "plain": 3}
_SHADES = {Answer.PASS: "good", Answer.CANNOT_TELL: "wait", Answer.FAIL: "stop", None: "plain"}


@dataclass(frozen=True)
class Place:
    """Where a value stands: the picture of the bench and the box on it (x,y,w,h), if it is known."""

    sheet: int
    box: str


@dataclass(frozen=True)
class Shown:
    """One cell. `text` is empty where the paper should say it and nothing was read; `percent` is how
    sure the reader is."""

    text: str
    percent: int
    shade: str
    place: Place | None
    parts: tuple[Part, ...] = ()
    """The text again, with what differs from the others marked, where it does not agree."""


@dataclass(frozen=True)
class Line:
    """One row; `cells` by material code, those missing that do not speak of it."""

    subject: str
    label: str
    typed: str
    typed_parts: tuple[Part, ...]
    """What was typed, marked where the first paper that disagrees says something else."""
    shade: str
    cells: Mapping[str, Shown]


@dataclass(frozen=True)
class ValuesTable:
    case: Case
    item: Item
    who: str
    light: Light
    due: date
    columns: tuple[tuple[int, MaterialEntry], ...]
    """The materials that say something, with their number in the list of the bench."""
    silent: tuple[tuple[int, MaterialEntry], ...]
    """The materials with nothing to compare."""
    lines: tuple[Line, ...]
    """Those that disagree on top, then those to be looked at."""

    @property
    def off(self) -> int:
        """Rows in which something disagrees."""
        return sum(line.shade == "stop" for line in self.lines)

    @property
    def to_look_at(self) -> list[Line]:
        """The rows that somebody has to look at."""
        return [line for line in self.lines if line.shade in {"stop", "wait"}]

    @property
    def unsure(self) -> int:
        return sum(line.shade == "wait" for line in self.lines)


def values_table(work: Work, case: Case) -> ValuesTable:
    """Every value of the case that can be compared, as finished text; numbers are masked."""
    item, given = item_of(work, case), pages_of(work, case)
    wanted = [wanted_material(item, code) for code in given]
    rows = matrix(readings_of(given), wanted, form_of(case), book_of(work, case))
    speaking = {cell.material for row in rows for cell in row.cells}
    materials = materials_of(work, case.id)
    numbered = [(number, item.material(row.code)) for number, row in enumerate(materials, start=1)]
    sheets = _sheets(work, case, materials)
    now_day, due = today(work), case.notice_due_on or today(work)
    return ValuesTable(
        case=case, item=item, who=who(case), due=due, light=light_of(calendar(work), now_day, due),
        columns=tuple(one for one in numbered if one[1].code in speaking),
        silent=tuple(one for one in numbered if one[1].code not in speaking),
        lines=tuple(sorted((_line(row, given, sheets) for row in rows), key=lambda line: _TOP[line.shade])),
    )  # fmt: skip


Sheets = Mapping[tuple[int, int], int]
"""Number of a picture on the bench by upload and its page."""


def _sheets(work: Work, case: Case, materials: Sequence[Material]) -> Sheets:
    uploads = uploads_of(work, case.id)
    return {
        (sheet.upload.id, sheet.page): sheet.number
        for material in materials
        for sheet in sheets_of(uploads.get(material.id, []))
        if sheet.has_picture
    }


def _line(row: Values, given: Mapping[str, Pages], sheets: Sheets) -> Line:
    cells = {cell.material: _shown(row, cell, given[cell.material], sheets) for cell in row.cells}
    typed = _masked(row, row.typed)
    off = next((cell.text for cell in cells.values() if cell.shade == "stop" and cell.text), typed)
    return Line(
        SUBJECTS.get(row.subject, row.subject), ROWS.get(row.row, row.row), typed, paired(typed, off).typed,
        _SHADES[row.answer], cells,
    )  # fmt: skip


def _shown(row: Values, cell: Cell, pages: Pages, sheets: Sheets) -> Shown:
    value = cell.value
    if value is None:
        return Shown("", 0, "plain", None)
    upload, page = pages.at(value.page)
    sheet, box = sheets.get((upload or 0, page or 0)), value.box
    place = Place(sheet, f"{box.x},{box.y},{box.w},{box.h}" if box else "") if sheet else None
    text = _masked(row, value.value)
    agreed = text if cell.answer in {Answer.PASS, None} else _masked(row, row.agreed)
    parts = paired(agreed, text).read
    return Shown(text, round(value.confidence * 100), _SHADES[cell.answer], place, parts)


def _masked(row: Values, text: str) -> str:
    mask = _MASKS.get(row.row)
    return mask(text) if mask else text
