"""Rules about values: check digits, and agreement with what was typed."""

from collections.abc import Callable

from beebox.catalog.vocabulary import PARTY_FIELDS, FormField, Party, RuleName
from beebox.kernel.masking import mask_id_for_staff
from beebox.preaudit.agreement import Agrees, names_agree, numbers_agree
from beebox.preaudit.carried import kind_of
from beebox.preaudit.check import Check
from beebox.preaudit.dates import in_words
from beebox.preaudit.labels import within_one_edit
from beebox.preaudit.numbers import credit_code_valid, id_number_valid, read_id_number
from beebox.preaudit.report import Answer, FieldValue, Finding
from beebox.preaudit.rule_book import Role

_NUMBERS = ("id_number", "credit_code", "card_number")


def _fields(check: Check, row: str) -> tuple[str, ...]:
    """The names of the fields in which this paper carries that value of the material's party."""
    party = Party(check.wanted.party)
    own: dict[Party, Role] = {Party.COMPANY: "company", Party.CHILD: "child"}
    says = check.book.says(kind_of(check.reading, check.wanted))
    return says.get(own.get(party, "person"), {}).get(row, ())


def _rows(check: Check) -> tuple[str, str]:
    """The rows of the party's name and number."""
    return ("company_name", "credit_code") if check.wanted.party == Party.COMPANY else ("name", "id_number")


def numbers_valid(check: Check) -> list[Finding]:
    """Whether every number with a check digit proves itself, and agrees with birth date and sex."""
    numbers = [field for field in check.reading.fields if field.name in _number_fields(check)]
    found = [_number_valid(check, field) for field in numbers]
    row = _rows(check)[1]
    if not numbers and _fields(check, row):
        found.append(check.say("numbers_valid", Answer.CANNOT_TELL, field=check.book.field_name(row)))
    return found + _id_consistent(check)


def _number_fields(check: Check) -> set[str]:
    carried = (carried for roles in check.book.carries.values() for carried in roles.values())
    fields = (one.get(row, ()) for one in carried for row in ("id_number", "credit_code"))
    return {*_NUMBERS, *(name for names in fields for name in names)}


def _number_valid(check: Check, field: FieldValue) -> Finding:
    answer = Answer.PASS
    if field.valid is False:
        answer = Answer.FAIL if field.confidence >= _sure_from(check, field) else Answer.CANNOT_TELL
    return check.say(
        "numbers_valid",
        answer,
        at=field,
        field=check.book.field_name(field.name),
        value=mask_id_for_staff(field.value),
    )


def _sure_from(check: Check, field: FieldValue) -> float:
    """How sure a reader must be of a number that does not prove itself: surer where a right number one
    sign away was typed, for then the sign was probably misread."""
    limits = check.book.limits
    typed = [str(value).upper() for value in check.form.values() if value]
    near = [one for one in typed if one != field.value and within_one_edit(one, field.value)]
    slipped = any(id_number_valid(one) or credit_code_valid(one) for one in near)
    return limits.number_slip.value if slipped else limits.number_sure.value


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
        found.append(check.say("id_consistent", Answer.PASS))
    return found


def _inconsistent(check: Check, sentence: str, field: FieldValue, read: str, told: str) -> Finding:
    sure = field.confidence >= check.book.limits.number_sure.value
    answer = Answer.FAIL if sure else Answer.CANNOT_TELL
    return check.say("id_consistent", answer, sentence=sentence, at=field, read=read, told=told)


def name_matches_form(check: Check) -> list[Finding]:
    """Whether the paper carries the name that was typed."""
    row = _rows(check)[0]
    rule = "company_matches_form" if row == "company_name" else "name_matches_form"
    return _matches(check, rule, row, 0, names_agree, str) + _company_on_form(check)


def id_matches_form(check: Check) -> list[Finding]:
    """Whether the paper carries the number that was typed."""
    row = _rows(check)[1]
    rule = "code_matches_form" if row == "credit_code" else "id_matches_form"
    return _matches(check, rule, row, 1, numbers_agree, mask_id_for_staff)


def _matches(
    check: Check, rule: str, row: str, which: int, agree: Agrees, shown: Callable[[str], str]
) -> list[Finding]:
    names, asked = _fields(check, row), PARTY_FIELDS[Party(check.wanted.party)][which]
    typed = str(check.form.get(asked) or "") if asked else ""
    if not typed or not names:
        return []
    read = [field for name in names if (field := check.reading.field(name))]
    if not read:
        label = check.book.field_name(names[0])
        return [check.say(rule, Answer.CANNOT_TELL, sentence="not_read", field=label)]
    limits = check.book.limits
    best = max(read, key=lambda field: agree(typed, field, limits).rank)
    return [
        check.say(
            rule,
            agree(typed, best, limits).answer,
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
    answer = names_agree(typed, field, check.book.limits).answer
    return [check.say("company_on_form", answer, at=field, read=field.value, typed=typed)]


VALUE_RULES: dict[str, Callable[[Check], list[Finding]]] = {
    RuleName.NUMBERS_VALID: numbers_valid,
    RuleName.NAME_MATCHES_FORM: name_matches_form,
    RuleName.ID_MATCHES_FORM: id_matches_form,
}
