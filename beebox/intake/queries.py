"""Finished values for the citizen's pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.clock.models import ClockEvent
from beebox.cases.clock.terms import Reason, Which
from beebox.cases.legal_clock import NOTICE_DAYS, STOPPING, today
from beebox.cases.models import Case
from beebox.cases.papers import CorrectionItem, Finding, Material, MaterialVersion, ReadingState
from beebox.cases.queries import (
    findings_of,
    item_of,
    materials_of,
    remarks_of,
    steps_of,
    uploads_of,
)
from beebox.cases.states import Action, State
from beebox.catalog.definitions import Item, Necessity
from beebox.catalog.definitions import Material as MaterialDefinition
from beebox.catalog.models import Department
from beebox.intake.filling import form_complete
from beebox.intake.gaps import Gap, gaps_of
from beebox.intake.own_case import may_change, named_materials
from beebox.intake.shots import Shot, shots_of
from beebox.intake.spots import Remarks, Spot, spots_of
from beebox.intake.status import Status, Word, status_of
from beebox.intake.waiting import Reading, reading_now
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.queries import calendar

TRIES = 2
"""After so many the citizen may hand in what the machine doubts."""


@dataclass(frozen=True)
class Task:
    definition: MaterialDefinition
    material: Material
    status: Status
    uploads: Sequence[MaterialVersion]
    named: CorrectionItem | None = None

    @property
    def path(self) -> str:
        return f"materials/{self.material.code}"

    @property
    def picture(self) -> tuple[int, int] | None:
        """Upload and page of the first picture there is to show."""
        pages = ((upload, number) for upload in self.uploads for number in range(len(upload.previews)))
        return next(((upload.id, number + 1) for upload, number in pages if upload.previews[number]), None)

    @property
    def pages(self) -> int:
        return sum(upload.pages for upload in self.uploads)


@dataclass(frozen=True)
class Hub:
    """The task list: everything to do, and the one thing to do next."""

    case: Case
    item: Item
    department: Department
    tasks: Sequence[Task]
    form_done: bool
    gaps: Sequence[Gap]

    @property
    def must(self) -> Sequence[Task]:
        return [t for t in self.tasks if t.definition.necessity is not Necessity.LATER]

    @property
    def to_give(self) -> int:
        """How many required materials still want something from the citizen."""
        return sum(task.status.word in {Word.TODO, Word.RETAKE} for task in self.must)

    @property
    def ready(self) -> int:
        return sum(task.status.word in {Word.READY, Word.DOUBTED} for task in self.must)

    @property
    def stamp(self) -> str:
        """Changes whenever a word on the page would."""
        return "-".join(f"{t.status.word}{len(t.uploads)}" for t in self.tasks)

    @property
    def busy(self) -> bool:
        return any(task.status.word is Word.BUSY for task in self.tasks)

    @property
    def next_task(self) -> Task | None:
        for wanted in (Word.RETAKE, Word.TODO):
            for task in self.tasks:
                if task.status.word is wanted:
                    return task
        return None


@dataclass(frozen=True)
class MaterialPage:
    task: Task
    item: Item
    case: Case
    number: int
    count: int
    shots: Sequence[Shot]
    spots: Sequence[Spot]
    reading: Reading
    changeable: bool
    insistable: bool
    """Whether "hand in anyway" is offered: doubts, and enough tries."""
    next_task: Task | None

    @property
    def views(self) -> Sequence[Shot]:
        """The pages to look at: those with something to say, else the first one there is."""
        return [shot for shot in self.shots if shot.spots] or self.shots[:1]

    @property
    def elsewhere(self) -> Sequence[Spot]:
        """What there is to say that no picture shows."""
        shown = {spot.number for shot in self.shots for spot in shot.spots}
        return [spot for spot in self.spots if spot.number is not None and spot.number not in shown]

    @property
    def passed(self) -> Sequence[Spot]:
        return [spot for spot in self.spots if spot.number is None]

    @property
    def replaced(self) -> int | None:
        """The upload a new picture takes the place of: the one found fault with, or the only one."""
        present = [upload.id for upload in self.task.uploads]
        finding = self.task.status.finding
        if self.task.status.word is Word.RETAKE and finding and finding.upload_id in present:
            return finding.upload_id
        return present[-1] if present and self.task.definition.pages_max == 1 else None


def hub_of(work: Work, case: Case) -> Hub:
    return Hub(
        case, item_of(work, case), work.session.get_one(Department, case.department_id),
        tasks_of(work, case), form_complete(work, case), gaps_of(work, case),
    )  # fmt: skip


def tasks_of(work: Work, case: Case) -> list[Task]:
    papers, named = _papers(work, case), named_materials(work, case)
    return [_task(papers, material, named) for material in materials_of(work, case.id)]


def material_page(work: Work, case: Case, material: Material) -> MaterialPage:
    papers, named = _papers(work, case), named_materials(work, case)
    tasks = [_task(papers, one, named) for one in materials_of(work, case.id)]
    at = next((n for n, task in enumerate(tasks) if task.material.id == material.id), None)
    task = _task(papers, material, {}) if at is None else tasks[at]
    spots = spots_of(papers.findings.get(material.id, []), papers.remarks.get(material.id, {}))
    changeable = may_change(work, case, material)
    others = [t for t in tasks if t.material.id != material.id and t.status.word in {Word.TODO, Word.RETAKE}]
    return MaterialPage(
        task, papers.item, case, (at or 0) + 1, len(tasks), shots_of(task.uploads, spots), spots,
        reading_now(work, material.id), changeable,
        changeable and task.status.word is Word.RETAKE and tries_at(work, material) >= TRIES,
        others[0] if others and case.state is State.DRAFT else None,
    )  # fmt: skip


def tries_at(work: Work, material: Material) -> int:
    """How many files were read for this material, counting those taken away again."""
    count = select(func.count()).where(
        MaterialVersion.material_id == material.id,
        MaterialVersion.reading_state != ReadingState.WAITING,
    )
    return work.session.scalar(count) or 0


def my_cases(work: Work, citizen: Actor, most: int = 100) -> list[tuple[Case, Item]]:
    """The citizen's cases, newest first."""
    rows = select(Case).where(Case.citizen_id == citizen.id).order_by(Case.id.desc()).limit(most)
    return [(case, item_of(work, case)) for case in work.session.scalars(rows)]


