"""How long it usually takes, from cases like this one that ended lately."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median

from sqlalchemy import select

from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work

LATELY = timedelta(days=90)
FEWEST = 5
"""Fewer cases say nothing, and might say something about a person."""
MOST = 500
"""The newest so many are enough to know."""


@dataclass(frozen=True)
class Usual:
    half: int
    """Days within which half of the cases ended, from submission, rounded up."""
    most: int
    """Days within which four of five ended."""
    cases: int


def usual_duration(work: Work, item_code: str) -> Usual | None:
    """The spread over the last 90 days, or None where there were fewer than five cases."""
    ended = (
        select(Case.submitted_at, Case.ended_at)
        .where(
            Case.item_code == item_code,
            Case.state == State.CLOSED,
            Case.ended_at >= work.now() - LATELY,
        )
        .order_by(Case.ended_at.desc())
        .limit(MOST)
    )
    took = sorted(
        (end - begin).total_seconds() / 86400 for begin, end in work.session.execute(ended) if begin and end
    )
    if len(took) < FEWEST:
        return None
    eighty = took[ceil(len(took) * 0.8) - 1]
    return Usual(max(1, ceil(median(took))), max(1, ceil(eighty)), len(took))
