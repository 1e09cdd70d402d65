"""Rules about values: terms, check digits, agreement with the form, age."""

from collections.abc import Callable
from datetime import date

from beebox.catalog.vocabulary import PARTY_FIELDS, FormField, Party, RuleName
from beebox.kernel.masking import mask_id_for_staff
from beebox.preaudit.agreement import Agreement, names_agree, numbers_agree
from beebox.preaudit.check import Check
from beebox.preaudit.numbers import LONG_TERM, read_id_number
from beebox.preaudit.report import Answer, FieldValue, Finding

_TERMS = ("valid_until", "term_until")
_UNLIMITED_WITHOUT = {"business_licence"}
"""Papers that print no term when they have none."""
_NUMBERS = ("id_number", "credit_code", "card_number")


def in_words(day: str | date) -> str:
    """2026年6月3日."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日"


def _group(party: str) -> str:
    if party == Party.COMPANY:
        return "company"
    return "child" if party == Party.CHILD else "person"


def _fields(check: Check, book: dict[str, dict[str, tuple[str, ...]]], group: str) -> tuple[str, ...]:
    """The names of the fields in which this paper carries that party's value."""
    for code in (check.reading.document_type, *sorted(check.reading.document_types)):
        if code in check.wanted.document_types or not check.wanted.document_types:
            return book.get(code, {}).get(group, ())
    return ()


def not_expired(check: Check) -> list[Finding]:
    """Whether the paper's term covers today. Papers without a term are passed over."""
    field = next((one for name in _TERMS if (one := check.reading.field(name))), None)
    paper = check.wanted.name
    say = check.book.finding
    if field is None:
        kinds = check.reading.document_types
        if kinds & _UNLIMITED_WITHOUT or not kinds & _WITH_TERM:
            return []
        return [say("not_expired", Answer.CANNOT_TELL, check.code, paper=paper)]
    if field.value == LONG_TERM:
        return [say("not_expired", Answer.PASS, check.code, sentence="long_term", at=field)]
    until = date.fromisoformat(field.value)
    answer = Answer.PASS if until >= check.today else Answer.FAIL
    return [say("not_expired", answer, check.code, paper=paper, until=in_words(until), at=field)]


_WITH_TERM = {"id_card_back", "residence_permit", "food_licence", "lease_contract"}


def numbers_valid(check: Check) -> list[Finding]:
    """Whether every number with a check digit proves itself, and agrees with birth date and sex."""
    found = []
    numbers = [field for field in check.reading.fields if field.name.startswith(_numbers_prefixes(check))]
    for field in numbers:
        found.append(_number_valid(check, field))
    if not numbers and _expects_number(check):
        label = check.book.field_name("credit_code" if check.wanted.party == Party.COMPANY else "id_number")
        found.append(check.book.finding("numbers_valid", Answer.CANNOT_TELL, check.code, field=label))
    return found + _id_consistent(check)


def _numbers_prefixes(check: Check) -> tuple[str, ...]:
    groups = check.book.numbers.values()
    return (*_NUMBERS, *{name for group in groups for names in group.values() for name in names})


def _expects_number(check: Check) -> bool:
    return bool(_fields(check, check.book.numbers, _group(check.wanted.party)))


def _number_valid(check: Check, field: FieldValue) -> Finding:
    answer = Answer.PASS
    if field.valid is False:
        answer = Answer.FAIL if field.confidence >= 0.9 else Answer.CANNOT_TELL
    return check.book.finding(
        "numbers_valid",
        answer,
        check.code,
        at=field,
        field=check.book.field_name(field.name),
        value=mask_id_for_staff(field.value),
    )


