"""Reviews that ended, written down as the pre-audit leaves them: for figures with known answers."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy
from beebox.cases.states import State
from beebox.catalog.queries import current_item, department_by_code
from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_code
from beebox.preaudit.handled import HandledReview, NamedFault
from beebox.preaudit.models import Outcome, Review
from tests.conftest import ZONE

ELDER, PERMIT = "elder-card-first", "residence-permit"
PASSED, SENT_BACK = Outcome.PASSED, Outcome.SENT_BACK


def somebody(office: Office, role: Role, name: str) -> int:
    with office.work() as work:
        known = work.session.scalar(select(Person.id).where(Person.login == name))
        if known:
            return known
        person = Person(role=role, name=name, login=name, created_at=work.now())
        work.session.add(person)
        work.session.flush()
        return person.id


def a_case(work: Work, item_code: str = ELDER, state: State = State.CLOSED, **more: Any) -> Case:
    item = current_item(work, item_code)
    case = Case(
        code=new_code(), citizen_id=_citizen(work), item_code=item.code, item_version=item.version,
        department_id=department_by_code(work, item.department).id, created_at=work.now(), state=state,
        **more,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    return case


def _citizen(work: Work) -> int:
    known = work.session.scalar(select(Person.id).where(Person.role == Role.CITIZEN))
    if known:
        return known
    person = Person(role=Role.CITIZEN, name="黄建国", phone="15000000419", created_at=work.now())
    work.session.add(person)
    work.session.flush()
    return person.id


def reviewed(
    work: Work, auditor: int, on: date, outcome: Outcome = PASSED, *, item: str = ELDER, times: int = 1,
    case: Case | None = None, faults: tuple[tuple[str, str], ...] = (), **facts: Any,
) -> Case:  # fmt: skip
    """`times` reviews that ended alike, each of a case of its own unless one is given; gives the last."""
    for _ in range(times):
        of = case or a_case(work, item)
        review = Review(
            case_id=of.id, round=facts.get("round", 1), outcome=outcome, auditor_id=auditor, at=noon(on)
        )
        work.session.add(review)
        work.session.flush()
        known = {"round": 1, "handed_in_on": on, "workdays": 0, "window_day": 1, "seconds": 60} | facts
        work.session.add(
            HandledReview(
                review_id=review.id, case_id=of.id, auditor_id=auditor, department_id=of.department_id,
                item_code=of.item_code, outcome=outcome, on=on, **known,
            )
        )  # fmt: skip
        for material, reason in faults:
            work.session.add(
                NamedFault(
                    review_id=review.id, case_id=of.id, auditor_id=auditor,
                    department_id=of.department_id, item_code=of.item_code, material_code=material,
                    reason=reason, on=on,
                )
            )  # fmt: skip
    return of


def department_asked(work: Work, case: Case, on: date) -> None:
    """The department found something after the pre-audit had passed it."""
    work.session.add(
        Correction(
            case_id=case.id, asked_by=CorrectionBy.DEPARTMENT, actor_id=1, asked_at=noon(on), due_on=on
        )
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=ZONE)
