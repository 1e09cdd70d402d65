"""What did not hold: notices that a supervisor took back, words that a second reader changed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, tuple_

from beebox.kernel.db import Work
from beebox.preaudit.handled import HandledReview
from beebox.preaudit.recalling import recalled_rounds
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.tables import SecondState
from beebox.preaudit.second.words import same
from beebox.tracking.insight.wanted import Wanted, begin_of

REACH = timedelta(days=90)
"""A notice is answered, lapses or is taken back within that: older ones are not asked for."""
Key = tuple[int, str]
"""Auditor and item."""


@dataclass(frozen=True)
class Recalls:
    """The reviews whose notice was taken back, and which reviews took the place of a first one."""

    reviews: Collection[int]
    instead: Collection[tuple[int, int]]
    """Case and round: every round before it was taken back, so that it is the first that holds."""

    def holds(self) -> ColumnElement[bool]:
        """The condition for a review whose word was not taken back."""
        return HandledReview.review_id.not_in(self.reviews)

    def first_by_mistake(self) -> ColumnElement[bool]:
        """The condition for a review of round 1 that does not hold."""
        return HandledReview.review_id.in_(self.reviews) & (HandledReview.round == 1)

    def first_after_all(self) -> ColumnElement[bool]:
        """The condition for one that took its place and holds."""
        return tuple_(HandledReview.case_id, HandledReview.round).in_(self.instead) & self.holds()


def recalls(work: Work, wanted: Wanted) -> Recalls:
    """Of the period and the one before; there are few, so they are looked for first."""
    since = begin_of(work, wanted.before().period) - REACH
    taken = recalled_rounds(since).subquery()
    asked = select(HandledReview.review_id, HandledReview.case_id, HandledReview.round).join(
        taken, (taken.c.case_id == HandledReview.case_id) & (taken.c.round == HandledReview.round)
    )
    rows = work.session.execute(asked).all()
    gone = {(row.case_id, row.round) for row in rows}
    instead = {
        (case, number + 1)
        for case, number in gone
        if all((case, earlier) in gone for earlier in range(1, number))
    }
    return Recalls([row.review_id for row in rows], sorted(instead))


def recalled_by(work: Work, wanted: Wanted, told: Recalls) -> dict[Key, int]:
    """Reviews that ended in the period and were taken back, whenever that was."""
    row = HandledReview
    asked = (
        select(row.auditor_id, row.item_code, func.count())
        .where(row.review_id.in_(told.reviews), *wanted.within(row))
        .group_by(row.auditor_id, row.item_code)
    )
    return {(found[0], found[1]): found[2] for found in work.session.execute(asked)}


def read_twice(work: Work, wanted: Wanted) -> dict[Key, int]:
    """Reviews of the period that a second person read to the end, by the first reader."""
    row = HandledReview
    asked = (
        select(row.auditor_id, row.item_code, func.count())
        .join(SecondReading, _of(row))
        .where(SecondReading.state.in_((SecondState.AGREED, SecondState.DONE)), *wanted.within(row))
        .group_by(row.auditor_id, row.item_code)
    )
    return {(found[0], found[1]): found[2] for found in work.session.execute(asked)}


def changed_by_second(work: Work, wanted: Wanted) -> Counter[Key]:
    """Of these, the ones that ended with other words than the first reader's. Only those on which two
    differed are looked at one by one."""
    row = HandledReview
    asked = (
        select(row.auditor_id, row.item_code, SecondReading.first_words, SecondReading.settled_words)
        .join(SecondReading, _of(row))
        .where(SecondReading.state == SecondState.DONE, *wanted.within(row))
    )
    return Counter(
        (auditor, item)
        for auditor, item, first, settled in work.session.execute(asked)
        if not same(first, settled or {})
    )


def _of(row: type[HandledReview]) -> ColumnElement[bool]:
    return (SecondReading.case_id == row.case_id) & (SecondReading.round == row.round)
