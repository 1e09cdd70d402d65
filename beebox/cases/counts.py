"""How many cases stand where, kept as they move: a page never counts a million rows.

Every change of a case adds rows to `case_counts` in its own transaction: one less where it was, one more
where it is. Adding never waits for anybody; what was added is folded into sums by the timetable, and the
sum over the rows is right before, during and after. `differences` compares with the cases themselves.
"""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Index,
    Select,
    Table,
    case,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Base, Office, Work

DATED = (State.CHECKING, State.REVIEWING)
"""Where the day of the notice matters and is counted apart."""
SPARE = 1000
"""So many rows more than there are places, and they are folded."""


class CaseCount(Base):
    """So many cases more (or less) stand in this place; the sum of all rows of a place is what is there."""

    __tablename__ = "case_counts"
    __table_args__ = (Index("ix_case_counts_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State]
    department_id: Mapped[int]
    item_code: Mapped[str]
    language: Mapped[str]
    came_again: Mapped[bool]
    due: Mapped[date | None]
    """The last day for the notice, in the states of DATED."""
    number: Mapped[int]


class Place(NamedTuple):
    """What cases are told apart by, in the columns of CaseCount."""

    state: State
    department_id: int
    item_code: str
    language: str
    came_again: bool
    due: date | None


_OF = {
    "state": "state", "department_id": "department_id", "item_code": "item_code", "language": "language",
    "came_again": "came_again", "due": "notice_due_on",
}  # fmt: skip


def fold_counts(office: Office) -> None:
    """Make many small steps one sum again, when there are many."""
    with office.look() as work:
        places = select(func.count()).select_from(_sums().subquery())
        rows = select(func.count(CaseCount.id))
        if (work.session.scalar(rows) or 0) <= (work.session.scalar(places) or 0) + SPARE:
            return
    with office.work() as work:
        last = work.session.scalar(select(func.max(CaseCount.id))) or 0
        gone = delete(CaseCount).where(CaseCount.id <= last).returning(*_columns(), CaseCount.number)
        sums: Counter[Place] = Counter()
        for row in work.session.execute(gone.execution_options(synchronize_session=False)):
            sums[Place(*row[:-1])] += row[-1]
        _add(work.session.connection(), {place: number for place, number in sums.items() if number})


def recount(work: Work) -> int:
    """Count the cases themselves and put that in place of the sums; tells how many places were wrong."""
    wrong = len(differences(work))
    work.session.execute(delete(CaseCount).execution_options(synchronize_session=False))
    named = [*Place._fields, "number"]
    work.session.execute(insert(CaseCount).from_select(named, _there()))
    return wrong


def differences(work: Work) -> dict[Place, tuple[int, int]]:
    """Where the sums say something else than the cases: what they say, what there is."""
    told = {Place(*row[:-1]): int(row[-1]) for row in work.session.execute(_sums())}
    there = {Place(*row[:-1]): int(row[-1]) for row in work.session.execute(_there())}
    places = [place for place in {*told, *there} if told.get(place, 0) != there.get(place, 0)]
    return {place: (told.get(place, 0), there.get(place, 0)) for place in places}


def _columns() -> list[Any]:
    return [getattr(CaseCount, name) for name in Place._fields]


def _sums() -> Select[Any]:
    return select(*_columns(), func.sum(CaseCount.number)).group_by(*_columns())


def _there() -> Select[Any]:
    due = case((Case.state.in_(DATED), Case.notice_due_on), else_=None)
    keys = [Case.state, Case.department_id, Case.item_code, Case.language, Case.came_again, due]
    return select(*keys, func.count()).group_by(*keys)


def _add(connection: Connection, steps: dict[Place, int]) -> None:
    table = CaseCount.__table__
    assert isinstance(table, Table)
    if steps:
        connection.execute(
            insert(table), [{**place._asdict(), "number": number} for place, number in steps.items()]
        )


def _now(one: Case) -> Place:
    return _place({name: getattr(one, attribute) for name, attribute in _OF.items()})


def _before(one: Case) -> Place:
    states = inspect(one).attrs
    was: dict[str, Any] = {}
    for name, attribute in _OF.items():
        deleted = states[attribute].history.deleted
        was[name] = deleted[0] if deleted else getattr(one, attribute)
    return _place(was)


def _place(found: dict[str, Any]) -> Place:
    dated = found["state"] in DATED
    return Place(**{**found, "due": found["due"] if dated else None})


@event.listens_for(Case, "after_insert")
def _begun(_mapper: Mapper[Case], connection: Connection, one: Case) -> None:
    _add(connection, {_now(one): 1})


@event.listens_for(Case, "after_update")
def _changed(_mapper: Mapper[Case], connection: Connection, one: Case) -> None:
    before, after = _before(one), _now(one)
    if before != after:
        _add(connection, {before: -1, after: 1})


@event.listens_for(Case, "after_delete")
def _gone(_mapper: Mapper[Case], connection: Connection, one: Case) -> None:
    _add(connection, {_before(one): -1})
