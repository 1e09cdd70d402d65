"""From readings to findings: the rules run over what is there now, and their answers become rows.

The files of one material are looked at as one paper with pages counted through; a finding is written
with the upload and the page of that upload where it can be seen.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import delete, select

from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.catalog.definitions import Item, Necessity
from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.preaudit import report
from beebox.preaudit.check import wanted_material
from beebox.preaudit.joining import joined
from beebox.preaudit.readings import reading_of
from beebox.preaudit.report import Answer, MaterialReading, Severity
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rulekeeping.versions import book_of
from beebox.preaudit.rules import check_case, check_material
from beebox.preaudit.twice import Twin, fits, misplaced

__all__ = ["book_of"]
log = logging.getLogger(__name__)
NOT_READ = N_("机器没有看清，工作人员会看。")
PAGE_NOT_READ = N_("这一页机器没有看清，工作人员会看。")
NOT_CHECKED = N_("机器没有比对完，工作人员会看。")


class Pages:
    """Where page n of a material, counted through, really is."""

    def __init__(self, uploads: Sequence[MaterialVersion]) -> None:
        self.given = bool(uploads)
        known = [(upload, reading) for upload in uploads if (reading := reading_of(upload))]
        self.read = [upload for upload, _ in known]
        self.readings = [reading for _, reading in known]
        self._places = [
            (upload.id, number) for upload, reading in known for number in range(1, reading.page_count + 1)
        ]

    def at(self, number: int | None) -> tuple[int | None, int | None]:
        """Upload and page of it; without a page the only upload, if there is but one."""
        if number is not None and 0 < number <= len(self._places):
            return self._places[number - 1]
        return (self.read[0].id if len(self.read) == 1 else None), None


def refresh_findings(work: Work, material: Material) -> None:
    """Look at all present files of a material anew; what was found before is replaced.

    Materials with the wrong paper are looked at again too: it may be this one's.
    """
    case = work.session.get_one(Case, material.case_id)
    for one in (material, *_with_wrong_paper(work, case.id, material.id)):
        _look_anew(work, case, one)


def _with_wrong_paper(work: Work, case_id: int, but: int) -> list[Material]:
    wrong = select(Finding.material_id).where(
        Finding.case_id == case_id,
        Finding.material_id != but,
        Finding.rule.in_(("right_type", "not_twice")),
        Finding.answer == Answer.FAIL.value,
        ~Finding.across,
    )
    return list(work.session.scalars(select(Material).where(Material.id.in_(wrong), Material.needed)))


def _look_anew(work: Work, case: Case, material: Material) -> None:
    uploads = uploads_of(work, case.id).get(material.id, [])
    old = delete(Finding).where(Finding.material_id == material.id, ~Finding.across)
    work.session.execute(old)
    pages = Pages(uploads)
    if pages.readings:
        found = _safely(lambda: _rules_of_material(work, case, material, pages))
        work.session.add_all(_row(case.id, material.id, pages, one) for one in found)
    for upload in uploads:
        if upload not in pages.read and upload.reading_state is not ReadingState.WAITING:
            work.session.add(_unread(case.id, material.id, upload.id, None))
    for upload, reading in zip(pages.read, pages.readings, strict=True):
        work.session.add_all(_unread(case.id, material.id, upload.id, page) for page in reading.unread)
    work.session.flush()


def check_across(work: Work, case: Case) -> None:
    """Compare the materials with each other and the case's list with what was given."""
    old = delete(Finding).where(Finding.case_id == case.id, Finding.across)
    work.session.execute(old)
    pages = pages_of(work, case)
    ids = {material.code: material.id for material in materials_of(work, case.id)}
    told = _told_of_each(work, case)
    for one in _safely(lambda: _rules_of_case(work, case, pages)):
        if one.answer is not Answer.PASS and (one.material, one.fault) in told:
            continue
        about = one.material if one.material in ids else None
        place = pages[about] if about else Pages([])
        row = _row(case.id, ids[about] if about else None, place, one)
        row.across = True
        work.session.add(row)
    work.session.flush()