def _id_consistent(check: Check) -> list[Finding]:
    number = check.reading.field("id_number")
    told = read_id_number(number.value) if number else None
    if number is None or told is None:
        return []
    birth, sex = check.reading.field("birth_date"), check.reading.field("sex")
    found = []
    if birth and birth.page == number.page and birth.value != told.birth.isoformat():
        found.append(_inconsistent(check, "birth", birth, in_words(birth.value), in_words(told.birth)))
    if sex and sex.page == number.page and sex.value != told.sex:
        found.append(_inconsistent(check, "sex", sex, sex.value, told.sex))
    if not found and (birth or sex):
        found.append(check.book.finding("id_consistent", Answer.PASS, check.code))
    return found


def _inconsistent(check: Check, sentence: str, field: FieldValue, read: str, told: str) -> Finding:
    return check.book.finding(
        "id_consistent",
        Answer.FAIL if field.confidence >= 0.9 else Answer.CANNOT_TELL,
        check.code,
        sentence=sentence,
        at=field,
        read=read,
        told=told,
    )


def name_matches_form(check: Check) -> list[Finding]:
    """Whether the paper carries the name that was typed."""
    typed = _typed(check, 0)
    found = _matches(check, "name_matches_form", check.book.names, typed, names_agree, str)
    return found + _company_on_form(check)


def id_matches_form(check: Check) -> list[Finding]:
    """Whether the paper carries the number that was typed."""
    typed = _typed(check, 1)
    return _matches(check, "id_matches_form", check.book.numbers, typed, numbers_agree, mask_id_for_staff)


def _typed(check: Check, which: int) -> str:
    field = PARTY_FIELDS[Party(check.wanted.party)][which]
    return str(check.form.get(field) or "") if field else ""


def _matches(
    check: Check,
    rule: str,
    book: dict[str, dict[str, tuple[str, ...]]],
    typed: str,
    agree: Callable[[str, FieldValue], Agreement],
    shown: Callable[[str], str],
) -> list[Finding]:
    names = _fields(check, book, _group(check.wanted.party))
    if not typed or not names:
        return []
    read = [field for name in names if (field := check.reading.field(name))]
    if not read:
        label = check.book.field_name(names[0])
        return [check.book.finding(rule, Answer.CANNOT_TELL, check.code, sentence="not_read", field=label)]
    best = max(read, key=lambda field: agree(typed, field).rank)
    return [
        check.book.finding(
            rule,
            agree(typed, best).answer,
            check.code,
            at=best,
            field=check.book.field_name(best.name),
            read=shown(best.value),
            typed=shown(typed),
        )
    ]


def _company_on_form(check: Check) -> list[Finding]:
    """An application form of a company names the company too."""
    typed, field = str(check.form.get(FormField.COMPANY_NAME) or ""), check.reading.field("company_name")
    if not typed or field is None or check.wanted.party == Party.COMPANY:
        return []
    return [
        check.book.finding(
            "company_on_form",
            names_agree(typed, field).answer,
            check.code,
            at=field,
            read=field.value,
            typed=typed,
        )
    ]


def old_enough(check: Check) -> list[Finding]:
    """Whether the holder has reached the age from which one may apply."""
    number = check.reading.field("id_number")
    told = read_id_number(number.value) if number else None
    birth = check.reading.field("birth_date")
    born = told.birth if told else date.fromisoformat(birth.value) if birth else None
    if check.wanted.least_months is None:
        return []
    if born is None:
        return [check.book.finding("old_enough", Answer.CANNOT_TELL, check.code)]
    first = _months_later(born, check.wanted.least_months)
    field = number if told else birth
    return [
        check.book.finding(
            "old_enough",
            Answer.PASS if check.today >= first else Answer.FAIL,
            check.code,
            at=field,
            born=in_words(born),
            today=in_words(check.today),
            earliest=in_words(first),
        )
    ]


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the first of the next month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


VALUE_RULES: dict[str, Callable[[Check], list[Finding]]] = {
    RuleName.NOT_EXPIRED: not_expired,
    RuleName.NUMBERS_VALID: numbers_valid,
    RuleName.NAME_MATCHES_FORM: name_matches_form,
    RuleName.ID_MATCHES_FORM: id_matches_form,
    RuleName.OLD_ENOUGH: old_enough,
}
