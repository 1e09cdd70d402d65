"""How often citizens were asked a second time: by whom, for which item, and with whose word."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy
from beebox.kernel.db import Work


@dataclass(frozen=True)
class Requests:
    """The notices one person sent for one item; `again` are those that were not a case's first."""

    person_id: int
    name: str
    item_code: str
    asked_by: CorrectionBy
    notices: int
    again: int
    beyond: int
    """Of those, the ones that named more than the one-time rule allows, with a supervisor's word."""

    @property
    def share(self) -> float:
        return self.again / self.notices


def second_requests(
    work: Work, since: datetime, until: datetime, department_id: int | None = None
) -> Sequence[Requests]:
    """Per person and item, those with the most second requests first. `since` counts, `until` does not.

    A notice that was taken back binds nobody: it is neither counted nor makes the next one a second.
    """
    nth = func.row_number().over(partition_by=Correction.case_id, order_by=Correction.id)
    told = select(
        Correction.actor_id, Correction.asked_by, Correction.asked_at, Correction.approved_by,
        Case.item_code, Case.department_id, nth.label("nth"),
    ).join(Case, Case.id == Correction.case_id).where(Correction.recalled_at.is_(None))  # fmt: skip
    rows = told.subquery()
    wanted = select(rows).where(rows.c.asked_at >= since, rows.c.asked_at < until)
    if department_id is not None:
        wanted = wanted.where(rows.c.department_id == department_id)
    notices: Counter[tuple[int, str, CorrectionBy]] = Counter()
    again, beyond = notices.copy(), notices.copy()
    for row in work.session.execute(wanted):
        key = (row.actor_id, row.item_code, row.asked_by)
        notices[key] += 1
        again[key] += row.nth > 1
        beyond[key] += row.approved_by is not None
    people = select(Person.id, Person.name).where(Person.id.in_({key[0] for key in notices}))
    names = {row.id: row.name for row in work.session.execute(people)}
    found = [
        Requests(who, names.get(who, ""), item, by, count, again[who, item, by], beyond[who, item, by])
        for (who, item, by), count in notices.items()
    ]
    return sorted(found, key=lambda one: (-one.again, -one.notices, one.item_code, one.person_id))
