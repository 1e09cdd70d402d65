"""The queue and its rows as finished values; nothing here changes anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material
from beebox.cases.queries import item_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.catalog.models import Department
from beebox.catalog.queries import current_items, departments, versions_at_hand
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_name
from beebox.preaudit.lights import Light, light_of
from beebox.preaudit.second.open_readings import waiting_among
from beebox.preaudit.waiting.filters import Filters
from beebox.preaudit.waiting.hands import Told, untold
from beebox.preaudit.waiting.labels import labels, labels_by_case
from beebox.preaudit.waiting.models import Label
from beebox.preaudit.waiting.notes import note_counts
from beebox.preaudit.waiting.saved import ViewLine, views_for
from beebox.preaudit.waiting.sifting import count, found_by, sift
from beebox.preaudit.waiting.sums import Counts, counts, midnight
from beebox.workdays.queries import calendar

__all__ = ["Counts", "Filters", "Queue", "Row", "counts", "midnight", "queue", "rows", "who"]


@dataclass(frozen=True)
class Row:
    """One waiting case, masked."""

    code: str
    number: str
    item: Item
    who: str
    light: Light
    due: date
    submitted_at: datetime | None
    fails: int
    doubts: int
    first: str
    """The first thing the machine would have mended."""
    first_en: str
    ready: int
    needed: int
    held_by: str
    held_until: datetime | None
    mine: bool
    given_to: str
    """Whom a supervisor gave it to for today."""
    again: bool
    """Whether it comes back after a notice."""
    language: str
    department: Department
    labels: Sequence[Label]
    notes: int
    second: bool
    """Whether it waits for a second reader."""


@dataclass(frozen=True)
class Choices:
    """What the filters may be set to."""

    items: dict[str, Item]
    departments: dict[str, Department]
    labels: dict[str, Label]
    """By id, the retired ones too: they are still on cases."""


@dataclass(frozen=True)
class Queue:
    rows: tuple[Row, ...]
    found: int
    exact: bool
    """Whether that is all there are; else there are more."""
    counts: Counts
    filters: Filters
    choices: Choices
    views: Sequence[ViewLine]
    told: Sequence[Told]
    earlier: bool
    later: bool
    """Whether there are more rows above and below."""
    elsewhere: State | None
    """Where the one case that was asked for stands, when it does not wait for review."""

    @property
    def default(self) -> ViewLine | None:
        return next((view for view in self.views if view.default), None)


def queue(work: Work, actor: Actor, filters: Filters) -> Queue:
    """The waiting cases these filters leave, due first on top, with the counts of all."""
    page, found = sift(work, actor, filters), count(work, actor, filters)
    return Queue(
        tuple(rows(work, actor, page.cases)), found.number, found.exact, counts(work, actor), filters,
        choices(work), views_for(work, actor), untold(work, actor), page.earlier, page.later,
        None if page.cases or not filters.q else _elsewhere(work, filters),
    )  # fmt: skip


def choices(work: Work) -> Choices:
    return Choices(
        {item.code: item for item in current_items(work)},
        {place.code: place for place in departments(work)},
        {str(label.id): label for label in labels(work)},
    )


def _elsewhere(work: Work, filters: Filters) -> State | None:
    case = work.session.get(Case, found_by(work, filters.q) or 0)
    return case.state if case and case.state not in {State.DRAFT, State.REVIEWING} else None


def rows(work: Work, actor: Actor, cases: Sequence[Case]) -> Iterable[Row]:
    """These cases as a list shows them."""
    ids = [case.id for case in cases]
    days, now_day, now = calendar(work), today(work), work.now()
    findings, needed, names = _findings(work, ids), _needed(work, ids), _names(work, cases)
    marked, noted, twice = labels_by_case(work, ids), note_counts(work, ids), waiting_among(work, ids)
    places = {place.id: place for place in departments(work)}
    versions_at_hand(work, {(case.item_code, case.item_version) for case in cases})
    for case in cases:
        mine = findings.get(case.id, [])
        doubtful = {finding.material_id for finding in mine if finding.material_id}
        held = case.held_until is not None and case.held_until > now
        given = case.assigned_until is not None and case.assigned_until > now
        due = case.notice_due_on or now_day
        worst = next((finding for finding in mine if finding.answer == "fail"), None)
        yield Row(
            code=case.code, number=case.number or "", item=item_of(work, case), who=who(case),
            light=light_of(days, now_day, due), due=due, submitted_at=case.submitted_at,
            fails=sum(finding.answer == "fail" for finding in mine),
            doubts=sum(finding.answer != "fail" for finding in mine),
            first=worst.message if worst else "", first_en=worst.message_en if worst else "",
            ready=needed.get(case.id, 0) - len(doubtful), needed=needed.get(case.id, 0),
            held_by=names.get(case.held_by or 0, "") if held else "",
            held_until=case.held_until if held else None, mine=held and case.held_by == actor.id,
            given_to=names.get(case.assigned_to or 0, "") if given else "", again=case.came_again,
            language=case.language, department=places[case.department_id],
            labels=marked.get(case.id, ()), notes=noted.get(case.id, 0), second=case.id in twice,
        )  # fmt: skip


def who(case: Case) -> str:
    """Whose case it is: an organisation by its public name, a person masked."""
    company = str(case.form.get("company_name") or "")
    person = mask_name(str(case.form.get("applicant_name") or ""))
    return " · ".join(part for part in (company, person) if part)


def _findings(work: Work, ids: Sequence[int]) -> dict[int, list[Finding]]:
    wanted = select(Finding).where(Finding.case_id.in_(ids), Finding.answer != "pass")
    found: dict[int, list[Finding]] = {}
    for finding in work.session.scalars(wanted.order_by(Finding.id)):
        found.setdefault(finding.case_id, []).append(finding)
    return found


def _needed(work: Work, ids: Sequence[int]) -> dict[int, int]:
    wanted = select(Material.case_id, func.count()).where(Material.case_id.in_(ids), Material.needed)
    return {row[0]: row[1] for row in work.session.execute(wanted.group_by(Material.case_id))}


def _names(work: Work, cases: Sequence[Case]) -> dict[int, str]:
    ids = {one for case in cases for one in (case.held_by, case.assigned_to) if one}
    people = work.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person.name or person.login or "" for person in people}
