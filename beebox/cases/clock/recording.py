"""Writing clock events down and keeping what is cached of them: the only place that does either."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.clock.days import today
from beebox.cases.clock.folding import Clocks, Standing, fold
from beebox.cases.clock.ladder import ladder_in
from beebox.cases.clock.limits import CaseLimits, limits_of
from beebox.cases.clock.models import CaseClock, ClockEvent
from beebox.cases.clock.shades import turning
from beebox.cases.clock.terms import Reason, What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.catalog.queries import item_version
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Calendar
from beebox.workdays.queries import calendar, version

ACCEPTED = frozenset({State.ACCEPTED, State.DECIDED, State.RETURNING, State.CLOSED})
ENDING = frozenset({What.MET, What.CANCELLED})
CITIZENS_TURN = frozenset({State.SENT_BACK, State.CORRECTING})


def limits_for(work: Work, case: Case) -> CaseLimits:
    return limits_of(item_version(work, case.item_code, case.item_version))


def events_of(work: Work, case_id: int) -> Sequence[ClockEvent]:
    """Every clock event of a case in its order."""
    told = select(ClockEvent).where(ClockEvent.case_id == case_id).order_by(ClockEvent.id)
    return work.session.scalars(told).all()


def clocks_of(work: Work, case: Case) -> Clocks:
    """The clocks of a case as its events and today's calendar give them."""
    return clocks_from(events_of(work, case.id), limits_for(work, case), calendar(work))


def clocks_from(events: Sequence[ClockEvent], limits: CaseLimits, days: Calendar) -> Clocks:
    """The fold; a clock that has ended keeps the last day it was measured by, whatever the calendar is."""
    measured = {event.which: event.due for event in events if event.what in ENDING and event.due}
    return {
        which: replace(found, due=measured.get(which, found.due)) if found.ended_on else found
        for which, found in fold(events, limits, days).items()
    }


def record(work: Work, case: Case, notes: Iterable[Note], by: Actor = SYSTEM) -> Clocks:
    """Write the events down one after the other, each with the last day it led to; keep the cache."""
    adopt(work, case)
    events, limits = list(events_of(work, case.id)), limits_for(work, case)
    days, known, now = calendar(work), version(work), today(work)
    for note in notes:
        made = _event(work, case, note if note.day else replace(note, day=now), by)
        made.calendar_version, made.basis = known, made.basis or _basis(limits, note.which)
        standing = fold([*events, made], limits, days).get(note.which)
        made.due = standing.due if standing else None
        work.session.add(made)
        work.session.flush()
        events.append(made)
    clocks = clocks_from(events, limits, days)
    keep(work, case, clocks, days)
    return clocks


def keep(work: Work, case: Case, clocks: Clocks, days: Calendar) -> None:
    """Make what is cached on the case and in case_clocks agree with its clocks."""
    _set(case, columns(case, clocks))
    rows = work.session.scalars(select(CaseClock).where(CaseClock.case_id == case.id))
    kept = {row.which: row for row in rows}
    for which, standing in clocks.items():
        row = kept.get(which)
        if row is None:
            row = CaseClock(case_id=case.id, which=which)
            work.session.add(row)
        _set(row, cached(work, standing, days))


def _set(row: Case | CaseClock, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def columns(case: Case, clocks: Clocks) -> dict[str, date | None]:
    """What the columns of the case should hold, by name."""
    notice, decision = clocks.get(Which.NOTICE), clocks.get(Which.DECISION)
    found: dict[str, date | None] = {
        "notice_due_on": notice.due if notice else None,
        "decide_due_on": decision.due if decision and case.state in ACCEPTED else None,
        "clock_stopped_on": _stopped(notice) or _stopped(decision),
        "lapses_on": None,
    }
    for which in (Which.DRAFT, Which.CORRECTION):
        standing = clocks.get(which)
        if standing and (standing.open or case.state is State.LAPSED):
            found["lapses_on"] = standing.due
    return found


def cached(work: Work, standing: Standing, days: Calendar) -> dict[str, object]:
    """What the row of this clock should hold, by name."""
    lamp = ladder_in(work.use(Settings).catalogue_dir).lamp(standing.which)
    turns = turning(standing, lamp, days)
    return {
        "started_on": standing.started_on,
        "due_on": standing.due,
        "amber_on": turns.amber_on,
        "red_on": turns.red_on,
        "stopped_on": standing.stopped_on,
        "why": standing.why,
        "planned_until": standing.planned_until,
        "ended_on": standing.ended_on,
        "extended": standing.extended,
        "breached_on": standing.breached_on,
        "provisional": standing.provisional,
    }


def adopt(work: Work, case: Case) -> None:
    """Take over the dates of a case from before events were kept: they hold as they were counted."""
    first = select(ClockEvent.id).where(ClockEvent.case_id == case.id).limit(1)
    if work.session.scalar(first) is not None:
        return
    begun = case.submitted_at or case.created_at
    start = begun.astimezone(work.use(Settings).zone).date()
    for note in _taken_over(case, start):
        made = _event(work, case, note, SYSTEM)
        made.calendar_version, made.due = version(work), note.told
        work.session.add(made)
    work.session.flush()


def _taken_over(case: Case, start: date) -> Iterable[Note]:
    why = Reason.TAKEN_OVER
    if case.notice_due_on is not None:
        yield Note(Which.NOTICE, What.ADOPTED, why, start, told=case.notice_due_on)
        if case.clock_stopped_on is not None:
            yield Note(Which.NOTICE, What.STOPPED, why, case.clock_stopped_on)
        if case.state in ACCEPTED:
            yield Note(Which.NOTICE, What.MET, why, case.notice_due_on)
    if case.decide_due_on is not None and case.state in ACCEPTED:
        yield Note(Which.DECISION, What.ADOPTED, why, start, told=case.decide_due_on)
    if case.lapses_on is not None:
        which = Which.CORRECTION if case.state in CITIZENS_TURN else Which.DRAFT
        yield Note(which, What.ADOPTED, why, start, told=case.lapses_on)


def _stopped(standing: Standing | None) -> date | None:
    return standing.stopped_on if standing else None


def _basis(limits: CaseLimits, which: Which) -> str:
    span = limits.first(which)
    return span.basis if span else ""


def _event(work: Work, case: Case, note: Note, by: Actor) -> ClockEvent:
    return ClockEvent(
        case_id=case.id, which=note.which, what=note.what, day=note.day, at=work.now(), by=by.id,
        role=by.role, reason=note.reason, note=note.note, basis=note.basis, days=note.days, told=note.told,
    )  # fmt: skip
