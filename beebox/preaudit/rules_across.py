"""Rules that compare the papers of one case with each other and with the form, row by row."""

from collections.abc import Mapping, Sequence

from beebox.catalog.vocabulary import Party
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.dates import in_words
from beebox.preaudit.matrix import Cell, Values, matrix
from beebox.preaudit.report import Answer, Finding, MaterialReading
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.tongues import Worded


def across(
    readings: Mapping[str, MaterialReading],
    wanted: Sequence[WantedMaterial],
    form: Mapping[str, str],
    book: RuleBook,
) -> list[Finding]:
    """What differs from paper to paper, told at the paper that stands alone with its value."""
    known = {one.code: one for one in wanted}
    return [
        finding
        for row in matrix(readings, wanted, form, book)
        for finding in _compared(row, known, readings, book)
    ]


def _compared(
    row: Values,
    wanted: Mapping[str, WantedMaterial],
    readings: Mapping[str, MaterialReading],
    book: RuleBook,
) -> list[Finding]:
    rule = book.rows[row.row].rule
    told = [cell for cell in row.cells if cell.answer is not None]
    if rule is None or not told or (len(told) < 2 and row.answer is Answer.PASS):
        return []
    off = [cell for cell in told if cell.answer is not Answer.PASS and not _told_already(row, cell, wanted)]
    if not off:
        return [book.finding(rule, Answer.PASS, told[0].material)] if row.answer is Answer.PASS else []
    return [_off(row, rule, cell, wanted, readings[cell.material], book) for cell in off]


def _told_already(row: Values, cell: Cell, wanted: Mapping[str, WantedMaterial]) -> bool:
    """Whether the material's own rules compare this value with the form, and no other paper speaks."""
    own = {"name": "name_matches_form", "company_name": "name_matches_form",
           "id_number": "id_matches_form", "credit_code": "id_matches_form"}  # fmt: skip
    material = wanted[cell.material]
    same_party = (material.party == Party.COMPANY) == (row.subject == Party.COMPANY)
    return row.source is None and same_party and own.get(row.row) in material.rules


def _off(
    row: Values,
    rule: str,
    cell: Cell,
    wanted: Mapping[str, WantedMaterial],
    reading: MaterialReading,
    book: RuleBook,
) -> Finding:
    assert cell.value is not None  # without a value there is nothing that could differ
    assert cell.answer is not None
    by_typing = row.source is None and cell.answer is Answer.FAIL
    return book.finding(
        rule,
        cell.answer,
        cell.material,
        kinds=reading.document_types & set(wanted[cell.material].document_types),
        sentence="typed" if by_typing and "typed" in book.rules[rule].sentences else None,
        at=cell.value,
        other=row.source,
        one=wanted[row.source].name if row.source else Worded("您填写的内容", "what you typed"),
        two=wanted[cell.material].name,
        first=_shown(row, row.agreed, book),
        second=_shown(row, cell.value.value, book),
    )


def _shown(row: Values, value: str, book: RuleBook) -> str:
    return in_words(value) if book.rows[row.row].compare == "date" else value
