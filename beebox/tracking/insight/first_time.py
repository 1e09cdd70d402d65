"""一次交对: how many first reviews passed without a notice; by item, by week, in total."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, select

from beebox.kernel.db import Work
from beebox.preaudit.handled import HandledReview
from beebox.preaudit.models import Outcome
from beebox.tracking.insight.shares import Share
from beebox.tracking.insight.undone import Recalls
from beebox.tracking.insight.wanted import Wanted


@dataclass(frozen=True)
class DayOfItem:
    """What ended on one day for one item: all reviews, the first ones among them, and those that passed."""

    item: str
    on: date
    reviews: int
    first: Share


def days_of_items(work: Work, wanted: Wanted, told: Recalls) -> list[DayOfItem]:
    """The whole period in one reading, as small as days times items; the other figures are sums of it."""
    first = HandledReview.round == 1
    asked = (
        select(
            HandledReview.item_code,
            HandledReview.on,
            func.count(),
            _how_many(first),
            _how_many(first & (HandledReview.outcome == Outcome.PASSED)),
        )
        .where(*wanted.within(HandledReview))
        .group_by(HandledReview.item_code, HandledReview.on)
    )
    days = [DayOfItem(row[0], row[1], row[2], Share(row[4], row[3])) for row in work.session.execute(asked)]
    return [*days, *_set_right(work, wanted, told)] if told.reviews else days


def _set_right(work: Work, wanted: Wanted, told: Recalls) -> Iterator[DayOfItem]:
    """What the few notices that were taken back change: less by a first review, more by what replaced it."""
    facts = select(HandledReview.item_code, HandledReview.on, HandledReview.outcome)
    for item, on, _ in work.session.execute(
        facts.where(told.first_by_mistake(), *wanted.within(HandledReview))
    ):
        yield DayOfItem(item, on, 0, Share(0, -1))
    again = facts.where(told.first_after_all(), *wanted.within(HandledReview))
    for item, on, outcome in work.session.execute(again):
        yield DayOfItem(item, on, 0, Share(int(outcome is Outcome.PASSED), 1))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


@dataclass(frozen=True)
class FirstTime:
    total: Share
    items: Mapping[str, Share]
    weeks: Mapping[date, Share]
    """By Monday, every week of the period, oldest first."""


def first_time(days: Iterable[DayOfItem], wanted: Wanted) -> FirstTime:
    items: dict[str, Share] = defaultdict(Share)
    weeks = dict.fromkeys(_mondays(wanted), Share())
    for day in days:
        items[day.item] += day.first
        weeks[monday(day.on)] += day.first
    return FirstTime(sum(items.values(), Share()), {at: one for at, one in items.items() if one.of}, weeks)


def reviews_by_item(days: Iterable[DayOfItem]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for day in days:
        found[day.item] += day.reviews
    return found


def reviews_by_day(days: Iterable[DayOfItem]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for day in days:
        found[day.on] += day.reviews
    return found


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _mondays(wanted: Wanted) -> Iterable[date]:
    at = monday(wanted.period.first)
    while at <= wanted.period.last:
        yield at
        at += timedelta(days=7)
