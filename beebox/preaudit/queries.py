"""The queue and the supervisor's overview as finished values; nothing here changes anything."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material
from beebox.cases.queries import item_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.catalog.queries import current_items
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_name
from beebox.kernel.settings import Settings
from beebox.preaudit.lights import Light, Shade, due_range, light_of
from beebox.preaudit.models import Outcome, Review
from beebox.preaudit.second.open_readings import waiting_among
from beebox.workdays.queries import calendar

PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What the address asks for; an empty text means everything."""

    item: str = ""
    shade: str = ""
    held: str = ""
    """`free`, `held` or `mine`."""
    page: int = 1

    def without(self, name: str) -> dict[str, str]:
        """The address's questions with this one dropped, and back to the first page."""
        asked = {"item": self.item, "shade": self.shade, "held": self.held}
        return {key: value for key, value in asked.items() if value and key != name}


@dataclass(frozen=True)
class Row:
    """One waiting case, masked."""

    code: str
    item: Item
    who: str
    light: Light
    due: date
    submitted_at: datetime | None
    fails: int
    doubts: int
    first: str
    """The first thing the machine would have mended."""
    ready: int
    needed: int
    held_by: str
    held_until: datetime | None
    mine: bool
    again: bool
    """Whether it comes back after a notice."""
    second: bool
    """Whether it waits for a second reader."""


@dataclass(frozen=True)
class Counts:
    waiting: int
    stop: int
    wait: int
    good: int
    held: int
    checking: int
    sent_back: int
    done_today: int
    mine_today: int


@dataclass(frozen=True)
class Queue:
    rows: tuple[Row, ...]
    found: int
    counts: Counts
    filters: Filters
    items: tuple[tuple[str, Item], ...]
    """The items offered now, to choose from."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def queue(work: Work, actor: Actor, filters: Filters) -> Queue:
    """The waiting cases these filters leave, due first on top, with the counts of all."""
    wanted = _conditions(work, actor, filters)
    found = work.session.scalar(select(func.count(Case.id)).where(*wanted)) or 0
    page = min(max(filters.page, 1), max(1, -(-found // PAGE)))
    due_first = select(Case).where(*wanted).order_by(Case.notice_due_on, Case.id)
    cases = work.session.scalars(due_first.limit(PAGE).offset((page - 1) * PAGE)).all()
    offered = tuple((item.code, item) for item in current_items(work))
    shown = Filters(filters.item, filters.shade, filters.held, page)
    return Queue(tuple(rows(work, actor, cases)), found, counts(work, actor), shown, offered)


def rows(work: Work, actor: Actor, cases: Sequence[Case]) -> Iterable[Row]:
    """These cases as a list shows them."""
    ids = [case.id for case in cases]
    days, now_day, now = calendar(work), today(work), work.now()
    findings, needed = _findings(work, ids), _needed(work, ids)
    told = set(
        work.session.scalars(
            select(Review.case_id).where(Review.case_id.in_(ids), Review.outcome == Outcome.SENT_BACK)
        )
    )
    names, twice = _names(work, cases), waiting_among(work, ids)
    for case in cases:
        mine = findings.get(case.id, [])
        doubtful = {finding.material_id for finding in mine if finding.material_id}
        held = case.held_until is not None and case.held_until > now
        due = case.notice_due_on or now_day
        yield Row(
            code=case.code, item=item_of(work, case), who=who(case), light=light_of(days, now_day, due),
            due=due, submitted_at=case.submitted_at,
            fails=sum(finding.answer == "fail" for finding in mine),
            doubts=sum(finding.answer != "fail" for finding in mine),
            first=next((f.message for f in mine if f.answer == "fail"), ""),
            ready=needed.get(case.id, 0) - len(doubtful), needed=needed.get(case.id, 0),
            held_by=names.get(case.held_by or 0, "") if held else "",
            held_until=case.held_until if held else None,
            mine=held and case.held_by == actor.id, again=case.id in told, second=case.id in twice,
        )  # fmt: skip


def who(case: Case) -> str:
    """Whose case it is: an organisation by its public name, a person masked."""
    company = str(case.form.get("company_name") or "")
    person = mask_name(str(case.form.get("applicant_name") or ""))
    return " · ".join(part for part in (company, person) if part)


def counts(work: Work, actor: Actor) -> Counts:
    """How much waits, by urgency, and what was finished today."""
    now_day, days = today(work), calendar(work)
    waiting: Counter[Shade] = Counter()
    for due, number in work.session.execute(
        select(Case.notice_due_on, func.count())
        .where(Case.state == State.REVIEWING)
        .group_by(Case.notice_due_on)
    ):
        waiting[light_of(days, now_day, due or now_day).shade] += number
    done = _done_since(work, midnight(work))
    return Counts(
        waiting=waiting.total(), stop=waiting[Shade.STOP], wait=waiting[Shade.WAIT],
        good=waiting[Shade.GOOD], held=_count(work, State.REVIEWING, Case.held_until > work.now()),
        checking=_count(work, State.CHECKING), sent_back=_count(work, State.SENT_BACK),
        done_today=sum(done.values()), mine_today=done.get(actor.id or 0, 0),
    )  # fmt: skip


def midnight(work: Work, days_ago: int = 0) -> datetime:
    """When the local day began, this many days ago."""
    zone = work.use(Settings).zone
    return datetime.combine(today(work) - timedelta(days=days_ago), time(), tzinfo=zone)


def _done_since(work: Work, since: datetime) -> dict[int, int]:
    done = select(Review.auditor_id, func.count()).where(Review.at >= since)
    return {row[0]: row[1] for row in work.session.execute(done.group_by(Review.auditor_id))}


def _count(work: Work, state: State, *more: ColumnElement[bool]) -> int:
    return work.session.scalar(select(func.count(Case.id)).where(Case.state == state, *more)) or 0


def _conditions(work: Work, actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Case.state == State.REVIEWING]
    if filters.item:
        wanted.append(Case.item_code == filters.item)
    if filters.shade in set(Shade):
        start, end = due_range(calendar(work), today(work), Shade(filters.shade))
        wanted += [Case.notice_due_on >= start, Case.notice_due_on < end]
    now = work.now()
    match filters.held:
        case "free":
            wanted.append(or_(Case.held_until.is_(None), Case.held_until <= now))
        case "held":
            wanted.append(Case.held_until > now)
        case "mine":
            wanted += [Case.held_until > now, Case.held_by == actor.id]
    return wanted


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
    ids = {case.held_by for case in cases if case.held_by}
    people = work.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person.name or person.login or "" for person in people}
