"""Cases at any station of their life, made through the one door: for tests of the rooms after the review."""

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.cases.states import Action
from beebox.catalog.queries import current_item, department_by_code
from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_code

AUDITOR = Actor(None, Role.AUDITOR)
ID_NUMBER = "440105194603060377"
PHONE = "15000003248"


def case_made(office: Office, citizen: Person, item_code: str = "elder-card-first") -> str:
    """A draft with all its materials; gives its code."""
    with office.work() as work:
        item = current_item(work, item_code)
        case = Case(
            code=new_code(),
            number=None,
            citizen_id=citizen.id,
            department_id=department_by_code(work, item.department).id,
            item_code=item.code,
            item_version=item.version,
            form={"applicant_name": "黄建国", "id_number": ID_NUMBER, "phone": PHONE},
            receiver={
                "name": "黄建国",
                "phone": PHONE,
                "address": "广东省广州市海珠区琶影路80号金桂里10栋2106室",
            },
            created_at=work.now(),
        )
        work.session.add(case)
        work.session.flush()
        for position, entry in enumerate(item.materials):
            work.session.add(Material(case_id=case.id, code=entry.code, position=position))
        return case.code


def by_code(work: Work, code: str) -> Case:
    return work.session.query(Case).filter_by(code=code).one()


def submit(office: Office, code: str) -> None:
    with office.work() as work:
        case = by_code(work, code)
        case.submitted_at = work.now()
        move(work, case, Action.SUBMIT, Actor(case.citizen_id, Role.CITIZEN))


def passed(office: Office, code: str) -> None:
    """Submitted, checked and passed in one go."""
    submit(office, code)
    with office.work() as work:
        case = by_code(work, code)
        move(work, case, Action.FINISH_CHECK, SYSTEM)
        move(work, case, Action.PASS, AUDITOR)


def receive(office: Office, code: str) -> None:
    with office.work() as work:
        move(work, by_code(work, code), Action.RECEIVE, SYSTEM)


def received(office: Office, citizen: Person, item_code: str = "elder-card-first") -> str:
    """A case whose papers just reached its department."""
    code = case_made(office, citizen, item_code)
    passed(office, code)
    receive(office, code)
    return code
