"""All clocks anew: after the calendar changed, and to prove that every stored date is what it should be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.clock.days import today
from beebox.cases.clock.folding import Standing, fold
from beebox.cases.clock.limits import CaseLimits
from beebox.cases.clock.models import CaseClock, ClockEvent
from beebox.cases.clock.recording import cached, clocks_from, columns, keep, limits_for
from beebox.cases.clock.terms import Reason, What, Which
from beebox.cases.models import Case
from beebox.cases.states import ENDED
from beebox.kernel.db import Work
from beebox.workdays.calendar import Calendar
from beebox.workdays.queries import calendar, calendar_at, version

BATCH = 500
MISSING = "missing"


@dataclass(frozen=True)
class Moved:
    """A last day that is, or would be, another one."""

    code: str
    which: Which
    was: date
    becomes: date


@dataclass(frozen=True)
class Wrong:
    """A stored date that is not what events and calendar give."""

    case_id: int
    code: str
    what: str
    """Column, clock or event."""
    stored: str
    should: str

    def __str__(self) -> str:
        return f"{self.code} {self.what}: {self.stored} -> {self.should}"


@dataclass(frozen=True)
class Held:
    """A case with its clock events and what is cached of them."""

    case: Case
    events: list[ClockEvent]
    rows: dict[Which, CaseClock]


def would_move(work: Work, days: Calendar) -> Iterator[Moved]:
    """Which last days of open cases this calendar would move; nothing is written."""
    for held in _held(work):
        for standing, row in _running(work, held, days):
            if standing.due != row.due_on:
                yield Moved(held.case.code, standing.which, row.due_on, standing.due)


def recount(work: Work, by: Actor = SYSTEM, note: str = "") -> list[Moved]:
    """After a change of the calendar: every open case's dates anew, each that moved written down."""
    days, known, moved = calendar(work), version(work), []
    for held in _held(work):
        for standing, row in list(_running(work, held, days)):
            if standing.due == row.due_on:
                continue
            moved.append(Moved(held.case.code, standing.which, row.due_on, standing.due))
            work.session.add(
                ClockEvent(
                    case_id=held.case.id, which=standing.which, what=What.MOVED, day=today(work),
                    at=work.now(), by=by.id, role=by.role, reason=Reason.CALENDAR, note=note,
                    calendar_version=known, due=standing.due, was=row.due_on,
                )
            )  # fmt: skip
        keep(work, held.case, clocks_from(held.events, limits_for(work, held.case), days), days)
        work.session.flush()
    return moved


def check(work: Work, case_ids: Sequence[int] | None = None, *, proofs: bool = False) -> Iterator[Wrong]:
    """Every stored date of these cases (None: of all open ones) that is not what its events give.

    With `proofs` each event is proved too: the events up to it and the calendar as it was known then must
    give the last day that was written beside it.
    """
    days = calendar(work)

    @lru_cache(maxsize=64)
    def at(known: int) -> Calendar:
        return calendar_at(work, known)

    for held in _held(work, case_ids):
        if not held.events:
            continue
        limits = limits_for(work, held.case)
        clocks = clocks_from(held.events, limits, days)
        for name, should in columns(held.case, clocks).items():
            yield from _differs(held.case, name, getattr(held.case, name), should)
        for standing in clocks.values():
            yield from _wrongly_cached(work, held, standing, days)
        if proofs:
            yield from _unproved(held, limits, at)


def mend(work: Work, case_ids: Sequence[int]) -> None:
    """Make what is cached of these cases agree with their events."""
    days = calendar(work)
    for held in _held(work, case_ids):
        keep(work, held.case, clocks_from(held.events, limits_for(work, held.case), days), days)


def _unproved(held: Held, limits: CaseLimits, at: Callable[[int], Calendar]) -> Iterator[Wrong]:
    for n, event in enumerate(held.events):
        if event.due is None:
            continue
        found = fold(held.events[: n + 1], limits, at(event.calendar_version)).get(event.which)
        if found is None or found.due != event.due:
            told = f"event {event.id} {event.which} {event.what}"
            yield Wrong(held.case.id, held.case.code, told, str(event.due), str(found and found.due))


def _running(work: Work, held: Held, days: Calendar) -> Iterator[tuple[Standing, CaseClock]]:
    if not held.events:
        return
    for which, standing in clocks_from(held.events, limits_for(work, held.case), days).items():
        if standing.open and which in held.rows:
            yield standing, held.rows[which]


def _wrongly_cached(work: Work, held: Held, standing: Standing, days: Calendar) -> Iterator[Wrong]:
    """What the row of a clock holds otherwise; a case that is over needs no row."""
    row = held.rows.get(standing.which)
    if row is None:
        if held.case.state not in ENDED:
            yield Wrong(held.case.id, held.case.code, f"{standing.which}", MISSING, str(standing.due))
        return
    for name, value in cached(work, standing, days).items():
        yield from _differs(held.case, f"{standing.which}.{name}", getattr(row, name), value)


def _differs(case: Case, what: str, stored: object, should: object) -> Iterator[Wrong]:
    if stored != should:
        yield Wrong(case.id, case.code, what, str(stored), str(should))


def _held(work: Work, case_ids: Sequence[int] | None = None) -> Iterator[Held]:
    """The wanted cases, some hundred at a time."""
    wanted = select(Case).order_by(Case.id).limit(BATCH)
    these = Case.state.not_in(ENDED) if case_ids is None else Case.id.in_(case_ids)
    wanted = wanted.where(these)
    last = 0
    while cases := work.session.scalars(wanted.where(Case.id > last)).all():
        last = cases[-1].id
        ids = [case.id for case in cases]
        events: dict[int, list[ClockEvent]] = {}
        told = select(ClockEvent).where(ClockEvent.case_id.in_(ids)).order_by(ClockEvent.id)
        for event in work.session.scalars(told):
            events.setdefault(event.case_id, []).append(event)
        rows: dict[int, dict[Which, CaseClock]] = {}
        for row in work.session.scalars(select(CaseClock).where(CaseClock.case_id.in_(ids))):
            rows.setdefault(row.case_id, {})[row.which] = row
        for case in cases:
            yield Held(case, events.get(case.id, []), rows.get(case.id, {}))
