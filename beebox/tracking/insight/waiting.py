"""排队: what waits for the desk now and for how long, what comes in and goes out, and how much work it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from beebox.cases.legal_clock import NOTICE_DAYS, today
from beebox.cases.models import Case, CaseStep
from beebox.cases.states import Action, State
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.preaudit.handled import HandledReview
from beebox.preaudit.lights import light_of
from beebox.tracking.insight.first_time import monday
from beebox.tracking.insight.periods import Period
from beebox.tracking.insight.undone import Recalls
from beebox.tracking.insight.wanted import Wanted
from beebox.workdays.queries import calendar

PACE_DAYS = 10
"""Working days before today from which the pace is taken."""
DAILY, WEEKLY = 31, 190
"""Longer periods are drawn by week, still longer ones by month."""
WAITING = (State.CHECKING, State.REVIEWING)
PAST = NOTICE_DAYS + 1


@dataclass(frozen=True)
class Waiting:
    """How many wait, by item and by the day of the five-working-day window they are on (6: past)."""

    items: Mapping[str, Counter[int]]
    a_day: float
    """Reviews finished on a working day, lately."""

    @property
    def total(self) -> int:
        return sum(days.total() for days in self.items.values())

    @property
    def days_of_work(self) -> float | None:
        """None where nothing was finished lately, so that there is no pace."""
        return self.total / self.a_day if self.a_day else None


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @classmethod
    def of(cls, period: Period) -> "Grain":
        return cls.DAY if period.days <= DAILY else cls.WEEK if period.days <= WEEKLY else cls.MONTH

    def begin(self, day: date) -> date:
        """The day on which the stretch of this day begins."""
        return day if self is Grain.DAY else monday(day) if self is Grain.WEEK else day.replace(day=1)


@dataclass(frozen=True)
class Flow:
    """One day, or the week or month that begins on it: handed in, and finished."""

    begins: date
    came: int
    done: int


def waiting(work: Work, wanted: Wanted) -> Waiting:
    """What waits at this moment, whatever the period."""
    asked = (
        select(Case.item_code, Case.notice_due_on, func.count())
        .where(Case.state.in_(WAITING), *wanted.narrowed(Case))
        .group_by(Case.item_code, Case.notice_due_on)
    )
    days, now_day = calendar(work), today(work)
    items: dict[str, Counter[int]] = {}
    for item, due, number in work.session.execute(asked):
        day = light_of(days, now_day, due).day if due else 0
        items.setdefault(item, Counter())[min(max(day, 0), PAST)] += number
    return Waiting(items, _pace(work, wanted))


def _pace(work: Work, wanted: Wanted) -> float:
    """Finished reviews of the desk on the last working days before today, divided by these days."""
    days, last = calendar(work), today(work) - timedelta(days=1)
    first, left = last, PACE_DAYS
    while True:
        left -= days.is_workday(first)
        if not left:
            break
        first -= timedelta(days=1)
    done = select(func.count()).where(HandledReview.on.between(first, last), *wanted.narrowed(HandledReview))
    return (work.session.scalar(done) or 0) / PACE_DAYS


def flows(work: Work, wanted: Wanted, told: Recalls, done: Mapping[date, int]) -> list[Flow]:
    """Every day of the period, or every week or month of a long one; `done`: finished reviews by day.

    What comes in is the desk's, not one person's: `wanted` names no auditor.
    """
    came = _came(work, wanted, told)
    first, last, grain = wanted.period.first, wanted.period.last, Grain.of(wanted.period)
    sums: dict[date, list[int]] = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        line = sums.setdefault(grain.begin(day), [0, 0])
        line[0] += came[day]
        line[1] += done.get(day, 0)
    return [Flow(begins, *numbers) for begins, numbers in sums.items()]


def _came(work: Work, wanted: Wanted, told: Recalls) -> Counter[date]:
    """Submissions by day: each was either reviewed, or waits now - so nobody has to read all histories.

    Whose notice was taken back was or will be reviewed again, and is counted then.
    """
    row, period = HandledReview, wanted.period
    ended = (
        select(row.handed_in_on, func.count())
        .where(row.handed_in_on.between(period.first, period.last), told.holds(), *wanted.narrowed(row))
        .group_by(row.handed_in_on)
    )
    came: Counter[date] = Counter({found[0]: found[1] for found in work.session.execute(ended)})
    zone = work.use(Settings).zone
    open_ones = (
        select(func.max(CaseStep.at))
        .join(Case, Case.id == CaseStep.case_id)
        .where(
            Case.state.in_(WAITING), CaseStep.action == Action.SUBMIT, *wanted.narrowed(Case)
        )
        .group_by(CaseStep.case_id)
    )  # fmt: skip
    came.update(at.astimezone(zone).date() for at in work.session.scalars(open_ones))
    return came
