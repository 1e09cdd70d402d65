"""What was typed above what was read, with the characters that differ marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from beebox.cases.papers import Finding
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.catalog.vocabulary import PARTY_FIELDS, FormField
from beebox.preaudit.report import FieldValue, MaterialReading

LONGEST = 120


@dataclass(frozen=True)
class Part:
    """A stretch of characters; `missing` stands for characters only the other side has."""

    text: str
    differs: bool
    missing: bool = False


@dataclass(frozen=True)
class Pair:
    typed: tuple[Part, ...]
    read: tuple[Part, ...]


def pair_for(
    finding: Finding, reading: MaterialReading | None, entry: MaterialEntry, form: Mapping[str, Any]
) -> Pair | None:
    """Both values where a finding compares a paper with the form, else None."""
    by_name, by_number = PARTY_FIELDS[entry.belongs_to]
    wanted = {
        "name_matches_form": by_name,
        "company_matches_form": by_name,
        "id_matches_form": by_number,
        "code_matches_form": by_number,
        "company_on_form": FormField.COMPANY_NAME,
        "companies_agree": FormField.COMPANY_NAME,
        "codes_agree": FormField.CREDIT_CODE,
        "phones_agree": FormField.PHONE,
    }
    field = wanted.get(finding.rule)
    if field is None or reading is None:
        return None
    found = _pointed_at(finding, reading)
    typed = str(form.get(field) or "")
    return paired(typed, found.value if found else "") if typed or found else None


def paired(typed: str, read: str) -> Pair:
    """The two texts cut where they agree and where they differ."""
    typed, read = typed[:LONGEST], read[:LONGEST]
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, typed, read, autojunk=False).get_opcodes():
        differs = kind != "equal"
        left.append(Part(typed[a:b], differs, missing=differs and a == b and bool(typed)))
        right.append(Part(read[c:d], differs, missing=differs and c == d and bool(read)))
    return Pair(_said(left), _said(right))


def _said(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.text or part.missing)


def _pointed_at(finding: Finding, reading: MaterialReading) -> FieldValue | None:
    """The field whose place the finding shows."""
    box = list(finding.box or [])
    for page in reading.pages:
        for field in page.fields:
            here = field.box and [field.box.x, field.box.y, field.box.w, field.box.h] == box
            if here and field.page == finding.page:
                return field
    return None
