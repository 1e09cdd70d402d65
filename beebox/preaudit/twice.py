"""The same file, or the same photograph, given for two materials of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from beebox.catalog.vocabulary import PARTY_FIELDS, DocumentType, Party
from beebox.preaudit.agreement import names_agree
from beebox.preaudit.carried import carried
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.likeness import bits_apart
from beebox.preaudit.report import Answer, Finding, MaterialReading, PageReading
from beebox.preaudit.rule_book import RuleBook

VAGUE = frozenset({DocumentType.OTHER.value, DocumentType.PRINTED_PAGE.value})
"""Types that tell nothing of what a paper is."""
Readings = Mapping[str, MaterialReading]
Files = Mapping[str, Sequence[str]]
"""SHA-256 of each file of a material, by its code."""


@dataclass(frozen=True)
class Twin:
    """The material in which the same file, or else the same picture, has its right place."""

    code: str
    name: str
    same_file: bool


def misplaced(
    readings: Readings, wanted: Sequence[WantedMaterial], files: Files, book: RuleBook
) -> dict[str, Twin]:
    """By code: the materials whose paper is wrong there but right in another slot that got it too."""
    given = [one for one in wanted if one.code in readings]
    found: dict[str, Twin] = {}
    for one in given:
        if fits(readings[one.code], one):
            continue
        for other in given:
            same_file = _same_file(files, one.code, other.code)
            if other is one or not fits(readings[other.code], other):
                continue
            if same_file or same_picture(readings[one.code], readings[other.code], book):
                found[one.code] = Twin(other.code, other.name, same_file)
                break
    return found


def doubled(
    readings: Readings,
    wanted: Sequence[WantedMaterial],
    files: Files,
    form: Mapping[str, str],
    book: RuleBook,
) -> list[Finding]:
    """What was given for two materials and could be right in either; and pages given twice in one."""
    given = [one for one in wanted if one.code in readings and fits(readings[one.code], one)]
    found = [_repeated(one, book) for one in given if len(set(files.get(one.code, ()))) < _count(files, one)]
    for first, second in combinations(given, 2):
        kinds = set(first.document_types) & set(second.document_types)
        shared = kinds & readings[first.code].document_types & readings[second.code].document_types
        if shared and _same_file(files, first.code, second.code):
            found.append(_double(first, second, readings, form, book, vague=shared <= VAGUE))
    return found


def fits(reading: MaterialReading, wanted: WantedMaterial) -> bool:
    """Whether a wanted paper is in the file."""
    return not wanted.document_types or bool(reading.document_types & set(wanted.document_types))


def same_picture(one: MaterialReading, other: MaterialReading, book: RuleBook) -> bool:
    """Whether some page of one is the photograph of a page of the other, perhaps compressed anew."""
    return any(same_page(page, twin, book) for page in one.pages for twin in other.pages)


def same_page(one: PageReading, other: PageReading, book: RuleBook) -> bool:
    """Prints that are nearly equal, and nothing read on one that speaks against the other."""
    apart = bits_apart(one.picture, other.picture)
    if apart is None or apart > book.limits.same_picture_bits.value:
        return False
    values = {field.name: field.value for field in other.fields}
    shared = [field for field in one.fields if field.name in values]
    equal = sum(values[field.name] == field.value for field in shared)
    return one.document_type == other.document_type and 2 * equal >= len(shared)


def _same_file(files: Files, one: str, other: str) -> bool:
    return bool(set(files.get(one, ())) & set(files.get(other, ())))


def _count(files: Files, wanted: WantedMaterial) -> int:
    return len(files.get(wanted.code, ()))


def _repeated(wanted: WantedMaterial, book: RuleBook) -> Finding:
    return book.finding("not_twice", Answer.CANNOT_TELL, wanted.code, sentence="repeated", name=wanted.name)


def _double(
    first: WantedMaterial,
    second: WantedMaterial,
    readings: Readings,
    form: Mapping[str, str],
    book: RuleBook,
    *,
    vague: bool,
) -> Finding:
    """Told at the one whose holder it does not name, else at the later one."""
    wrong, right = second, first
    if _names_another(first, readings, form, book) and not _names_another(second, readings, form, book):
        wrong, right = first, second
    answer, sentence = (Answer.CANNOT_TELL, None) if vague else (Answer.FAIL, "doubled")
    return book.finding(
        "not_twice",
        answer,
        wrong.code,
        sentence=sentence,
        other=right.code,
        page=1,
        name=wrong.name,
        wanted=wrong.name,
        other_name=right.name,
    )


def _names_another(
    wanted: WantedMaterial, readings: Readings, form: Mapping[str, str], book: RuleBook
) -> bool:
    """Whether the paper bears another name than that of the person it was given for."""
    asked = PARTY_FIELDS[Party(wanted.party)][0]
    typed = str(form.get(asked) or "") if asked else ""
    says = carried(readings[wanted.code], wanted, book, company=False)
    names = [value for one in says if one.row in ("name", "company_name") for value in one.values]
    return bool(typed and names) and not any(
        names_agree(typed, name, book.limits).answer is Answer.PASS for name in names
    )
