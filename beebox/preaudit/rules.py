"""What the machine thinks of one material, and of all materials of a case together.

Pure functions over readings. They only advise: an unreadable value is `cannot_tell`, never a refusal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from beebox.catalog.vocabulary import RuleName
from beebox.preaudit.check import Check, WantedMaterial, as_asked
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.report import Answer, Finding, MaterialReading
from beebox.preaudit.rule_book import RuleBook, load_rule_book
from beebox.preaudit.rules_across import across
from beebox.preaudit.rules_dates import DATE_RULES
from beebox.preaudit.rules_marks import MARK_RULES
from beebox.preaudit.rules_paper import first_looks
from beebox.preaudit.rules_values import VALUE_RULES
from beebox.preaudit.twice import Files, Readings, Twin, doubled

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
RULES = VALUE_RULES | MARK_RULES | DATE_RULES
_ENDS_THE_LOOK = ("readable", "right_type", "not_twice")


def check_material(
    reading: MaterialReading | None,
    wanted: WantedMaterial,
    form: Mapping[str, str],
    today: date,
    book: RuleBook | None = None,
    twin: Twin | None = None,
) -> list[Finding]:
    """What its rules say of this material, passes included, in the order of the catalogue.

    `today` is the day at the citizen's place. `twin`: where else this file was given and belongs.
    Where the paper is the wrong one or cannot be read, only that is said: everything else would
    follow from it.
    """
    book = book or load_rule_book(CATALOGUE)
    wanted = as_asked(wanted, book)
    if reading is None:
        missing = RuleName.PRESENT in wanted.rules
        return [book.finding("present", Answer.FAIL, wanted.code, name=wanted.name)] if missing else []
    found = _looked_at(Check(reading, wanted, form, today, book), twin)
    return _unless_unread(found) if reading.unread else found


def _looked_at(check: Check, twin: Twin | None) -> list[Finding]:
    found = _switched_on(first_looks(check, load_document_types(CATALOGUE), twin), check.book)
    if any(one.answer is Answer.FAIL and one.rule in _ENDS_THE_LOOK for one in found):
        return found
    for rule in _rules_for(check):
        if look := RULES.get(rule):
            found.extend(look(check))
    return _switched_on(found, check.book)


def _switched_on(found: Iterable[Finding], book: RuleBook) -> list[Finding]:
    return [one for one in found if book.is_on(one.rule)]


def _unless_unread(found: Iterable[Finding]) -> list[Finding]:
    """What the rules may say of a paper of which a page was not read: not that all of it is clear, and
    of nothing that it is missing, for it may stand on that page."""
    kept = [one for one in found if (one.rule, one.answer) != (RuleName.READABLE, Answer.PASS)]
    return [
        replace(one, answer=Answer.CANNOT_TELL)
        if one.answer is Answer.FAIL and one.box is None and one.rule != "page_count"
        else one
        for one in kept
    ]


def _rules_for(check: Check) -> Iterator[str]:
    """The item's rules, then those that hold for such papers everywhere; each once."""
    manners = check.book.manners(check.code, check.kinds)
    always = [rule for manner in manners for rule in manner.rules]
    yield from dict.fromkeys((*check.wanted.rules, *always, "not_too_old"))


def check_case(
    readings: Readings,
    wanted: Sequence[WantedMaterial],
    form: Mapping[str, str],
    today: date,
    book: RuleBook | None = None,
    files: Files | None = None,
) -> list[Finding]:
    """What only shows across the case: missing materials, papers that disagree with each other, files
    given twice. `files`: the SHA-256 of each file, by material code."""
    book = book or load_rule_book(CATALOGUE)
    wanted = [as_asked(one, book) for one in wanted]
    missing = [one for one in wanted if one.code not in readings]
    found = [finding for one in missing for finding in _missing(one, readings, wanted, form, today, book)]
    found += doubled(readings, wanted, files or {}, form, book)
    return _switched_on(found + across(readings, wanted, form, book), book)


def _missing(
    one: WantedMaterial,
    readings: Readings,
    wanted: Sequence[WantedMaterial],
    form: Mapping[str, str],
    today: date,
    book: RuleBook,
) -> list[Finding]:
    """That it is missing; where another side or page of the same paper was given, that this one is."""
    paper = one.same_paper_as or one.code
    given = [
        other for other in wanted
        if other.code in readings and paper in (other.code, other.same_paper_as)
    ]  # fmt: skip
    found = check_material(None, one, form, today, book)
    if not found or not given:
        return found
    beside = given[0].name
    return [
        book.finding(
            "present", Answer.FAIL, one.code, sentence="other_page", name=one.name, other_name=beside
        )
    ]
