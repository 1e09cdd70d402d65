"""The clocks of one case as finished values: each last day with how it was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from beebox.accounts.people import people_named
from beebox.accounts.roles import Actor, Role
from beebox.cases.clock.days import today
from beebox.cases.clock.folding import Standing
from beebox.cases.clock.ladder import Lamp, ladder_in
from beebox.cases.clock.models import ClockEvent, Extension
from beebox.cases.clock.recording import clocks_from, events_of, limits_for
from beebox.cases.clock.shades import Shade, Turning, left, turning
from beebox.cases.clock.terms import What, Which
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.deadlines.extending import asked_for
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Calendar, Unit
from beebox.workdays.queries import calendar

SAID = frozenset({What.STARTED, What.STOPPED, What.RESUMED, What.EXTENDED, What.ADOPTED, What.REOPENED})
"""Events that a last day is counted from."""


@dataclass(frozen=True)
class Odd:
    """A day between start and last day that is not as its weekday says."""

    day: date
    is_workday: bool


@dataclass(frozen=True)
class Reckoning:
    """One clock with everything its last day rests on."""

    standing: Standing
    shade: Shade
    turns: Turning
    left: int
    """Working days after today; negative when it is past."""
    from_told: bool
    """Its last day was told, not counted."""
    events: tuple[ClockEvent, ...]
    odd: tuple[Odd, ...]


@dataclass(frozen=True)
class ClockPage:
    case: Case
    item: Item
    today: date
    clocks: tuple[Reckoning, ...]
    events: Sequence[ClockEvent]
    names: dict[int, str]
    extensions: Sequence[Extension]
    may_stop: bool
    may_resume: bool
    may_extend: bool
    most: int
    extension_basis: str
    version: int


def clock_page(work: Work, case: Case, actor: Actor) -> ClockPage:
    events, limits, days = events_of(work, case.id), limits_for(work, case), calendar(work)
    clocks = clocks_from(events, limits, days)
    now, asked = today(work), asked_for(work, case.id)
    ladder = ladder_in(work.use(Settings).catalogue_dir)
    decision = clocks.get(Which.DECISION)
    deciding = actor.role is Role.CLERK and case.state is State.ACCEPTED and decision is not None
    running = deciding and decision is not None and decision.running
    return ClockPage(
        case=case,
        item=item_of(work, case),
        today=now,
        clocks=tuple(
            _reckoning(standing, ladder.lamp(which), events, days, now) for which, standing in clocks.items()
        ),
        events=events,
        names=people_named(
            work, {event.by for event in events if event.by} | {a.asked_by for a in asked if a.asked_by}
        ),
        extensions=asked,
        may_stop=running,
        may_resume=deciding and decision is not None and decision.open and not decision.running,
        may_extend=deciding and _extendable(decision, asked, now),
        most=limits.extension.value,
        extension_basis=limits.extension.basis,
        version=max((event.calendar_version for event in events), default=0),
    )


def _extendable(decision: Standing | None, asked: Sequence[Extension], now: date) -> bool:
    if decision is None or not decision.open or decision.extended:
        return False
    late = decision.due < (decision.stopped_on or now)
    return not late and all(one.granted is not None for one in asked)


def _reckoning(
    standing: Standing, lamp: Lamp, events: Sequence[ClockEvent], days: Calendar, now: date
) -> Reckoning:
    turns = turning(standing, lamp, days)
    mine = [event for event in events if event.which is standing.which]
    starts = [n for n, event in enumerate(mine) if event.what is What.STARTED]
    since = mine[starts[-1] :] if starts else mine
    return Reckoning(
        standing=standing,
        shade=turns.shade(now) if standing.running else Shade.PLAIN,
        turns=turns,
        left=left(standing.due, now, days),
        from_told=all(count.span is None for count in standing.counts),
        events=tuple(event for event in since if event.what in SAID),
        odd=_odd(standing, days),
    )


def _odd(standing: Standing, days: Calendar) -> tuple[Odd, ...]:
    if not any(count.span and count.span.unit is Unit.WORKDAY for count in standing.counts):
        return ()
    between = range(1, (standing.due - standing.started_on).days + 1)
    listed = (standing.started_on + timedelta(days=n) for n in between)
    return tuple(
        Odd(day, days.is_workday(day)) for day in listed if (day.weekday() < 5) != days.is_workday(day)
    )
