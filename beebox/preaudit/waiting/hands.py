"""A supervisor's moves of cases between hands: written down, and told to the auditor they concern."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.waiting.models import HandKind, HandMove

LONGEST_WHY = 200
MOST_TOLD = 100


class WhyMoved(BeeboxError):
    """A supervisor who takes a case from somebody says why: it is recorded and told."""

    status = 422
    code = "why_moved"
    message = N_("请写明为什么放回：会告诉正在看的预审员，并记在这一件上。")


@dataclass(frozen=True)
class Told:
    """What an auditor is told."""

    code: str
    kind: HandKind
    by: str
    why: str
    at: datetime

    @property
    def same(self) -> tuple[str, str, str]:
        """What is alike when many cases were moved at once."""
        return self.kind, self.by, self.why


def write_move(work: Work, case: Case, person_id: int, kind: HandKind, by: Actor, why: str) -> None:
    assert by.id is not None
    work.session.add(
        HandMove(case_id=case.id, person_id=person_id, kind=kind, by=by.id, why=why, at=work.now())
    )


def untold(work: Work, actor: Actor) -> Sequence[Told]:
    """What happened to this auditor's cases that they have not said they read."""
    wanted = select(HandMove, Case.code, Person).join(Case, Case.id == HandMove.case_id)
    wanted = wanted.join(Person, Person.id == HandMove.by)
    mine = wanted.where(HandMove.person_id == actor.id, HandMove.seen_at.is_(None)).order_by(HandMove.id)
    return [_told(*row) for row in work.session.execute(mine.limit(MOST_TOLD))]


def moves_of(work: Work, case_id: int) -> Sequence[tuple[str, Told]]:
    """All moves of a case, newest first, with whom each concerned."""
    whom = {person.id: person.name or person.login or "" for person in _concerned(work, case_id)}
    wanted = select(HandMove, Case.code, Person).join(Case, Case.id == HandMove.case_id)
    wanted = wanted.join(Person, Person.id == HandMove.by).where(HandMove.case_id == case_id)
    rows = work.session.execute(wanted.order_by(HandMove.id.desc()))
    return [(whom.get(row[0].person_id, ""), _told(*row)) for row in rows]


def read(work: Work, actor: Actor) -> None:
    """The auditor has read what was told."""
    mine = update(HandMove).where(HandMove.person_id == actor.id, HandMove.seen_at.is_(None))
    work.session.execute(mine.values(seen_at=work.now()).execution_options(synchronize_session=False))


def _concerned(work: Work, case_id: int) -> Sequence[Person]:
    people = select(HandMove.person_id).where(HandMove.case_id == case_id)
    return work.session.scalars(select(Person).where(Person.id.in_(people))).all()


def _told(move: HandMove, code: str, by: Person) -> Told:
    return Told(code, move.kind, by.name or by.login or "", move.why, move.at)
