"""How much waits, by urgency, and what was finished today: from the kept sums."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.counts import CaseCount
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.states import ENDED, State
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.preaudit.lights import Shade, light_of
from beebox.preaudit.models import Review
from beebox.workdays.queries import calendar


@dataclass(frozen=True)
class Counts:
    waiting: int
    stop: int
    wait: int
    good: int
    held: int
    checking: int
    sent_back: int
    done_today: int
    mine_today: int


def counts(work: Work, actor: Actor) -> Counts:
    """What the head of the queue says."""
    now_day, days = today(work), calendar(work)
    waiting: Counter[Shade] = Counter()
    by_day = select(CaseCount.due, func.sum(CaseCount.number)).where(CaseCount.state == State.REVIEWING)
    for due, number in work.session.execute(by_day.group_by(CaseCount.due)):
        if number:
            waiting[light_of(days, now_day, due or now_day).shade] += int(number)
    done = done_since(work, midnight(work))
    held = select(func.count(Case.id)).where(Case.state == State.REVIEWING, Case.held_until > work.now())
    states = by_state(work)
    return Counts(
        waiting=waiting.total(), stop=waiting[Shade.STOP], wait=waiting[Shade.WAIT],
        good=waiting[Shade.GOOD], held=work.session.scalar(held) or 0,
        checking=states[State.CHECKING], sent_back=states[State.SENT_BACK],
        done_today=sum(done.values()), mine_today=done.get(actor.id or 0, 0) + _read_second(work, actor),
    )  # fmt: skip


def by_state(work: Work) -> dict[State, int]:
    """How many cases stand in each state that is no end."""
    number = select(CaseCount.state, func.sum(CaseCount.number)).where(CaseCount.state.not_in(ENDED))
    found = {row[0]: int(row[1]) for row in work.session.execute(number.group_by(CaseCount.state))}
    return {state: found.get(state, 0) for state in State if state not in ENDED}


def done_since(work: Work, since: datetime) -> dict[int, int]:
    """How many reviews each person ended since then."""
    done = select(Review.auditor_id, func.count()).where(Review.at >= since)
    return {row[0]: row[1] for row in work.session.execute(done.group_by(Review.auditor_id))}


def _read_second(work: Work, actor: Actor) -> int:
    """Today's reviews of others that this person was the second reader of."""
    mine = select(func.count(Review.id)).where(
        Review.at >= midnight(work), Review.second_id == (actor.id or 0)
    )
    return work.session.scalar(mine) or 0


def midnight(work: Work, days_ago: int = 0) -> datetime:
    """When the local day began, this many days ago."""
    zone = work.use(Settings).zone
    return datetime.combine(today(work) - timedelta(days=days_ago), time(), tzinfo=zone)
