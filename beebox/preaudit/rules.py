"""What the machine thinks of one material, and of all materials of a case together.

Pure functions over readings. They only advise: an unreadable value is `cannot_tell`, never a refusal.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.preaudit.check import Check, WantedMaterial
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.report import Answer, Finding, MaterialReading, PageReading, QualityWord
from beebox.preaudit.rule_book import RuleBook, load_rule_book
from beebox.preaudit.rules_across import across
from beebox.preaudit.rules_marks import MARK_RULES
from beebox.preaudit.rules_values import VALUE_RULES

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
_UNKNOWN = {DocumentType.OTHER.value, DocumentType.PRINTED_PAGE.value}
_READ_ANYWAY = 0.8
"""Share of a paper's fields that must be there for a poor picture to pass as a doubt."""


def check_material(
    reading: MaterialReading | None,
    wanted: WantedMaterial,
    form: Mapping[str, str],
    today: date,
    book: RuleBook | None = None,
) -> list[Finding]:
    """What its rules say of this material, passes included, in the order of the catalogue.

    `today` is the day at the citizen's place. Where the paper is the wrong one or cannot be read,
    only that is said: everything else would follow from it.
    """
    book = book or load_rule_book(CATALOGUE)
    if reading is None:
        missing = RuleName.PRESENT in wanted.rules
        return [book.finding("present", Answer.FAIL, wanted.code, name=wanted.name)] if missing else []
    check = Check(reading, wanted, form, today, book)
    found = _first_looks(check)
    if any(one.answer is Answer.FAIL and one.rule in ("readable", "right_type") for one in found):
        return found
    for rule in wanted.rules:
        look = VALUE_RULES.get(rule) or MARK_RULES.get(rule)
        if look is not None:
            found.extend(look(check))
    return found


def check_case(
    readings_by_material: Mapping[str, MaterialReading],
    wanted: Sequence[WantedMaterial],
    form: Mapping[str, str],
    today: date,
    book: RuleBook | None = None,
) -> list[Finding]:
    """What only shows across the case: missing materials, papers that disagree with each other."""
    book = book or load_rule_book(CATALOGUE)
    missing = [one for one in wanted if one.code not in readings_by_material]
    found = [finding for one in missing for finding in check_material(None, one, form, today, book)]
    return found + across(readings_by_material, wanted, book)


def _first_looks(check: Check) -> list[Finding]:
    found = []
    rules = check.wanted.rules
    if RuleName.PRESENT in rules:
        found.append(check.book.finding("present", Answer.PASS, check.code, name=check.wanted.name))
        found.extend(_page_count(check))
    if RuleName.READABLE in rules:
        found.extend(_readable(check))
    if RuleName.RIGHT_TYPE in rules and not any(
        one.rule == "readable" and one.answer is Answer.FAIL for one in found
    ):
        found.append(_right_type(check))
    return found


def _page_count(check: Check) -> list[Finding]:
    pages, wanted = check.reading.page_count, check.wanted
    if pages < wanted.pages_min:
        sentence = "fail"
    elif pages > wanted.pages_max:
        sentence = "too_many"
    else:
        return []
    return [
        check.book.finding(
            "page_count",
            Answer.FAIL,
            check.code,
            sentence=sentence,
            name=wanted.name,
            least=wanted.pages_min,
            most=wanted.pages_max,
            pages=pages,
        )
    ]


def _readable(check: Check) -> list[Finding]:
    poor = [page for page in check.reading.pages if page.quality.word is not QualityWord.GOOD]
    found = [_readable_page(check, page) for page in poor]
    if found:
        return found
    unread = not check.reading.fields and not any(page.lines for page in check.reading.pages)
    if unread and DocumentType.PORTRAIT_PHOTO not in check.reading.document_types:
        return [
            check.book.finding(
                "readable", Answer.CANNOT_TELL, check.code, sentence="nothing_read", page=1, where=""
            )
        ]
    return [check.book.finding("readable", Answer.PASS, check.code)]


def _readable_page(check: Check, page: PageReading) -> Finding:
    where = f"第 {page.number} 页：" if check.reading.page_count > 1 else ""
    quality = page.quality
    if _mostly_read(check, page):
        return check.book.finding(
            "readable", Answer.CANNOT_TELL, check.code, page=page.number, box=quality.box, where=where
        )
    return check.book.finding(
        "readable",
        Answer.FAIL,
        check.code,
        page=page.number,
        box=quality.box,
        where=where,
        mend=quality.message,
    )


def _mostly_read(check: Check, page: PageReading) -> bool:
    """Whether nearly all that one reads in such a paper was read with ease all the same."""
    sure = {field.name for field in page.fields if field.confidence > 0.9 and field.valid is not False}
    groups = (check.book.names, check.book.numbers)
    wanted = {
        name for book in groups for names in book.get(page.document_type, {}).values() for name in names
    }
    return bool(wanted) and len(sure & wanted) >= _READ_ANYWAY * len(wanted) and len(sure) >= 4


def _right_type(check: Check) -> Finding:
    types = load_document_types(CATALOGUE)
    wanted, found = set(check.wanted.document_types), check.reading.document_types
    names = "或".join(types.name_of(code) for code in check.wanted.document_types)
    shown = types.name_of(check.reading.document_type)
    page = check.reading.pages[0] if check.reading.pages else None
    places: dict[str, Any] = {"wanted": names, "found": shown, "page": page.number if page else None}
    if not wanted or wanted & found or (wanted & _UNKNOWN and found <= _UNKNOWN):
        return check.book.finding("right_type", Answer.PASS, check.code, **places)
    sure = max((one.type_confidence for one in check.reading.pages), default=0.0) >= 0.5
    if check.reading.document_type in _UNKNOWN or not sure:
        return check.book.finding("right_type", Answer.CANNOT_TELL, check.code, **places)
    return check.book.finding("right_type", Answer.FAIL, check.code, **places)
