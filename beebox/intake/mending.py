"""The one complete notice, as its citizen sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from beebox.cases.complete_notice import CompleteNotice, Named, named_of
from beebox.cases.issuing.queries import newest_of
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem
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
    item: CorrectionItem
    words: Named
    shot: Shot | None
    mended: bool

    def pictured(self, point: Mapping[str, Any]) -> bool:
        return str(point.get("picture", "")).startswith(("sample:", "file:"))

    @property
    def sample(self) -> str:
        """The material's own sample picture, where a reason speaks of it and none brings another."""
        points = self.item.points
        spoken = any("样图" in str(point.get("how", "")) for point in points)
        if not spoken or any(self.pictured(point) for point in points):
            return ""
        return self.task.definition.sample or ""


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


def point_picture(work: Work, case: Case, item_id: int, number: int) -> str:
    """The file key of the sample picture of one point of this case's notices; empty when it has none."""
    item = work.session.scalar(
        select(CorrectionItem)
        .join(Correction, Correction.id == CorrectionItem.correction_id)
        .where(Correction.case_id == case.id, CorrectionItem.id == item_id)
    )
    if item is None or not 1 <= number <= len(item.points):
        return ""
    kind, _, key = str(item.points[number - 1].get("picture", "")).partition(":")
    return key if kind == "file" else ""


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
            item = named[task.material.id]
            words = named_of(task.definition, item)
            to_mend.append(ToMend(len(to_mend) + 1, task, item, words, shot, mended))
    others = [task for task in tasks if task.material.id not in named and task.status.given]
    told = CompleteNotice(tuple(entry.words for entry in to_mend), asked.form_note, asked.due_on)
    kind = "notice" if asked.asked_by is CorrectionBy.PREAUDIT else "correction"
    paper = newest_of(work, case.id, kind)
    return FixPage(asked, to_mend, told, paper.mark if paper else None, others)
