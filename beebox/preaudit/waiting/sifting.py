"""From filters to the cases of one page, by an index whatever the filters are.

A page begins after a case, not at a number: what lies before it is never walked through. Every filter that
may leave few of many cases has its own index in the order of the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from beebox.accounts.roles import Actor
from beebox.cases.counts import CaseCount
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.numbers import is_formal_number
from beebox.cases.states import State
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.ids import read_code
from beebox.kernel.settings import Settings
from beebox.preaudit.lights import Shade, due_range
from beebox.preaudit.waiting.filters import Filters, Held, Sort
from beebox.preaudit.waiting.models import CaseLabel
from beebox.workdays.queries import calendar

PAGE = 25
MOST = 5_000
"""Cases are counted one by one only so far; sums that are kept are exact whatever they are."""
MOST_HELD = 2_000
FEW = 500
"""So few cases of an item are asked for their label, instead of a label's many cases for their item."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Slice:
    """One page of the queue."""

    cases: Sequence[Case]
    earlier: bool
    later: bool
    """Whether there are more above and below."""


@dataclass(frozen=True)
class Found:
    """How many cases some filters leave; when not exact, at least so many."""

    number: int
    exact: bool = True


@dataclass(frozen=True)
class _Order:
    """The columns a list is ordered by."""

    day: Any
    id: Any
    falling: bool = False


def sift(work: Work, actor: Actor, filters: Filters) -> Slice:
    """The page these filters ask for, in their order."""
    wanted, order = _wanted(work, actor, filters)
    back = bool(filters.before)
    falling = order.falling is not back
    anchor = _anchor(work, filters)
    if anchor is None:
        back, falling = False, order.falling
    else:
        here = tuple_(order.day, order.id)
        wanted = wanted.where(here < anchor if falling else here > anchor)
    keys = (order.day.desc(), order.id.desc()) if falling else (order.day, order.id)
    ids = list(work.session.scalars(wanted.order_by(*keys).limit(PAGE + 1)))
    more, ids = len(ids) > PAGE, ids[:PAGE]
    if back:
        ids.reverse()
    found = {case.id: case for case in work.session.scalars(select(Case).where(Case.id.in_(ids)))}
    cases = [found[one] for one in ids]
    return Slice(cases, more if back else anchor is not None, True if back else more)


def count(work: Work, actor: Actor, filters: Filters) -> Found:
    """How many cases these filters leave."""
    if filters.plain():
        conditions = [CaseCount.state == State.REVIEWING, *_same(work, filters, CaseCount, CaseCount.due)]
        kept = work.session.scalar(select(func.sum(CaseCount.number)).where(*conditions))
        return Found(int(kept or 0))
    if filters.held == Held.FREE:  # all but the few that are held
        every = count(work, actor, replace(filters, held=""))
        held = count(work, actor, replace(filters, held=Held.HELD))
        return Found(every.number - held.number, every.exact)
    wanted, _ = _wanted(work, actor, filters)
    bounded = wanted.limit(MOST + 1).subquery()
    number = work.session.scalar(select(func.count()).select_from(bounded)) or 0
    return Found(min(number, MOST), number <= MOST)


def free(work: Work) -> ColumnElement[bool]:
    """Nobody holds the case now. Written so that no index is tempted: the queue's order is the quick way."""
    return func.coalesce(Case.held_until, LONG_AGO) <= work.now()


def _wanted(work: Work, actor: Actor, filters: Filters) -> tuple[Select[Any], _Order]:
    conditions = [*_same(work, filters, Case, Case.notice_due_on), *_own(work, actor, filters)]
    by_due = filters.sort == Sort.DUE
    few = by_due and bool(filters.label) and _few(work, actor, filters)
    if filters.label and by_due and not few:
        return _of_label(filters, conditions), _Order(CaseLabel.due, CaseLabel.case_id)
    wanted = select(Case.id).where(Case.state == State.REVIEWING, *conditions)
    if few:
        labelled = select(CaseLabel.case_id).where(CaseLabel.case_id == Case.id)
        wanted = wanted.where(labelled.where(CaseLabel.label_id == _label(filters)).exists())
    elif filters.label:
        wanted = wanted.join(CaseLabel, CaseLabel.case_id == Case.id)
        wanted = wanted.where(CaseLabel.label_id == _label(filters))
    if by_due:
        return wanted, _Order(Case.notice_due_on, Case.id)
    return wanted, _Order(Case.submitted_at, Case.id, falling=filters.sort == Sort.NEWEST)


