"""The legal clock as a pure fold: `fold(events, limits, calendar)` gives every clock of a case.

Nothing here asks what time it is or what the database holds. The same events, the same version of the item
and the same calendar give the same dates for ever, so any date can be proved later.

How days are counted. The day of an event is not counted (民法典 art. 201). A stop on day d leaves the
days after d; resuming on day r lets them follow r. So what lies after the stop and up to and including the
day of resuming is never counted, a stop and a resume on one day change nothing, and which side of midnight
an event fell on was decided once, in the service's own time zone, when it was written down. A clock that
stood still for at least one day of its limit has at least one day left when it is resumed, since the day of
the event itself does not count; but a decision that was late already when it was stopped stays late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from beebox.cases.clock.limits import CaseLimits, Span
from beebox.cases.clock.terms import Reason, What, Which
from beebox.workdays.calendar import Calendar, Unit


class Told(Protocol):
    """What the fold reads of an event."""

    @property
    def which(self) -> Which: ...
    @property
    def what(self) -> What: ...
    @property
    def day(self) -> date: ...
    @property
    def days(self) -> int: ...
    @property
    def told(self) -> date | None: ...
    @property
    def reason(self) -> Reason | None: ...


@dataclass(frozen=True)
class Count:
    """One limit of a clock with the day on which it ends; `end` is before rolling over days of rest."""

    span: Span | None
    """None: a day that was told, not counted."""
    end: date


@dataclass(frozen=True)
class Standing:
    """One clock as it stands after its events."""

    which: Which
    started_on: date
    counts: tuple[Count, ...]
    due: date
    """The last day; while the clock is stopped, what it was when it stopped."""
    stopped_on: date | None = None
    why: Reason | None = None
    """Why it stands still."""
    planned_until: date | None = None
    """When a special procedure is to be over."""
    ended_on: date | None = None
    cancelled: bool = False
    extended: int = 0
    breached_on: date | None = None
    reddened: bool = False
    provisional: bool = False

    @property
    def running(self) -> bool:
        return self.ended_on is None and self.stopped_on is None

    @property
    def open(self) -> bool:
        return self.ended_on is None

    @property
    def late(self) -> bool:
        """It was met, but after its last day."""
        return self.ended_on is not None and not self.cancelled and self.ended_on > self.due


Clocks = Mapping[Which, Standing]


def fold(events: Iterable[Told], limits: CaseLimits, calendar: Calendar) -> Clocks:
    """Every clock that was ever started, in the order of its first event. Total: what makes no sense, such as
    resuming what runs, changes nothing."""
    clocks: dict[Which, Standing] = {}
    for event in events:
        before = clocks.get(event.which)
        after = _after(before, event, limits, calendar)
        if after is not None:
            clocks[event.which] = after
    return {which: _flagged(found, calendar) for which, found in clocks.items()}


def _after(now: Standing | None, event: Told, limits: CaseLimits, days: Calendar) -> Standing | None:
    if event.what is What.STARTED or (event.what is What.ADOPTED and now is None):
        return _started(event, limits, days)
    if now is None:
        return None
    match event.what:
        case What.ADOPTED:
            return _ending(now, (Count(now.counts[0].span, event.told or now.due),), days)
        case What.EXTENDED:
            return _extended(now, event, limits, days)
        case What.STOPPED | What.RESUMED | What.MET | What.CANCELLED:
            return _turned(now, event, days) if now.open else now
        case _:
            return _marked(now, event)


def _marked(now: Standing, event: Told) -> Standing:
    """What is noted of a clock and moves no date."""
    match event.what:
        case What.REDDENED:
            return replace(now, reddened=True)
        case What.BREACHED:
            return replace(now, breached_on=event.day)
        case What.REOPENED:
            return replace(now, ended_on=None)
        case _:
            return now


def _started(event: Told, limits: CaseLimits, days: Calendar) -> Standing:
    spans = limits.spans.get(event.which, ())
    counts: tuple[Count, ...] = (Count(spans[0] if spans else None, event.told or event.day),)
    if event.told is None and spans:
        counts = tuple(Count(span, _end(event.day, span.value, span.unit, days)) for span in spans)
    made = Standing(event.which, event.day, counts, event.day)
    return _ending(made, counts, days)


def _turned(now: Standing, event: Told, days: Calendar) -> Standing:
    match event.what:
        case What.STOPPED if now.running:
            return replace(now, stopped_on=event.day, why=event.reason, planned_until=event.told)
        case What.RESUMED if now.stopped_on is not None:
            counts, stopped = now.counts, now.stopped_on
            if now.which is not Which.DECISION or stopped <= now.due:
                counts = tuple(_carried(count, stopped, event.day, days) for count in counts)
            return _ending(replace(now, stopped_on=None, why=None, planned_until=None), counts, days)
        case What.MET:
            return replace(now, ended_on=event.day, stopped_on=None, why=None, planned_until=None)
        case What.CANCELLED:
            return replace(now, ended_on=event.day, cancelled=True)
        case _:
            return now


def _carried(count: Count, stopped: date, resumed: date, days: Calendar) -> Count:
    """The same days left, after the day of resuming instead of the day of the stop; the very same end where
    no day of the limit lay between."""
    unit = count.span.unit if count.span else Unit.NATURAL_DAY
    idle = days.workdays_between(stopped, resumed) if unit is Unit.WORKDAY else (resumed - stopped).days
    if idle <= 0:
        return count
    match unit:
        case Unit.WORKDAY:
            left = max(days.workdays_between(stopped, count.end), 1)
            return replace(count, end=days.add_workdays(resumed, left))
        case Unit.NATURAL_DAY:
            return replace(count, end=resumed + timedelta(days=max((count.end - stopped).days, 1)))
        case Unit.INSTANT:
            return replace(count, end=resumed)


def _extended(now: Standing, event: Told, limits: CaseLimits, days: Calendar) -> Standing:
    """By `days` of the extension's own unit, or to a day that was told; a told day never comes nearer."""
    if event.told is not None:
        counts = tuple(replace(count, end=max(count.end, event.told)) for count in now.counts)
    else:
        unit = limits.extension.unit
        counts = tuple(replace(c, end=_end(_rolled(c, days), event.days, unit, days)) for c in now.counts)
    return _ending(replace(now, extended=now.extended + event.days), counts, days)


def _end(start: date, value: int, unit: Unit, days: Calendar) -> date:
    return start + timedelta(days=value) if unit is Unit.NATURAL_DAY else days.due(start, value, unit)


def _rolled(count: Count, days: Calendar) -> date:
    """A period of natural days that ends on a day of rest ends on the next working day (art. 203)."""
    natural = count.span is not None and count.span.unit is Unit.NATURAL_DAY
    return days.on_or_after(count.end) if natural else count.end


def _ending(now: Standing, counts: tuple[Count, ...], days: Calendar) -> Standing:
    return replace(now, counts=counts, due=min(_rolled(count, days) for count in counts))


def _flagged(found: Standing, days: Calendar) -> Standing:
    counted = any(count.span is not None for count in found.counts)
    return replace(found, provisional=counted and days.is_provisional_between(found.started_on, found.due))
