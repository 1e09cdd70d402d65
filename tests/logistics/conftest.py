"""A case that has just passed, and the people who then carry its paper."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.cases.states import Action, State
from beebox.catalog.queries import current_item, department_by_code
from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_code
from beebox.kernel.outbox import Lane, deliver_pending
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.handing_in import choose_box, declare_dropped
from beebox.logistics.models import Box, Envelope, Round
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.waybills import waybill_of
from beebox.wiring import HANDLERS

ADDRESS = "广东省广州市海珠区怡海西街96号103房"
CaseMaker = Callable[..., int]


class Paper:
    """The steps of a paper's way, each in a transaction of its own."""

    def __init__(self, office: Office, deliver: Callable[..., int], person: Callable[..., Person]) -> None:
        self.office, self.deliver = office, deliver
        self.citizen = person(Role.CITIZEN).actor()
        self.auditor = person(Role.AUDITOR).actor()
        self.collector = person(Role.COLLECTOR).actor()
        self.supervisor = person(Role.SUPERVISOR).actor()
        self.clerk = person(Role.CLERK, "civil-affairs").actor()
        self.other_clerk = person(Role.CLERK, "market").actor()

    def passed(self, item: str = "elder-card-first", address: str = ADDRESS, **more: object) -> int:
        """The id of a case that has passed; what that sets going is done."""
        with self.office.work() as work:
            case = reviewed(work, self.citizen, item, address)
            for name, value in more.items():
                setattr(case, name, value)
            move(work, case, Action.PASS, self.auditor)
            case_id = case.id
        self.deliver()
        return case_id

    def dropped(self, box: str = "yihai", item: str = "elder-card-first") -> int:
        case_id = self.passed(item)
        with self.office.work() as work:
            case = work.session.get_one(Case, case_id)
            choose_box(work, case, box)
            declare_dropped(work, case, self.citizen)
        return case_id

    def step(self, case_id: int, action: Action, actor: Actor, **more: object) -> None:
        """Move the case on, with what the department would have written beside it."""
        with self.office.work() as work:
            case = work.session.get_one(Case, case_id)
            for name, value in more.items():
                setattr(case, name, value)
            move(work, case, action, actor)
        self.deliver()

    def code(self, case_id: int) -> str:
        with self.office.look() as work:
            return work.session.get_one(Case, case_id).code

    def state(self, case_id: int) -> State:
        with self.office.look() as work:
            return work.session.get_one(Case, case_id).state

    def envelope(self, case_id: int) -> Envelope:
        with self.office.look() as work:
            found = envelope_of(work, case_id)
            assert found is not None
            work.session.expunge(found)
            return found

    def waybill(self, case_id: int, leg: Leg) -> Waybill:
        with self.office.look() as work:
            found = waybill_of(work, case_id, leg)
            assert found is not None
            work.session.expunge(found)
            return found

    def round_of(self, box: str) -> int:
        with self.office.look() as work:
            wanted = select(Round.id).join(Box, Box.id == Round.box_id).where(Box.code == box)
            return work.session.scalars(wanted.order_by(Round.due_at.desc())).first() or 0


@pytest.fixture
def any_paper(any_office: Office) -> Paper:
    """The same on each database there is."""

    def deliver() -> int:
        through = 0
        while done := deliver_pending(any_office, HANDLERS, set(Lane) - {Lane.PRINTING}):
            through += done
        return through

    def person(role: Role, department: str | None = None) -> Person:
        with any_office.work() as work:
            made = Person(role=role, name=role.value, login=f"{role}-{department}", created_at=work.now())
            made.department_id = department_by_code(work, department).id if department else None
            work.session.add(made)
            work.session.flush()
            work.session.expunge(made)
        return made

    return Paper(any_office, deliver, person)


@pytest.fixture
def paper(office: Office, deliver: Callable[..., int], person: Callable[..., Person]) -> Paper:
    return Paper(office, deliver, person)


def reviewed(work: Work, citizen: Actor, item_code: str, address: str) -> Case:
    """A case with every material its item can ask for, before its auditor."""
    item = current_item(work, item_code)
    contact = {"name": "黄碧芳", "phone": "15000003248", "address": address}
    case = Case(
        code=new_code(),
        citizen_id=citizen.id,
        department_id=department_by_code(work, item.department).id,
        item_code=item.code,
        item_version=item.version,
        answers={},
        form={"applicant_name": "黄碧芳", "phone": "15000003248", "address": address},
        receiver=contact,
        state=State.REVIEWING,
        created_at=work.now(),
    )
    work.session.add(case)
    work.session.flush()
    places = count(1)
    work.session.add_all(
        Material(case_id=case.id, code=material.code, position=next(places)) for material in item.materials
    )
    work.session.flush()
    return case
