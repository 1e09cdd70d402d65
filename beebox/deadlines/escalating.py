"""升级提醒: amber is told to whoever is responsible, red to the supervisor, what stays overdue further up.

Each rung is climbed once for a clock of a case (a unique row), however often this runs. Red days and breaches
are written into the case's clock events; who is responsible has to explain them in writing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from beebox.accounts.roles import Role
from beebox.cases import events as ev
from beebox.cases.clock.days import today
from beebox.cases.clock.ladder import At, Ladder, Rung, To, ladder_in
from beebox.cases.clock.models import CaseClock, ClockEvent, Escalation
from beebox.cases.clock.recording import record
from beebox.cases.clock.shades import Turning, reached
from beebox.cases.clock.terms import CITIZENS, What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office, Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Calendar
from beebox.workdays.queries import calendar

BATCH = 500
PAUSE_OVER = Rung(code="pause-over", at=At.OVERDUE, to=To.RESPONSIBLE)
"""A special procedure that should be over by now; a stop that is forgotten would stop for ever."""
OURS = tuple(which for which in Which if which not in CITIZENS)
MARKS = (What.REDDENED, What.BREACHED)


@dataclass(frozen=True)
class Due:
    """What of one case is to be raised and written down now."""

    rungs: tuple[tuple[CaseClock, Rung], ...]
    marks: tuple[Note, ...]

    @property
    def count(self) -> int:
        return len(self.rungs) + len(self.marks)


def escalate(office: Office) -> int:
    """Climb every rung that is due; how many."""
    climbed, last = 0, 0
    while True:
        with office.look() as work:
            ids = _pressing(work, last)
            needed = sorted(case_id for case_id, due in _due(work, ids).items() if due.count)
        for case_id in needed:
            with office.work() as work:
                climbed += _climb(work, case_id)
        if not ids:
            return climbed
        last = ids[-1]


def _pressing(work: Work, last: int) -> Sequence[int]:
    """Cases with a clock of ours that is amber or worse, or whose stop should be over."""
    now = today(work)
    wanted = (
        select(CaseClock.case_id)
        .where(
            CaseClock.case_id > last,
            CaseClock.which.in_(OURS),
            or_(
                CaseClock.amber_on <= now,
                (CaseClock.planned_until < now) & CaseClock.ended_on.is_(None),
            ),
        )
        .distinct()
        .order_by(CaseClock.case_id)
        .limit(BATCH)
    )
    return work.session.scalars(wanted).all()


def _climb(work: Work, case_id: int) -> int:
    """The rungs and marks of one case that are due and not made yet."""
    held = work.session.get_one(Case, case_id, with_for_update=True)
    due = _due(work, [case_id])[case_id]
    if due.marks:
        record(work, held, due.marks)
    for row, rung in due.rungs:
        _raise(work, held, row, rung)
    return due.count


def _due(work: Work, ids: Sequence[int]) -> dict[int, Due]:
    """What is due and was not made, of many cases with three look-ups."""
    clocks = select(CaseClock).where(CaseClock.case_id.in_(ids), CaseClock.which.in_(OURS))
    made = select(Escalation.case_id, Escalation.which, Escalation.rung).where(Escalation.case_id.in_(ids))
    done = {(row[0], row[1], row[2]) for row in work.session.execute(made)}
    marked, now, days = _marked(work, ids), today(work), calendar(work)
    ladder = ladder_in(work.use(Settings).catalogue_dir)
    rungs: dict[int, list[tuple[CaseClock, Rung]]] = {case_id: [] for case_id in ids}
    marks: dict[int, list[Note]] = {case_id: [] for case_id in ids}
    for row in work.session.scalars(clocks.order_by(CaseClock.case_id, CaseClock.started_on)):
        reached_now = _reached(ladder, row, now, days)
        fresh = (rung for rung in reached_now if (row.case_id, row.which, rung.code) not in done)
        rungs[row.case_id] += [(row, rung) for rung in fresh]
        marks[row.case_id] += _marks(row, marked.get((row.case_id, row.which), set()), now)
    return {case_id: Due(tuple(rungs[case_id]), tuple(marks[case_id])) for case_id in ids}


def _reached(ladder: Ladder, row: CaseClock, now: date, days: Calendar) -> Iterator[Rung]:
    if row.ended_on is None and row.planned_until is not None and row.planned_until < now:
        yield PAUSE_OVER
    if row.amber_on is not None:
        turns = Turning(row.amber_on, row.red_on)
        yield from (rung for rung in ladder.rungs if reached(rung, row.due_on, turns, now, days))


def _marks(row: CaseClock, made: set[What], now: date) -> Iterator[Note]:
    """Red and breached, each once for a run of a clock: what started anew may be red anew."""
    if row.amber_on is None:
        return
    if row.red_on is not None and now >= row.red_on and What.REDDENED not in made:
        yield Note(row.which, What.REDDENED)
    if row.due_on < now and What.BREACHED not in made:
        yield Note(row.which, What.BREACHED)


def _marked(work: Work, ids: Sequence[int]) -> dict[tuple[int, Which], set[What]]:
    """What was marked since each clock last started."""
    told = (
        select(ClockEvent.case_id, ClockEvent.which, ClockEvent.what)
        .where(ClockEvent.case_id.in_(ids), ClockEvent.what.in_((What.STARTED, *MARKS)))
        .order_by(ClockEvent.id)
    )
    made: dict[tuple[int, Which], set[What]] = {}
    for case_id, which, what in work.session.execute(told):
        found = made.setdefault((case_id, which), set())
        if what is What.STARTED:
            found.clear()
        found.add(what)
    return made


def _raise(work: Work, case: Case, row: CaseClock, rung: Rung) -> None:
    role = Role(rung.to.value) if rung.to is not To.RESPONSIBLE else responsible(case.state)
    mine = role is Role.AUDITOR and case.held_by is not None
    work.session.add(
        Escalation(
            case_id=case.id,
            which=row.which,
            rung=rung.code,
            role=role,
            department_id=case.department_id if role is Role.CLERK else None,
            person_id=case.held_by if mine else None,
            due_on=row.due_on,
            raised_at=work.now(),
        )
    )
    if role is Role.AUDITOR and not mine:
        return  # nobody's yet: it stands in every auditor's list, and in nobody's inbox
    work.emit(
        ev.DeadlineEscalated(
            case.id, row.which.value, rung.code, role.value, f"{row.which}-{rung.code}",
            row.due_on.isoformat(), case.held_by if mine else None,
        )
    )  # fmt: skip


def responsible(state: State) -> Role:
    """Whose work it is in this state."""
    if state in {State.CHECKING, State.REVIEWING}:
        return Role.AUDITOR
    return Role.COLLECTOR if state is State.RETURNING else Role.CLERK
