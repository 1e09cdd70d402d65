"""What a supervisor sees: how much stands where, what is late, who holds what, who asks for a word."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import NOTICE_DAYS, today
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.catalog.queries import last_versions
from beebox.kernel.db import Work
from beebox.preaudit.lights import RED_DAY
from beebox.preaudit.models import NoticeApproval, Outcome, Review
from beebox.preaudit.queries import Row, midnight, rows
from beebox.preaudit.recalling import recalled_rounds, recalled_since
from beebox.preaudit.second.pages import Standing, handed_up, went_on_since
from beebox.preaudit.waiting.skills import nobody_fits, present
from beebox.preaudit.waiting.sums import by_state
from beebox.workdays.queries import calendar

DAYS = 7
MOST, MOST_LATE = 100, 25
RUNNING = (State.CHECKING, State.REVIEWING, State.RECEIVED)
"""States in which the five-working-day window runs."""


@dataclass(frozen=True)
class DayLine:
    """What was finished on one day."""

    day: date
    passed: int
    sent_back: int


@dataclass(frozen=True)
class LateRow:
    row: Row
    state: State


@dataclass(frozen=True)
class Waiting:
    """An auditor asks for a supervisor's word on a further notice."""

    code: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class UnfitRow:
    """Waiting cases of one item in one language that nobody present is trained for."""

    item: Item
    language: str
    number: int


@dataclass(frozen=True)
class Overview:
    states: tuple[tuple[State, int], ...]
    days: tuple[DayLine, ...]
    late: tuple[LateRow, ...]
    held: tuple[Row, ...]
    waiting: tuple[Waiting, ...]
    second_requests: int
    """Approved exceptions from the one-time rule in the last thirty days; of a notice taken back, none."""
    unfit: tuple[UnfitRow, ...]
    """What nobody who is present takes."""
    present: int
    """How many auditors did something lately."""
    recalled: int
    """Notices taken back in the last thirty days."""
    to_settle: tuple[Standing, ...]
    """Two readers differ, and a supervisor is asked."""
    went_on: int
    """Cases of the last thirty days that no second reader came to in time."""


def overview(work: Work, supervisor: Actor) -> Overview:
    return Overview(
        tuple(by_state(work).items()), _days(work), _late(work, supervisor), _held(work, supervisor),
        _waiting(work), _second_requests(work), _unfit(work), len(present(work)),
        recalled_since(work, 30), handed_up(work), went_on_since(work, 30),
    )  # fmt: skip


def _unfit(work: Work) -> tuple[UnfitRow, ...]:
    left = nobody_fits(work)
    items = last_versions(work, {one.item for one in left})
    return tuple(UnfitRow(items[one.item], one.language, one.number) for one in left if one.item in items)


def _days(work: Work) -> tuple[DayLine, ...]:
    """The last days, today first, counted by the database."""
    ago = case(*((Review.at >= midnight(work, n), n) for n in range(DAYS)), else_=DAYS)
    finished = (
        select(ago.label("ago"), Review.outcome, func.count())
        .where(Review.at >= midnight(work, DAYS - 1))
        .group_by("ago", Review.outcome)
    )
    done = {(days, outcome): number for days, outcome, number in work.session.execute(finished)}
    last = today(work)
    return tuple(
        DayLine(
            last - timedelta(days=n), done.get((n, Outcome.PASSED), 0), done.get((n, Outcome.SENT_BACK), 0)
        )
        for n in range(DAYS)
    )


def _late(work: Work, supervisor: Actor) -> tuple[LateRow, ...]:
    """The cases on day four and later, due first on top."""
    last = calendar(work).add_workdays(today(work), NOTICE_DAYS - RED_DAY)
    soon: list[Case] = []
    for state in RUNNING:
        wanted = select(Case).where(Case.state == state, Case.notice_due_on <= last)
        soon += work.session.scalars(wanted.order_by(Case.notice_due_on, Case.id).limit(MOST_LATE))
    cases = sorted(soon, key=lambda case: (case.notice_due_on or last, case.id))[:MOST_LATE]
    shown = rows(work, supervisor, cases)
    return tuple(LateRow(row, case.state) for row, case in zip(shown, cases, strict=True))


def _held(work: Work, supervisor: Actor) -> tuple[Row, ...]:
    now = work.now()
    wanted = select(Case).where(Case.state == State.REVIEWING, Case.held_until > now)
    cases = work.session.scalars(wanted.order_by(Case.held_until).limit(MOST)).all()
    return tuple(rows(work, supervisor, cases))


def _waiting(work: Work) -> tuple[Waiting, ...]:
    asked = (
        select(Case.code, Person.name, NoticeApproval.asked_at)
        .join(Case, Case.id == NoticeApproval.case_id)
        .outerjoin(Person, Person.id == NoticeApproval.asked_by)
        .where(NoticeApproval.approved_at.is_(None), Case.state == State.REVIEWING)
        .order_by(NoticeApproval.asked_at)
        .limit(MOST)
    )
    return tuple(Waiting(row[0], row[1] or "", row[2]) for row in work.session.execute(asked))


def _second_requests(work: Work) -> int:
    since = work.now() - timedelta(days=30)
    taken = recalled_rounds(since).subquery()
    approved = (
        select(func.count(NoticeApproval.id))
        .outerjoin(
            taken, (taken.c.case_id == NoticeApproval.case_id) & (taken.c.round == NoticeApproval.round)
        )
        .where(NoticeApproval.approved_at >= since, taken.c.case_id.is_(None))
    )
    return work.session.scalar(approved) or 0
