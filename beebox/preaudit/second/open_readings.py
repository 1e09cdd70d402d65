"""Which cases wait for a second reader, and who may not be it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select

from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.preaudit.decided import round_of
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.tables import OPEN, SecondState


def open_reading(work: Work, case_id: int) -> SecondReading | None:
    """The second reading this case waits for now."""
    return work.session.scalar(
        select(SecondReading).where(SecondReading.case_id == case_id, SecondReading.state.in_(OPEN))
    )


def reading_of_round(work: Work, case_id: int) -> SecondReading | None:
    """The second reading of the present round, ended or not."""
    return work.session.scalar(
        select(SecondReading).where(
            SecondReading.case_id == case_id, SecondReading.round == round_of(work, case_id)
        )
    )


def reader_now(work: Work, case_id: int) -> int:
    """1 for the first reader, 2 once a second one is waited for."""
    return 2 if open_reading(work, case_id) is not None else 1


def readable_by(person_id: int | None) -> ColumnElement[bool]:
    """The condition on Case that this auditor may read it: not as the second reader of their own words,
    and not while a supervisor is to settle it."""
    mine = exists().where(
        SecondReading.case_id == Case.id,
        SecondReading.state.in_(OPEN),
        (SecondReading.first_id == person_id) | (SecondReading.state == SecondState.HANDED_UP),
    )
    return ~mine


def waiting_among(work: Work, case_ids: Collection[int]) -> set[int]:
    """Which of these cases wait for a second reader or for a word between two readers."""
    wanted = select(SecondReading.case_id).where(
        SecondReading.case_id.in_(case_ids), SecondReading.state.in_(OPEN)
    )
    return set(work.session.scalars(wanted))