def _told_of_each(work: Work, case: Case) -> set[tuple[str, str]]:
    """Which fault is found at which material already, without comparing it with others."""
    rules = book_of(work, case).rules
    own = select(Material.code, Finding.rule).join(Material, Material.id == Finding.material_id)
    failed = own.where(Finding.case_id == case.id, Finding.answer == Answer.FAIL.value, ~Finding.across)
    return {(row.code, rules[row.rule].fault) for row in work.session.execute(failed) if row.rule in rules}


def _row(case_id: int, material_id: int | None, pages: Pages, found: report.Finding) -> Finding:
    upload_id, page = pages.at(found.page)
    box = found.box
    return Finding(
        case_id=case_id, material_id=material_id, upload_id=upload_id, rule=found.rule,
        answer=found.answer.value, severity=found.severity.value, message=found.message, page=page,
        box=[box.x, box.y, box.w, box.h] if box else None, message_en=found.message_en,
    )  # fmt: skip


def _unread(case_id: int, material_id: int, upload_id: int, page: int | None) -> Finding:
    return Finding(
        case_id=case_id, material_id=material_id, upload_id=upload_id, rule="readable",
        answer=Answer.CANNOT_TELL.value, severity=Severity.SHOULD.value, page=page,
        message=NOT_READ if page is None else PAGE_NOT_READ,
    )  # fmt: skip


def _safely(rules: Callable[[], Iterable[report.Finding]]) -> list[report.Finding]:
    """What the rules say; a rule that breaks is our fault and holds nobody up: a person will look."""
    try:
        return list(rules())
    except Exception:
        log.exception("a rule broke; a person will look")
        told = (Answer.CANNOT_TELL, Severity.SHOULD, NOT_CHECKED)
        return [report.Finding("rules", *told, page=None, box=None)]


def _rules_of_material(work: Work, case: Case, material: Material, pages: Pages) -> list[report.Finding]:
    item, book, reading = item_of(work, case), book_of(work, case), joined(pages.readings)
    wanted = wanted_material(item, material.code)
    twin = None if fits(reading, wanted) else _twin(work, case, item, material.code, book)
    return check_material(reading, wanted, form_of(case), today(work), book, twin)


def _twin(work: Work, case: Case, item: Item, code: str, book: RuleBook) -> Twin | None:
    """Where else in the case this material's file was given and belongs."""
    given = pages_of(work, case)
    readings = readings_of(given)
    wanted = [wanted_material(item, one) for one in readings]
    return misplaced(readings, wanted, _files(given), book).get(code)


def pages_of(work: Work, case: Case) -> dict[str, Pages]:
    """The present files of each needed material, by its code, in the order of the list."""
    uploads = uploads_of(work, case.id)
    return {one.code: Pages(uploads.get(one.id, [])) for one in materials_of(work, case.id)}


def readings_of(given: Mapping[str, Pages]) -> dict[str, MaterialReading]:
    """What was read of each material, by its code; those that were not read are missing."""
    return {code: joined(of.readings) for code, of in given.items() if of.readings}


def _files(given: Mapping[str, Pages]) -> dict[str, list[str]]:
    return {code: [upload.sha256 for upload in of.read] for code, of in given.items()}


def _rules_of_case(work: Work, case: Case, pages: Mapping[str, Pages]) -> list[report.Finding]:
    """What was given but could not be read is neither missing nor comparable."""
    item = item_of(work, case)
    readings = readings_of(pages)
    wanted = [
        wanted_material(item, code)
        for code, of in pages.items()
        if code in readings or (not of.given and _is_missed(item, code))
    ]
    return check_case(readings, wanted, form_of(case), today(work), book_of(work, case), _files(pages))


def _is_missed(item: Item, code: str) -> bool:
    return item.material(code).necessity is not Necessity.LATER


def form_of(case: Case) -> dict[str, str]:
    """What was typed, every value as text."""
    return {field: str(value or "") for field, value in case.form.items()}
