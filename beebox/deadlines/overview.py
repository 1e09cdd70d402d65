"""Amber and red of every step, and what is still to be explained: for supervisors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from beebox.cases.clock.days import today
from beebox.cases.clock.models import CaseClock, ClockEvent
from beebox.cases.clock.terms import What, Which
from beebox.cases.models import Case
from beebox.deadlines.escalating import MARKS, OURS
from beebox.kernel.db import Work

MOST = 100


@dataclass(frozen=True)
class Lamps:
    """How many clocks of one kind are amber, red and past their last day now."""

    which: Which
    amber: int
    red: int
    over: int


@dataclass(frozen=True)
class Unexplained:
    code: str
    which: Which
    day: date
    what: What


def lamps(work: Work) -> Sequence[Lamps]:
    """Each of our clocks that has anything amber or red, in their order."""
    now = today(work)
    red = func.sum(case((CaseClock.red_on <= now, 1), else_=0))
    over = func.sum(case((CaseClock.due_on < now, 1), else_=0))
    counted = (
        select(CaseClock.which, func.count(), red, over)
        .where(CaseClock.amber_on <= now, CaseClock.which.in_(OURS))
        .group_by(CaseClock.which)
    )
    found = {row[0]: Lamps(row[0], row[1] - row[2], row[2], row[3]) for row in work.session.execute(counted)}
    return [found[which] for which in OURS if which in found]


def unexplained(work: Work) -> Sequence[Unexplained]:
    """Red and breached clocks without a written reason after it, oldest first."""
    later = aliased(ClockEvent)
    said = (
        select(later.id)
        .where(
            later.case_id == ClockEvent.case_id,
            later.which == ClockEvent.which,
            later.id > ClockEvent.id,
            later.what.in_((What.EXPLAINED, *MARKS)),
        )
        .exists()
    )
    wanted = (
        select(Case.code, ClockEvent.which, ClockEvent.day, ClockEvent.what)
        .join(Case, Case.id == ClockEvent.case_id)
        .where(ClockEvent.what.in_(MARKS), ClockEvent.which.not_in((Which.CHECK, Which.DISPATCH)), ~said)
        .where(ClockEvent.which.in_(OURS))
        .order_by(ClockEvent.id)
        .limit(MOST)
    )
    return [Unexplained(*row) for row in work.session.execute(wanted)]
