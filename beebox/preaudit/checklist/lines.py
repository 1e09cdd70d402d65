"""The checklist of a case as it stands now: which lines, which the machine vouches for, which are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material
from beebox.cases.queries import findings_of, item_of, materials_of, uploads_of
from beebox.catalog.checked_file import read_checked
from beebox.catalog.checklists import ChecklistFile, ChecklistLine
from beebox.catalog.expressions import parse
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.preaudit.checklist.models import ChecklistAnswer
from beebox.preaudit.decided import came_later, round_of
from beebox.preaudit.second.open_readings import reader_now

FILE = "checklist.yaml"


@dataclass(frozen=True)
class LineNow:
    """One line with its answer, if it has one."""

    number: int
    line: ChecklistLine
    proved: bool
    """The machine found nothing against it, and something for it."""
    answer: ChecklistAnswer | None
    carried: bool
    """It was confirmed in an earlier round and its materials are the same since."""
    by: str

    @property
    def open(self) -> bool:
        return self.answer is None


@dataclass(frozen=True)
class Checklist:
    lines: tuple[LineNow, ...]

    @property
    def open_lines(self) -> list[LineNow]:
        return [line for line in self.lines if line.open]

    @property
    def next(self) -> LineNow | None:
        """The line that a person has to look at next: what the machine vouches for comes last."""
        waiting = self.open_lines
        return next((line for line in waiting if not line.proved), waiting[0] if waiting else None)

    @property
    def vouched(self) -> list[LineNow]:
        """Open lines the machine vouches for: one key confirms them all."""
        return [line for line in self.open_lines if line.proved]


@lru_cache(maxsize=4)
def general_lines(folder: Path) -> tuple[ChecklistLine, ...]:
    return read_checked(folder / FILE, ChecklistFile).lines


def lines_for(work: Work, case: Case, materials: Sequence[Material]) -> list[ChecklistLine]:
    """The item's lines that apply to this case, then those asked of every case."""
    needed = {material.code for material in materials}
    every = [*item_of(work, case).review_checklist, *general_lines(work.use(Settings).catalogue_dir)]
    return [
        line
        for line in every
        if (line.when is None or parse(line.when).holds(case.answers) is not False)
        and (not line.materials or needed.intersection(line.materials))
    ]


def checklist_of(work: Work, case: Case) -> Checklist:
    """The checklist of this case for the reader whose turn it is."""
    materials, findings = materials_of(work, case.id), findings_of(work, case.id)
    answers = _answers(work, case, materials)
    names = _names(work, [answer for answer, _ in answers.values()])
    lines = []
    for number, line in enumerate(lines_for(work, case, materials), start=1):
        answer, carried = answers.get(line.code, (None, False))
        by = names.get(answer.by, "") if answer else ""
        lines.append(LineNow(number, line, _proved(line, materials, findings), answer, carried, by))
    return Checklist(tuple(lines))


def _answers(
    work: Work, case: Case, materials: Sequence[Material]
) -> dict[str, tuple[ChecklistAnswer, bool]]:
    """The answer that counts for each line, and whether it is one of an earlier round.

    A line of named materials stays confirmed until one of them gets a new file; a line about the
    whole case is looked at anew in every round, and a second reader looks at everything anew.
    """
    this_round, reader, uploads = (
        round_of(work, case.id),
        reader_now(work, case.id),
        uploads_of(work, case.id),
    )
    about = {line.code: line.materials for line in lines_for(work, case, materials)}
    rows = work.session.scalars(
        select(ChecklistAnswer).where(ChecklistAnswer.case_id == case.id).order_by(ChecklistAnswer.round)
    )
    found: dict[str, tuple[ChecklistAnswer, bool]] = {}
    for row in rows:
        if row.round == this_round:
            if row.reader == reader:
                found[row.code] = (row, False)
        elif reader == 1 and about.get(row.code):
            mine = [material.id for material in materials if material.code in about[row.code]]
            if any(came_later(uploads.get(at, []), row.at) for at in mine):
                found.pop(row.code, None)
            else:
                found[row.code] = (row, True)
    return found


def _proved(
    line: ChecklistLine, materials: Sequence[Material], findings: Mapping[int | None, Sequence[Finding]]
) -> bool:
    """Whether each of its rules passed somewhere on its materials and nowhere did not."""
    if not line.rules:
        return False
    mine = [m.id for m in materials if not line.materials or m.code in line.materials]
    said = [finding for at in mine for finding in findings.get(at, []) if finding.rule in line.rules]
    passed = {finding.rule for finding in said if finding.answer == "pass"}
    return passed >= set(line.rules) and all(finding.answer == "pass" for finding in said)


def _names(work: Work, answers: Sequence[ChecklistAnswer]) -> dict[int, str]:
    wanted = {answer.by for answer in answers}
    if not wanted:
        return {}
    people = work.session.scalars(select(Person).where(Person.id.in_(wanted)))
    return {person.id: person.name or person.login or "" for person in people}
