"""The department's queue as finished values; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from beebox.accounts.roles import Actor
from beebox.cases.clock.models import CaseClock
from beebox.cases.clock.shades import Turning
from beebox.cases.clock.terms import Which
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.handling.lights import Clocked, Light, light_of
from beebox.handling.silence import silent_cases
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_name
from beebox.workdays.calendar import Calendar, Unit
from beebox.workdays.queries import calendar

PAGE = 50
CLOCK_OF = {State.RECEIVED: Which.NOTICE, State.ACCEPTED: Which.DECISION}
IN_WORK = (State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.DECIDED)


@dataclass(frozen=True)
class Row:
    code: str
    item: Item
    who: str
    state: State
    light: Light
    silent: bool
    """Accepted by silence: a red alarm until it is decided."""


@dataclass(frozen=True)
class Counts:
    by_state: dict[State, int]
    due_today: int
    over: int
    special: int = 0
    """Accepted, and standing still for a special procedure."""

    @property
    def all(self) -> int:
        return sum(self.by_state.values())

    @property
    def stopped(self) -> int:
        return self.by_state.get(State.CORRECTING, 0) + self.special


@dataclass(frozen=True)
class Queue:
    rows: tuple[Row, ...]
    counts: Counts
    state: State | None
    page: int
    pages: int
    silent: tuple[str, ...]
    """Codes of the cases this department let fall silent."""


def queue(work: Work, clerk: Actor, state: State | None, page: int) -> Queue:
    """What is due first stands first; at most PAGE rows."""
    counts = counts_of(work, clerk)
    total = counts.by_state.get(state, 0) if state else counts.all
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    wanted = select(Case).where(_mine(clerk), Case.state == state if state else Case.state.in_(IN_WORK))
    wanted = wanted.order_by(func.coalesce(_due(), date.max), Case.id)
    silent = {found.code for found in silent_cases(work, clerk.department_id)}
    days, day = calendar(work), today(work)
    listed = work.session.scalars(wanted.limit(PAGE).offset((page - 1) * PAGE)).all()
    turns = turns_of(work, listed)
    rows = tuple(_row(work, found, (days, day, turns.get(found.id)), silent) for found in listed)
    return Queue(rows, counts, state, page, pages, tuple(sorted(silent)))


def counts_of(work: Work, clerk: Actor) -> Counts:
    grouped = work.session.execute(
        select(
            Case.state,
            func.count(),
            func.sum(case((_due() == today(work), 1), else_=0)),
            func.sum(case((_due() < today(work), 1), else_=0)),
            func.sum(case((_in_procedure(), 1), else_=0)),
        )
        .where(_mine(clerk), Case.state.in_(IN_WORK))
        .group_by(Case.state)
    ).all()
    by_state = {row[0]: row[1] for row in grouped}
    return Counts(by_state, *(sum(row[n] or 0 for row in grouped) for n in (2, 3, 4)))


def turns_of(work: Work, listed: Sequence[Case]) -> dict[int, Turning]:
    """When the clock that concerns each case now turns amber and red, by its id."""
    wanted = {found.id: CLOCK_OF[found.state] for found in listed if found.state in CLOCK_OF}
    rows = work.session.scalars(select(CaseClock).where(CaseClock.case_id.in_(wanted)))
    return {
        row.case_id: Turning(row.amber_on, row.red_on) for row in rows if row.which is wanted[row.case_id]
    }


def light_for(work: Work, found: Case, days: Calendar, day: date, turns: Turning | None = None) -> Light:
    """How urgent a case is today."""
    promise = item_of(work, found).limits.promise
    limit = promise.value if promise.unit is Unit.WORKDAY else 0
    stopped = found.clock_stopped_on is not None
    known = Clocked(found.state, found.notice_due_on, found.decide_due_on, limit, stopped, turns)
    return light_of(days, day, known)


def who_of(found: Case) -> str:
    """An organisation's name whole, a person's masked."""
    company = found.form.get("company_name")
    return str(company) if company else mask_name(str(found.form.get("applicant_name") or ""))


def _row(work: Work, found: Case, told: tuple[Calendar, date, Turning | None], silent: set[str]) -> Row:
    return Row(
        code=found.code,
        item=item_of(work, found),
        who=who_of(found),
        state=found.state,
        light=light_for(work, found, *told),
        silent=found.code in silent,
    )


def _mine(clerk: Actor) -> ColumnElement[bool]:
    return Case.department_id == clerk.department_id


def _in_procedure() -> ColumnElement[bool]:
    return and_(Case.state == State.ACCEPTED, Case.clock_stopped_on.is_not(None))


def _due() -> ColumnElement[date | None]:
    return case(
        (Case.state == State.RECEIVED, Case.notice_due_on),
        (and_(Case.state == State.ACCEPTED, Case.clock_stopped_on.is_(None)), Case.decide_due_on),
        else_=None,
    )
