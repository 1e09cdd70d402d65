"""Every value of a case side by side: what was typed and what each paper says, and whether they agree.

Rows are subjects and values (the applicant's name, the company's credit code), columns the form and
the materials. A pure function: the rules across papers and the auditor's table are made from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beebox.catalog.vocabulary import Party
from beebox.preaudit.agreement import AGREES, Agreement
from beebox.preaudit.carried import APPLICANT, Carried, carried, concerns_company, typed_field
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, FieldValue, MaterialReading
from beebox.preaudit.rule_book import Row, RuleBook


@dataclass(frozen=True)
class Cell:
    """What one material says. `answer` is its agreement with the row's `agreed`; None where there is
    nothing to compare it with. Without `value` it should stand on the paper but was not read."""

    material: str
    value: FieldValue | None
    answer: Answer | None


@dataclass(frozen=True)
class Values:
    """One row. `agreed` is what the others are compared with: what was typed, else what most papers
    say; `source` is the first material that says so, None if only the form does."""

    subject: str
    row: str
    typed: str
    agreed: str
    source: str | None
    cells: tuple[Cell, ...]

    @property
    def answer(self) -> Answer | None:
        """The row as a whole: the worst of its cells; None if nothing could be compared."""
        answers = {cell.answer for cell in self.cells}
        for worst in (Answer.FAIL, Answer.CANNOT_TELL, Answer.PASS):
            if worst in answers:
                return worst
        return None


Filled = list[tuple[str, Carried]]


def matrix(
    readings: Mapping[str, MaterialReading],
    wanted: Sequence[WantedMaterial],
    form: Mapping[str, str],
    book: RuleBook,
) -> tuple[Values, ...]:
    """The rows that the form or some paper fills, subject by subject in the order of the parties."""
    company = concerns_company(wanted, form)
    filled: dict[tuple[str, str], Filled] = {}
    for material in wanted:
        reading = readings.get(material.code)
        for one in carried(reading, material, book, company=company) if reading else ():
            filled.setdefault((one.subject, one.row), []).append((material.code, one))
    rows: list[Values] = []
    for subject in Party:
        for name, row in book.rows.items():
            field = typed_field(str(subject), name, company=company)
            typed = str(form.get(field) or "") if field else ""
            given = filled.get((str(subject), name), [])
            if any(one.values for _, one in given) or (typed and given):
                rows.append(_values(str(subject), name, row, typed, given, rows, book))
    return tuple(rows)


def _values(
    subject: str, name: str, row: Row, typed: str, given: Filled, before: Sequence[Values], book: RuleBook
) -> Values:
    agreed = typed or _most_said(row, given, book)
    instead = next((one.agreed for one in before if (one.subject, one.row) == (APPLICANT, row.instead)), "")
    compared = bool(typed) or sum(bool(one.values) for _, one in given) > 1
    cells = []
    for code, one in given:
        value, answer = _best(row, (agreed, instead), one.values, book)
        cells.append(Cell(code, value, answer if compared else None))
    source = next((cell.material for cell in cells if cell.answer is Answer.PASS), None)
    return Values(subject, name, typed, agreed, source, tuple(cells))


def _best(
    row: Row, agreed: tuple[str, str], values: Sequence[FieldValue], book: RuleBook
) -> tuple[FieldValue | None, Answer | None]:
    """Of the places where a paper may say it, the one that agrees best."""
    best: tuple[FieldValue | None, Agreement | None] = None, None
    for value in values:
        for wanted in filter(None, agreed):
            found = AGREES[row.compare](wanted, value, book.limits)
            if best[1] is None or found.rank > best[1].rank:
                best = value, found
    return best[0], best[1].answer if best[1] else None


def _most_said(row: Row, given: Filled, book: RuleBook) -> str:
    """The value with which most papers agree; of equals the one read best. "" without any.

    A paper with several places for it (two spouses) says nothing for sure.
    """
    sole = [one.values[0] for _, one in given if len(one.fields) == 1 and one.values]

    def support(value: FieldValue) -> tuple[int, bool, float]:
        agree = AGREES[row.compare]
        backing = sum(agree(value.value, other, book.limits).answer is Answer.PASS for other in sole)
        return backing, value.valid is not False, value.confidence

    return max(sole, key=support).value if sole else ""
