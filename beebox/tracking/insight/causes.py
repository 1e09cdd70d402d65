"""退回原因: what was held against which material, how often, and whether it grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.preaudit.handled import HandledReview, NamedFault
from beebox.tracking.insight.shares import FEWEST, Share
from beebox.tracking.insight.undone import Recalls, recalls
from beebox.tracking.insight.wanted import Wanted

MOST_CASES = 50
LEAST, CLEARLY = 0.01, 0.2
"""Less than one of a hundred reviews, or than a fifth of what it was, is called steady."""
Key = tuple[str, str, str]
"""Item, material, reason: their codes."""


class Trend(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"
    """Too few reviews now or before, or named too seldom in both."""


@dataclass(frozen=True)
class Cause:
    item: str
    material: str
    reason: str
    now: Share
    """Reviews of the item that named it, of all its reviews that ended in the period."""
    before: Share

    @property
    def trend(self) -> Trend:
        now, before = self.now.ratio, self.before.ratio
        if now is None or before is None or max(self.now.hits, self.before.hits) < FEWEST:
            return Trend.UNKNOWN
        if abs(now - before) < max(LEAST, before * CLEARLY):
            return Trend.STEADY
        return Trend.RISING if now > before else Trend.FALLING


def causes(work: Work, wanted: Wanted, told: Recalls, reviews: Mapping[str, int]) -> list[Cause]:
    """Most frequent first. `reviews` counts the ended reviews of each item in the period."""
    now, before = _named(work, wanted, told), _named(work, wanted.before(), told)
    reviews_before = _reviews(work, wanted.before())
    found = [
        Cause(
            *key, Share(number, max(reviews.get(key[0], 0), number)),
            Share(before.get(key, 0), reviews_before.get(key[0], 0)),
        )
        for key, number in now.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.now.hits, one.item, one.material, one.reason))


def _named(work: Work, wanted: Wanted, told: Recalls) -> dict[Key, int]:
    """What a notice named that was taken back is none."""
    by = (NamedFault.item_code, NamedFault.material_code, NamedFault.reason)
    holds = NamedFault.review_id.not_in(told.reviews)
    asked = select(*by, func.count()).where(holds, *wanted.within(NamedFault)).group_by(*by)
    return {(row[0], row[1], row[2]): row[3] for row in work.session.execute(asked)}


def _reviews(work: Work, wanted: Wanted) -> dict[str, int]:
    asked = select(HandledReview.item_code, func.count()).where(*wanted.within(HandledReview))
    return {row[0]: row[1] for row in work.session.execute(asked.group_by(HandledReview.item_code))}


@dataclass(frozen=True)
class NamedIn:
    """One case whose notice named a cause."""

    code: str
    on: date


def cases_with(work: Work, wanted: Wanted, material: str, reason: str) -> list[NamedIn]:
    """The newest cases in which this was named, and the notice holds."""
    holds = NamedFault.review_id.not_in(recalls(work, wanted).reviews)
    asked = (
        select(Case.code, NamedFault.on)
        .join(Case, Case.id == NamedFault.case_id)
        .where(
            holds,
            *wanted.within(NamedFault),
            NamedFault.material_code == material,
            NamedFault.reason == reason,
        )
        .order_by(NamedFault.on.desc(), NamedFault.id.desc())
        .limit(MOST_CASES)
    )
    return [NamedIn(row[0], row[1]) for row in work.session.execute(asked)]
