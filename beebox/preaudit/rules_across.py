"""Rules that compare papers of one case with each other, party by party."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from beebox.catalog.vocabulary import Party
from beebox.preaudit.agreement import Agreement, names_agree, numbers_agree
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, FieldValue, Finding, MaterialReading
from beebox.preaudit.rule_book import RuleBook

Carried = tuple[WantedMaterial, FieldValue]
_COMPARED = {Party.APPLICANT: "applicant", Party.REPRESENTATIVE: "applicant"}
"""The applicant of a company signs as its representative: one person."""


def across(
    readings: Mapping[str, MaterialReading], wanted: Sequence[WantedMaterial], book: RuleBook
) -> list[Finding]:
    """Names and numbers of one person or company that differ from paper to paper."""
    found = []
    for rule, fields, agree in (
        ("names_agree", book.names, names_agree),
        ("id_numbers_agree", book.numbers, numbers_agree),
    ):
        carried = [one for material in wanted for one in _carried(material, readings, fields)]
        carried.sort(key=lambda one: _whose(one[0]))
        for _, group in groupby(carried, key=lambda one: _whose(one[0])):
            found.extend(_compared(rule, list(group), agree, book))
    return found


def _whose(material: WantedMaterial) -> str:
    return str(_COMPARED.get(Party(material.party), material.party))


def _carried(
    material: WantedMaterial,
    readings: Mapping[str, MaterialReading],
    fields: dict[str, dict[str, tuple[str, ...]]],
) -> list[Carried]:
    """The one value this material carries for its party, if the paper has just one place for it."""
    reading = readings.get(material.code)
    if reading is None or reading.document_type not in material.document_types:
        return []
    group = {Party.COMPANY: "company", Party.CHILD: "child"}.get(Party(material.party), "person")
    names = fields.get(reading.document_type, {}).get(group, ())
    value = reading.field(names[0]) if len(names) == 1 and material.party != Party.NOBODY else None
    return [(material, value)] if value is not None else []


def _compared(
    rule: str, group: list[Carried], agree: Callable[[str, FieldValue], Agreement], book: RuleBook
) -> list[Finding]:
    if len(group) < 2:
        return []
    first, value = group[0]
    found = []
    for material, other in group[1:]:
        if agree(value.value, other).answer is Answer.FAIL:
            found.append(
                book.finding(
                    rule,
                    Answer.FAIL,
                    material.code,
                    at=other,
                    other=first.code,
                    one=first.name,
                    two=material.name,
                    first=value.value,
                    second=other.value,
                )
            )
    return found or [book.finding(rule, Answer.PASS, first.code)]
