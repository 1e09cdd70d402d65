"""The one complete notice, as its citizen sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from beebox.cases.complete_notice import CompleteNotice, Named, named_of
from beebox.cases.issuing.queries import newest_of
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy
from beebox.cases.queries import findings_of, open_correction, remarks_of
from beebox.intake.queries import Task, tasks_of
from beebox.intake.shots import Shot, shots_of
from beebox.intake.spots import spots_of
from beebox.kernel.db import Work


@dataclass(frozen=True)
class ToMend:
    """One material the notice names: why, what was given then, and whether something new is there."""

    number: int
    task: Task
    words: Named
    shot: Shot | None
    mended: bool


@dataclass(frozen=True)
class FixPage:
    notice: Correction
    to_mend: Sequence[ToMend]
    words: CompleteNotice
    paper: str | None
    """The check code of the notice on paper; None for one of the time before it was issued."""
    others: Sequence[Task]
    """What the notice does not name: passed, and locked."""

    @property
    def mended(self) -> int:
        return sum(entry.mended for entry in self.to_mend)


def fix_page(work: Work, case: Case) -> FixPage | None:
    """What is to mend; None when nobody asked for anything."""
    notice = open_correction(work, case.id)
    if notice is None:
        return None
    asked, named = notice[0], {item.material_id: item for item in notice[1]}
    tasks, findings, remarks = tasks_of(work, case), findings_of(work, case.id), remarks_of(work, case.id)
    to_mend: list[ToMend] = []
    for task in tasks:
        if task.material.id in named:
            said = spots_of(findings.get(task.material.id, []), remarks.get(task.material.id, {}))
            shots = shots_of(task.uploads, said)
            shot = next((s for s in shots if s.stopped), shots[0] if shots else None)
            mended = any(upload.given_at > asked.asked_at for upload in task.uploads)
            words = named_of(task.definition, named[task.material.id])
            to_mend.append(ToMend(len(to_mend) + 1, task, words, shot, mended))
    others = [task for task in tasks if task.material.id not in named and task.status.given]
    told = CompleteNotice(tuple(entry.words for entry in to_mend), asked.form_note, asked.due_on)
    kind = "notice" if asked.asked_by is CorrectionBy.PREAUDIT else "correction"
    paper = newest_of(work, case.id, kind)
    return FixPage(asked, to_mend, told, paper.mark if paper else None, others)
