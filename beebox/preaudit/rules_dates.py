"""Rules about time: terms, the age of a paper and of a person."""

from collections.abc import Callable
from datetime import date, timedelta

from beebox.catalog.vocabulary import PARTY_FIELDS, DocumentType, Party, RuleName
from beebox.preaudit.check import Check
from beebox.preaudit.dates import age_on, in_words, months_later
from beebox.preaudit.numbers import LONG_TERM, read_dates, read_id_number
from beebox.preaudit.report import Answer, FieldValue, Finding

_OFFICE_DELAY = timedelta(days=120)
"""A card's term follows the age at which one applied: up to so long before it begins."""


def not_expired(check: Check) -> list[Finding]:
    """Whether the paper's term covers today. Papers without a term are passed over."""
    terms, paper = check.book.terms, check.wanted.name
    field = next((one for name in terms.fields if (one := check.reading.field(name))), None)
    if field is None:
        expected = check.reading.document_types & terms.expected_on
        return [check.say("not_expired", Answer.CANNOT_TELL, paper=paper)] if expected else []
    if field.value == LONG_TERM:
        return [check.say("not_expired", Answer.PASS, sentence="long_term", at=field)]
    until = date.fromisoformat(field.value)
    if until >= check.today:
        return [check.say("not_expired", Answer.PASS, until=in_words(until), at=field)]
    if not _sure(check, field):
        return [check.say("not_expired", Answer.CANNOT_TELL, paper=paper, at=field)]
    ended = "ended" if check.kinds & terms.contracts else None
    return [
        check.say(
            "not_expired", Answer.FAIL, sentence=ended, paper=paper, until=in_words(until), at=field
        )
    ]  # fmt: skip


def _sure(check: Check, field: FieldValue) -> bool:
    return field.confidence >= check.book.limits.date_sure.value and field.valid is not False


def not_too_old(check: Check) -> list[Finding]:
    """Whether the paper was issued lately enough, where its item says how lately."""
    most, paper = check.wanted.most_days, check.wanted.name
    if most is None:
        return []
    field = issued_on(check)
    if field is None:
        return [check.say("not_too_old", Answer.CANNOT_TELL, paper=paper, page=1)]
    issued = date.fromisoformat(field.value)
    late = check.today - issued > timedelta(days=most)
    if late and not _sure(check, field):
        return [check.say("not_too_old", Answer.CANNOT_TELL, paper=paper, at=field)]
    answer = Answer.FAIL if late else Answer.PASS
    return [check.say("not_too_old", answer, paper=paper, issued=in_words(issued), days=most, at=field)]


def not_ahead(check: Check) -> list[Finding]:
    """A hint where a paper bears a day that is still to come."""
    named = [name for kind in check.kinds for name in check.book.issued.get(DocumentType(kind), ())]
    days = [field for name in named if (field := check.reading.field(name))]
    return [
        check.say(
            "not_ahead", Answer.CANNOT_TELL, paper=check.wanted.name, issued=in_words(day.value), at=day
        )
        for day in days
        if date.fromisoformat(day.value) > check.today
    ]


def issued_on(check: Check) -> FieldValue | None:
    """The day the paper was written or issued; of a paper without a place for it, the latest date
    printed on it that is not still to come."""
    for kind in sorted(check.kinds):
        for name in check.book.issued.get(DocumentType(kind), ()):
            if field := check.reading.field(name):
                return field
    known = {str(kind) for kind in check.book.issued}
    printed = [
        FieldValue("issued", day, line.confidence, page.number, line.box)
        for page in check.reading.pages
        if page.document_type not in known
        for line in page.lines
        for day in read_dates(line.text)
        if day != LONG_TERM and date.fromisoformat(day) <= check.today
    ]
    return max(printed, key=lambda field: field.value, default=None)


def card_term(check: Check) -> list[Finding]:
    """A hint where an ID card's term is not the one of its holder's age: misread, or not real."""
    start, until, born = check.reading.field("valid_from"), check.reading.field("valid_until"), _born(check)
    if start is None or until is None or born is None or start.value == LONG_TERM:
        return []
    first = date.fromisoformat(start.value)
    last = None if until.value == LONG_TERM else date.fromisoformat(until.value)
    ages = {age_on(born, first), age_on(born, first - _OFFICE_DELAY)}
    if any(_is_term(first, last, _years_at(check, age)) for age in ages):
        return [check.say("card_term", Answer.PASS, at=until)]
    return [
        check.say(
            "card_term", Answer.CANNOT_TELL, at=until, start=in_words(first),
            until=in_words(last) if last else "长期", age=max(ages),
        )
    ]  # fmt: skip


def _born(check: Check) -> date | None:
    """When the holder was born: by the number on the sheet, else by the one that was typed."""
    field = PARTY_FIELDS[Party(check.wanted.party)][1]
    number = check.reading.field("id_number")
    told = read_id_number(number.value if number else str(check.form.get(field or "") or ""))
    return told.birth if told else None


def _years_at(check: Check, age: int) -> int | None:
    """The term given at that age; None for no end."""
    return next((term.years for term in check.book.card_terms if age < term.below), None)


def _is_term(first: date, last: date | None, years: int | None) -> bool:
    if last is None or years is None:
        return last is None and years is None
    return abs((months_later(first, years * 12) - last).days) <= 1


def old_enough(check: Check) -> list[Finding]:
    """Whether the holder has reached the age from which one may apply."""
    if check.wanted.least_months is None:
        return []
    number, birth = check.reading.field("id_number"), check.reading.field("birth_date")
    told = read_id_number(number.value) if number else None
    born = told.birth if told else date.fromisoformat(birth.value) if birth else None
    field = number if told else birth
    if born is None or field is None:
        return [check.say("old_enough", Answer.CANNOT_TELL)]
    first = months_later(born, check.wanted.least_months)
    if check.today < first and not told and not _sure(check, field):
        return [check.say("old_enough", Answer.CANNOT_TELL, at=field)]
    answer = Answer.PASS if check.today >= first else Answer.FAIL
    days = {"born": in_words(born), "today": in_words(check.today), "earliest": in_words(first)}
    return [check.say("old_enough", answer, at=field, **days)]


DATE_RULES: dict[str, Callable[[Check], list[Finding]]] = {
    RuleName.NOT_EXPIRED: not_expired,
    RuleName.OLD_ENOUGH: old_enough,
    "not_too_old": not_too_old,
    "not_ahead": not_ahead,
    "card_term": card_term,
}