def answer_by(work: Work, case: Case) -> date:
    """The last day of the five-working-day window as it stood at the last submission.

    As it was written down then, so a receipt never changes, whatever the calendar becomes; of cases from
    before that was written down it is counted from their steps.
    """
    told = select(ClockEvent.due).where(
        ClockEvent.case_id == case.id,
        ClockEvent.which == Which.NOTICE,
        ClockEvent.reason == Reason.SUBMITTED,
        ClockEvent.due.is_not(None),
    )
    written = work.session.scalar(told.order_by(ClockEvent.id.desc()).limit(1))
    return written or _counted_from_steps(work, case)


def _counted_from_steps(work: Work, case: Case) -> date:
    """Days spent waiting for the citizen do not count (cases/legal_clock.py)."""
    days, left = calendar(work), NOTICE_DAYS
    start = due = today(work)
    for step in steps_of(work, case.id):
        day = local_day(work, step.at)
        if step.action in STOPPING:
            left = max(left - days.workdays_between(start, day), 1)
        elif step.action in {Action.SUBMIT, Action.RECEIVE}:
            start = day
        if step.action is Action.SUBMIT:
            due = days.add_workdays(day, left)
    return due


def review_by(work: Work, case: Case) -> date:
    """Our own target: one working day after the last submission."""
    submitted = [step.at for step in steps_of(work, case.id) if step.action is Action.SUBMIT]
    start = local_day(work, submitted[-1]) if submitted else today(work)
    return calendar(work).add_workdays(start, 1)


def local_day(work: Work, moment: datetime) -> date:
    """The day on which a moment falls where the service stands."""
    return moment.astimezone(work.use(Settings).zone).date()


@dataclass(frozen=True)
class _Papers:
    """All that was given for a case and all that was said of it, by material id."""

    item: Item
    uploads: Mapping[int, Sequence[MaterialVersion]]
    findings: Mapping[int | None, Sequence[Finding]]
    remarks: Mapping[int, Remarks]


def _papers(work: Work, case: Case) -> _Papers:
    return _Papers(
        item_of(work, case), uploads_of(work, case.id), findings_of(work, case.id), remarks_of(work, case.id)
    )


def _task(papers: _Papers, material: Material, named: Mapping[int, CorrectionItem]) -> Task:
    definition, uploads = papers.item.material(material.code), papers.uploads.get(material.id, [])
    findings, remarks = papers.findings.get(material.id, []), papers.remarks.get(material.id, {})
    status = status_of(definition, material, uploads, findings, remarks)
    return Task(definition, material, status, uploads, named.get(material.id))
