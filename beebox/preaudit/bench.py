"""The bench as finished values: one case, one material in the middle, its findings, its decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beebox.accounts.roles import Actor, Role
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material, MaterialVersion, Remark
from beebox.cases.queries import findings_of, item_of, materials_of, remarks_of, uploads_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.catalog.vocabulary import FORM_LABELS, FormField, Party
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_id_for_staff, mask_phone
from beebox.preaudit.benchwork.undo import Undoable, undoable
from beebox.preaudit.checking import book_of
from beebox.preaudit.checklist.lines import Checklist, checklist_of
from beebox.preaudit.compare import Pair, pair_for
from beebox.preaudit.lights import Light, light_of
from beebox.preaudit.models import Word
from beebox.preaudit.queries import who
from beebox.preaudit.readings import reading_of
from beebox.preaudit.reasons import Reason
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.review import Decided, decisions_of, reason_book, undecided
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.open_readings import open_reading
from beebox.preaudit.seen_before import Seen, seen_elsewhere
from beebox.workdays.queries import calendar

_ORDER = {"fail": 0, "cannot_tell": 1, "pass": 2}
_SHADES = {"fail": "stop", "cannot_tell": "wait", "pass": "good"}


@dataclass(frozen=True)
class Tab:
    """One material in the list on the left."""

    number: int
    material: Material
    entry: MaterialEntry
    fails: int
    doubts: int
    given: bool
    decided: Decided | None
    pictures: tuple[tuple[int, int], ...]
    """Upload and page of every picture there is of it, to be loaded before they are asked for."""


@dataclass(frozen=True)
class Sheet:
    """One page picture of the material: page `page` of one upload, `number` counted over all."""

    number: int
    upload: MaterialVersion
    page: int
    width: int
    height: int
    has_picture: bool


@dataclass(frozen=True)
class Shown:
    """A finding with its number on the picture; `sheet` is where it can be seen."""

    number: int
    shade: str
    finding: Finding
    sheet: int | None
    box: tuple[int, int, int, int] | None
    pair: Pair | None
    remark: Remark | None
    """What the citizen says of it, who thinks that the machine is wrong."""


@dataclass(frozen=True)
class Choice:
    """A reason to tick."""

    reason: Reason
    ticked: bool


@dataclass(frozen=True)
class Bench:
    case: Case
    item: Item
    who: str
    light: Light
    due: date
    tabs: tuple[Tab, ...]
    tab: Tab
    sheets: tuple[Sheet, ...]
    sheet: Sheet | None
    shown: tuple[Shown, ...]
    choices: tuple[Choice, ...]
    left: int
    """Materials without a word."""
    to_mend: int
    may_decide: bool
    overall: tuple[Finding, ...]
    """What the machine says about the case as a whole, as far as it is not simply right."""
    typed: tuple[tuple[str, str], ...]
    """Label and value of what the citizen typed; numbers masked."""
    second: SecondReading | None
    """The second reading this case waits for."""
    may_recall: bool
    checklist: Checklist
    """What is to be confirmed before this review may end."""
    seen: Seen | None
    """In how many cases of other people this material's files were given too."""
    undo: Undoable | None
    """The word just written, while it can be taken back."""

    @property
    def undo_tab(self) -> Tab | None:
        """The material whose word can be taken back."""
        named = [tab for tab in self.tabs if self.undo and tab.material.code == self.undo.material]
        return named[0] if named else None

    def with_shade(self, shade: str) -> list[Shown]:
        return [found for found in self.shown if found.shade == shade]

    @property
    def boxes(self) -> list[Shown]:
        """What is drawn on the page that is open."""
        here = self.sheet.number if self.sheet else None
        return [found for found in self.shown if found.box and found.sheet == here]

    def beside(self, step: int) -> Tab:
        """The tab `step` further down or up, going round."""
        at = self.tabs.index(self.tab)
        return self.tabs[(at + step) % len(self.tabs)]


def bench(work: Work, case: Case, actor: Actor, material_code: str, page: int) -> Bench:
    """The bench with this material open; an unknown one opens the first that needs a word."""
    item, findings = item_of(work, case), findings_of(work, case.id)
    uploads, decided, open_ones = uploads_of(work, case.id), decisions_of(work, case), undecided(work, case)
    tabs = tuple(
        _tab(number, material, item, findings.get(material.id, []), uploads, decided)
        for number, material in enumerate(materials_of(work, case.id), start=1)
    )
    tab = _wanted(tabs, material_code, open_ones[0].code if open_ones else "")
    given = uploads.get(tab.material.id, [])
    sheets = sheets_of(given)
    remarks = remarks_of(work, case.id).get(tab.material.id, {})
    shown = _shown(case, tab, findings.get(tab.material.id, []), given, sheets, remarks)
    now_day, due = today(work), case.notice_due_on or today(work)
    return Bench(
        case=case, item=item, who=who(case), due=due, light=light_of(calendar(work), now_day, due),
        tabs=tabs, tab=tab, sheets=sheets,
        sheet=sheets[min(max(page, 1), len(sheets)) - 1] if sheets else None,
        shown=shown, choices=_choices(work, tab, shown), left=len(open_ones),
        to_mend=sum(word.word is Word.MEND for word in decided.values()),
        may_decide=actor.role is Role.AUDITOR and case.state is State.REVIEWING,
        overall=tuple(found for found in findings.get(None, []) if found.answer != "pass"),
        typed=tuple(_typed(case)), checklist=checklist_of(work, case),
        second=open_reading(work, case.id),
        may_recall=actor.role is Role.SUPERVISOR and case.state is State.SENT_BACK,
        seen=_seen(work, case, tab, given), undo=undoable(work, case, actor),
    )  # fmt: skip


