"""工作量: who finished how much, how long it lay in their hands, what was late, what came back."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, case, func, select, text, tuple_

from beebox.cases.papers import Correction, CorrectionBy
from beebox.kernel.db import Work
from beebox.preaudit.handled import HandledReview
from beebox.preaudit.lights import RED_DAY
from beebox.preaudit.models import NoticeApproval, Outcome
from beebox.tracking.insight.shares import Share, quantile
from beebox.tracking.insight.undone import Key, Recalls, changed_by_second, read_twice, recalled_by
from beebox.tracking.insight.wanted import Wanted, begin_of

FINE, STEP, COARSE = 300, 10, 60
"""Seconds in hand are told to ten seconds, from five minutes on to a minute, rounded down."""
OWN_TARGET = 1
"""Working days within which the desk wants to have looked at what was handed in."""
TOO_LATE = 6
"""The window has five days."""


@dataclass
class Load:
    """Everything counted of some reviews; two of them can be added."""

    reviews: int = 0
    sent_back: int = 0
    on_target: int = 0
    red: int = 0
    late: int = 0
    fails: int = 0
    overruled: int = 0
    missed: int = 0
    """Passed here, and the department had to ask for a correction afterwards."""
    beyond: int = 0
    """Notices that named more than the one-time rule allows, with a supervisor's word."""
    recalled: int = 0
    """Notices a supervisor took back before their citizens answered."""
    twice: int = 0
    """Read to the end by a second person."""
    changed: int = 0
    """Of these, ended with other words than the first reader's."""
    spread: Counter[int] = field(default_factory=Counter)
    """How often a review was in hand so many seconds."""

    def add(self, other: "Load") -> None:
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.spread.update(other.spread)

    def seconds(self, part: float) -> int | None:
        return quantile(self.spread, part)

    def of_reviews(self, hits: int) -> Share:
        return Share(hits, self.reviews)

    @property
    def passed(self) -> int:
        return self.reviews - self.sent_back


_IN_ROWS = ("sent_back", "on_target", "red", "late", "fails", "overruled")
_NUMBERS = ("reviews", *_IN_ROWS, "missed", "beyond", "recalled", "twice", "changed")


def loads(work: Work, wanted: Wanted, told: Recalls) -> dict[Key, Load]:
    """By auditor and item: each figure is one small question to the database, joined here."""
    found: dict[Key, Load] = defaultdict(Load)
    _count_reviews(work, wanted, found)
    figures: dict[str, Mapping[Key, int]] = {
        "missed": _missed(work, wanted),
        "beyond": _beyond(work, wanted, told),
        "recalled": recalled_by(work, wanted, told),
        "twice": read_twice(work, wanted),
        "changed": changed_by_second(work, wanted),
    }
    for name, numbers in figures.items():
        for key, number in numbers.items():
            setattr(found[key], name, number)
    return dict(found)


def summed(found: Mapping[Key, Load], place: int) -> dict[int | str, Load]:
    """The loads by auditor (0) or by item (1)."""
    sums: dict[int | str, Load] = defaultdict(Load)
    for key, load in found.items():
        sums[key[place]].add(load)
    return dict(sums)


def _count_reviews(work: Work, wanted: Wanted, found: dict[Key, Load]) -> None:
    """Everything that stands in the rows themselves, in one reading of them."""
    row = HandledReview
    in_hand = case((row.seconds < FINE, row.seconds // STEP * STEP), else_=row.seconds // COARSE * COARSE)
    asked = (
        select(
            row.auditor_id, row.item_code, in_hand.label("in_hand"), func.count(),
            _how_many(row.outcome == Outcome.SENT_BACK), _how_many(row.workdays <= OWN_TARGET),
            _how_many(row.window_day >= RED_DAY), _how_many(row.window_day >= TOO_LATE),
            func.sum(row.fails), func.sum(row.overruled),
        )
        .where(*wanted.within(row))
        .group_by(row.auditor_id, row.item_code, text("in_hand"))
    )  # fmt: skip
    for auditor, item, seconds, reviews, *numbers in work.session.execute(asked):
        load = found[auditor, item]
        load.reviews += reviews
        for name, number in zip(_IN_ROWS, numbers, strict=True):
            setattr(load, name, getattr(load, name) + int(number))
        if seconds is not None:
            load.spread[seconds] += reviews


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _missed(work: Work, wanted: Wanted) -> dict[Key, int]:
    """Passed in the period, and the department asked for a correction later, whenever that was."""
    row = HandledReview
    asked = (
        select(row.auditor_id, row.item_code, func.count(func.distinct(row.case_id)))
        .join(Correction, Correction.case_id == row.case_id)
        .where(
            Correction.asked_by == CorrectionBy.DEPARTMENT,
            Correction.asked_at >= begin_of(work, wanted.period),
            row.outcome == Outcome.PASSED,
            *wanted.within(row),
        )
        .group_by(row.auditor_id, row.item_code)
    )
    return {(found[0], found[1]): found[2] for found in work.session.execute(asked)}


def _beyond(work: Work, wanted: Wanted, told: Recalls) -> dict[Key, int]:
    """Notices sent in the period for which a supervisor had to agree: a few of many, so looked for first."""
    row = HandledReview
    agreed = select(NoticeApproval.case_id, NoticeApproval.round).where(
        NoticeApproval.approved_at.is_not(None)
    )
    asked = (
        select(row.auditor_id, row.item_code, func.count())
        .where(
            tuple_(row.case_id, row.round).in_(agreed),
            row.outcome == Outcome.SENT_BACK,
            told.holds(),
            *wanted.within(row),
        )
        .group_by(row.auditor_id, row.item_code)
    )
    return {(found[0], found[1]): found[2] for found in work.session.execute(asked)}