def _of_label(filters: Filters, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """In the order of the queue, along the label's own index."""
    labelled = select(CaseLabel.case_id).where(
        CaseLabel.label_id == _label(filters), CaseLabel.due.is_not(None)
    )
    if not conditions:
        return labelled
    return labelled.where(select(Case.id).where(Case.id == CaseLabel.case_id, *conditions).exists())


def _few(work: Work, actor: Actor, filters: Filters) -> bool:
    """Whether the kept sums say that few cases of this item wait."""
    if not filters.item:
        return False
    alone = Filters(item=filters.item, department=filters.department, language=filters.language)
    return count(work, actor, alone).number <= FEW


def _label(filters: Filters) -> int:
    return min(int(filters.label), 2**31 - 1)


def _same(work: Work, filters: Filters, table: Any, due: Any) -> list[ColumnElement[bool]]:
    """The conditions that cases and their sums share."""
    wanted: list[ColumnElement[bool]] = []
    if filters.item:
        wanted.append(table.item_code == filters.item)
    if filters.department:
        place = select(Department.id).where(Department.code == filters.department)
        wanted.append(table.department_id == (work.session.scalar(place) or 0))
    if filters.language:
        wanted.append(table.language == filters.language)
    if filters.again:
        wanted.append(table.came_again == (filters.again == "1"))
    if filters.shade:
        start, end = due_range(calendar(work), today(work), Shade(filters.shade))
        wanted += [due >= start, due < end]
    return wanted


def _own(work: Work, actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions that only the cases themselves can answer."""
    wanted: list[ColumnElement[bool]] = []
    zone = work.use(Settings).zone
    since, until = filters.days()
    if since:
        wanted.append(Case.submitted_at >= datetime.combine(since, time(), tzinfo=zone))
    if until:
        wanted.append(Case.submitted_at < datetime.combine(until, time(), tzinfo=zone))
    if filters.q:
        wanted.append(Case.id == (found_by(work, filters.q) or 0))
    if filters.held:
        wanted.append(_held(work, actor, Held(filters.held)))
    return wanted


def found_by(work: Work, text: str) -> int | None:
    """The id of the case with this whole code or formal number, in whatever state it is."""
    code, number = read_code(text), text.strip().upper()
    if code:
        return work.session.scalar(select(Case.id).where(Case.code == code))
    if is_formal_number(number):
        return work.session.scalar(select(Case.id).where(Case.number == number))
    return None


def _held(work: Work, actor: Actor, held: Held) -> ColumnElement[bool]:
    """People hold few cases: those are found first, and the long list is not walked for them."""
    now = work.now()
    if held is Held.FREE:
        return free(work)
    few = select(Case.id).where(Case.state == State.REVIEWING).limit(MOST_HELD)
    match held:
        case Held.HELD:
            few = few.where(Case.held_until > now)
        case Held.MINE:
            few = few.where(Case.held_until > now, Case.held_by == actor.id)
        case Held.ASSIGNED:
            few = few.where(Case.assigned_until > now, Case.assigned_to == actor.id)
    return Case.id.in_(list(work.session.scalars(few)))


def _anchor(work: Work, filters: Filters) -> tuple[Any, int] | None:
    """Where the page begins: the day and id of the case named in the address; None for the first page."""
    code = read_code(filters.before or filters.after)
    if not code:
        return None
    row = work.session.execute(
        select(Case.id, Case.notice_due_on, Case.submitted_at).where(Case.code == code)
    ).one_or_none()
    day = row and (row.notice_due_on if filters.sort == Sort.DUE else row.submitted_at)
    return (day, row.id) if row and day else None
