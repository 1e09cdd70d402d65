"""Internal notes on a case: added, never changed, never shown to a citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.waiting.models import CaseNote

LONGEST = 500


class NothingNoted(BeeboxError):
    status = 422
    code = "nothing_noted"
    message = N_("备注还是空的。请写上要告诉同事的话，再点“记下”。")


@dataclass(frozen=True)
class Note:
    who: str
    at: datetime
    text: str


def add_note(work: Work, case: Case, actor: Actor, text: str) -> None:
    if not text:
        raise NothingNoted
    assert actor.id is not None
    work.session.add(CaseNote(case_id=case.id, by=actor.id, at=work.now(), text=text))


def notes_of(work: Work, case_id: int) -> Sequence[Note]:
    """The notes of a case, newest first."""
    wanted = (
        select(Person.name, Person.login, CaseNote.at, CaseNote.text)
        .join(Person, Person.id == CaseNote.by)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.id.desc())
    )
    return [Note(row[0] or row[1] or "", row[2], row[3]) for row in work.session.execute(wanted)]


def note_counts(work: Work, case_ids: Sequence[int]) -> Mapping[int, int]:
    number = select(CaseNote.case_id, func.count()).where(CaseNote.case_id.in_(case_ids))
    return {row[0]: row[1] for row in work.session.execute(number.group_by(CaseNote.case_id))}