def _seen(work: Work, case: Case, tab: Tab, given: Sequence[MaterialVersion]) -> Seen | None:
    """An agent's own papers come with every case he brings: that says nothing."""
    if tab.entry.belongs_to is Party.AGENT:
        return None
    return seen_elsewhere(work, case, given, book_of(work, case))


def _typed(case: Case) -> Iterator[tuple[str, str]]:
    for field, label in FORM_LABELS.items():
        value = str(case.form.get(field) or "")
        if not value:
            continue
        if field.endswith("id_number"):
            value = mask_id_for_staff(value)
        yield label, mask_phone(value) if field is FormField.PHONE else value


def _tab(
    number: int,
    material: Material,
    item: Item,
    findings: Sequence[Finding],
    uploads: dict[int, list[MaterialVersion]],
    decided: dict[int, Decided],
) -> Tab:
    return Tab(
        number, material, item.material(material.code),
        fails=sum(finding.answer == "fail" for finding in findings),
        doubts=sum(finding.answer == "cannot_tell" for finding in findings),
        given=material.id in uploads, decided=decided.get(material.id),
        pictures=tuple(_pictures(uploads.get(material.id, []))),
    )  # fmt: skip


def _pictures(uploads: Sequence[MaterialVersion]) -> Iterator[tuple[int, int]]:
    for upload in uploads:
        yield from ((upload.id, page) for page, key in enumerate(upload.previews, start=1) if key)


def _wanted(tabs: Sequence[Tab], code: str, otherwise: str) -> Tab:
    for wanted in (code, otherwise):
        for tab in tabs:
            if tab.material.code == wanted:
                return tab
    return tabs[0]


def readings_of(uploads: Sequence[MaterialVersion]) -> dict[int, MaterialReading]:
    """What was read, by upload id; uploads that were not read are missing."""
    return {upload.id: reading for upload in uploads if (reading := reading_of(upload))}


def sheets_of(uploads: Sequence[MaterialVersion]) -> tuple[Sheet, ...]:
    """Every page of a material's files, in order."""
    readings = readings_of(uploads)
    found: list[Sheet] = []
    for upload in uploads:
        reading = readings.get(upload.id)
        for page in range(1, max(len(upload.previews), 1) + 1):
            of = reading.page(page) if reading else None
            width, height = (of.width, of.height) if of else (1000, 1414)
            has_picture = page <= len(upload.previews) and bool(upload.previews[page - 1])
            found.append(Sheet(len(found) + 1, upload, page, width, height, has_picture))
    return tuple(found)


def _shown(
    case: Case,
    tab: Tab,
    findings: Sequence[Finding],
    uploads: Sequence[MaterialVersion],
    sheets: Sequence[Sheet],
    remarks: Mapping[tuple[str, str], Remark],
) -> tuple[Shown, ...]:
    readings = readings_of(uploads)
    places = {(sheet.upload.id, sheet.page): sheet.number for sheet in sheets if sheet.has_picture}
    ordered = sorted(findings, key=lambda finding: _ORDER.get(finding.answer, 1))
    return tuple(
        Shown(
            number, _SHADES.get(finding.answer, "wait"), finding,
            places.get((finding.upload_id or 0, finding.page or 0)), _box(finding),
            pair_for(finding, readings.get(finding.upload_id or 0), tab.entry, case.form),
            remarks.get((finding.rule, finding.place)),
        )
        for number, finding in enumerate(ordered, start=1)
    )  # fmt: skip


def _box(finding: Finding) -> tuple[int, int, int, int] | None:
    if not finding.box or len(finding.box) != 4:
        return None
    x, y, width, height = (int(side) for side in finding.box)
    return x, y, width, height


def _choices(work: Work, tab: Tab, shown: Sequence[Shown]) -> tuple[Choice, ...]:
    types = [str(kind) for kind in tab.entry.document_types]
    offered = reason_book(work).for_material(types, given=tab.given)
    failed = {found.finding.rule for found in shown if found.shade == "stop"}
    if tab.decided is not None:
        ticked = set(tab.decided.reasons)
    else:
        ticked = {reason.code for reason in offered if failed & set(reason.rules)}
        ticked |= {reason.code for reason in offered if reason.only_when_missing}
    return tuple(Choice(reason, reason.code in ticked) for reason in offered)
