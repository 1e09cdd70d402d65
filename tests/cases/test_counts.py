"""The sums say what there is, however the cases moved."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select, update

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Role
from beebox.cases import counts
from beebox.cases.counts import CaseCount, differences, fold_counts, recount
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from tests.handling.cases_made import case_made

PersonMaker = Callable[..., Person]


@pytest.fixture
def citizen(any_office: Office) -> Person:
    with any_office.work() as work:
        made = Person(role=Role.CITIZEN, name="黄建国", phone="15000003248", created_at=work.now())
        work.session.add(made)
        work.session.flush()
        work.session.expunge(made)
    return made


def stands(office: Office, state: State) -> int:
    with office.look() as work:
        return work.session.scalar(select(func.sum(CaseCount.number)).where(CaseCount.state == state)) or 0


def step(office: Office, citizen: Person, code: str, *actions: Action) -> None:
    who = {Action.SUBMIT: citizen.actor(), Action.FINISH_CHECK: SYSTEM}
    for action in actions:
        with office.work() as work:
            case = work.session.scalars(select(Case).where(Case.code == code)).one()
            move(work, case, action, who[action])


def test_a_case_is_counted_where_it_stands(any_office: Office, citizen: Person) -> None:
    code = case_made(any_office, citizen)
    assert stands(any_office, State.DRAFT) == 1
    step(any_office, citizen, code, Action.SUBMIT, Action.FINISH_CHECK)
    assert (stands(any_office, State.DRAFT), stands(any_office, State.REVIEWING)) == (0, 1)
    with any_office.look() as work:
        assert differences(work) == {}


def test_a_moved_deadline_is_counted_too(any_office: Office, citizen: Person) -> None:
    code = case_made(any_office, citizen)
    step(any_office, citizen, code, Action.SUBMIT, Action.FINISH_CHECK)
    with any_office.work() as work:
        work.session.scalars(select(Case).where(Case.code == code)).one().notice_due_on = date(2027, 1, 4)
    with any_office.look() as work:
        assert differences(work) == {}
        there = select(func.sum(CaseCount.number)).where(CaseCount.due == date(2027, 1, 4))
        assert work.session.scalar(there) == 1


def test_what_is_rolled_back_was_never_counted(any_office: Office, citizen: Person) -> None:
    with pytest.raises(ZeroDivisionError), any_office.work() as work:
        work.session.add(
            Case(code="2222-2222", citizen_id=citizen.id, department_id=1, item_code="x", item_version="1",
                 created_at=work.now())
        )  # fmt: skip
        work.session.flush()
        raise ZeroDivisionError
    assert stands(any_office, State.DRAFT) == 0


def test_folding_keeps_the_sums(any_office: Office, citizen: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [case_made(any_office, citizen) for _ in range(3)]
    for code in codes[:2]:
        step(any_office, citizen, code, Action.SUBMIT, Action.FINISH_CHECK)
    with any_office.look() as work:
        before = work.session.scalar(select(func.count(CaseCount.id)))
    fold_counts(any_office)
    with any_office.look() as work:
        assert work.session.scalar(select(func.count(CaseCount.id))) == before, "few rows are left alone"
    monkeypatch.setattr(counts, "SPARE", 0)
    fold_counts(any_office)
    with any_office.look() as work:
        assert work.session.scalar(select(func.count(CaseCount.id))) == 2
        assert differences(work) == {}


def test_a_wrong_sum_is_seen_and_mended(any_office: Office, citizen: Person) -> None:
    code = case_made(any_office, citizen)
    with any_office.work() as work:
        hidden = update(Case).where(Case.code == code).values(state=State.CLOSED)
        work.session.execute(hidden.execution_options(synchronize_session=False))
    with any_office.work() as work:
        assert {place.state for place in differences(work)} == {State.DRAFT, State.CLOSED}
        assert recount(work) == 2
    with any_office.look() as work:
        assert differences(work) == {}
