"""What a paper says of whom: which of its fields are whose name, number, address (catalogue/rules.yaml)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beebox.catalog.vocabulary import PARTY_FIELDS, FormField, Party
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import FieldValue, MaterialReading
from beebox.preaudit.rule_book import Role, RuleBook

APPLICANT, COMPANY = str(Party.APPLICANT), str(Party.COMPANY)
_STANDS_FOR: dict[Role, str] = {"household": APPLICANT, "home": APPLICANT, "shop": COMPANY}


@dataclass(frozen=True)
class Carried:
    """One row of the comparison as a material fills it. `subject`: whose value it is; `fields`: where
    the paper may say it, one of several being enough; `values`: what was read there."""

    subject: str
    row: str
    fields: tuple[str, ...]
    values: tuple[FieldValue, ...]


def concerns_company(wanted: Sequence[WantedMaterial], form: Mapping[str, str]) -> bool:
    """Whether a company applies, not a person for himself."""
    return bool(form.get(FormField.COMPANY_NAME)) or any(one.party == Party.COMPANY for one in wanted)


def carried(
    reading: MaterialReading, wanted: WantedMaterial, book: RuleBook, *, company: bool
) -> tuple[Carried, ...]:
    """Everything this paper says that can be compared; nothing if it is not the wanted paper."""
    says = book.says(kind_of(reading, wanted))
    found = []
    for role, subject in roles_of(wanted, book, company=company).items():
        for row, fields in says.get(role, {}).items():
            values = tuple(value for name in fields if (value := reading.field(name)))
            found.append(Carried(subject, row, fields, values))
    return tuple(found)


def kind_of(reading: MaterialReading, wanted: WantedMaterial) -> str | None:
    """The type of the wanted paper in this file, the main one first; None if it is not there."""
    for kind in (reading.document_type, *sorted(reading.document_types)):
        if kind in wanted.document_types or not wanted.document_types:
            return kind
    return None


def roles_of(wanted: WantedMaterial, book: RuleBook, *, company: bool) -> dict[Role, str]:
    """In which roles the material's paper speaks, and whom each of them means."""
    party = Party(wanted.party)
    if party is Party.NOBODY:
        manner = book.by_material.get(wanted.code)
        role = manner.stands_for if manner else None
        return {role: _STANDS_FOR[role]} if role else {}
    if party is Party.COMPANY:
        return {"company": COMPANY, "person": APPLICANT}
    if party is Party.CHILD:
        return {"child": str(party)}
    subject = subject_of(party)
    if subject != APPLICANT:
        return {"person": subject}
    return {"person": subject, "company": COMPANY} if company else {"person": subject, "private": subject}


def subject_of(party: Party) -> str:
    """Whose values a party's are: the applicant of a company signs as its representative."""
    return APPLICANT if party is Party.REPRESENTATIVE else str(party)


def typed_field(subject: str, row: str, *, company: bool) -> FormField | None:
    """Where the form asks for this value, if it does."""
    name, number = PARTY_FIELDS[Party(subject)]
    asked = {"name": name, "id_number": number, "company_name": name, "credit_code": number}
    if subject == APPLICANT:
        asked["phone"] = FormField.PHONE
        asked["home_address"] = None if company else FormField.ADDRESS
    return asked.get(row)
