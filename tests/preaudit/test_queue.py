from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.access import CaseNotFound
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit import queue
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


def _take(office: Office, auditor: Person) -> str | None:
    with office.work() as work:
        return queue.take_next(work, auditor.actor())


def test_the_case_due_first_is_taken_first(office: Office, person: PersonMaker, citizen: Person) -> None:
    full_case(office, citizen, due=date(2026, 12, 4))
    urgent = full_case(office, citizen, due=date(2026, 12, 1))
    assert _take(office, person(Role.AUDITOR)) == urgent


def test_what_is_not_in_review_is_never_taken(office: Office, person: PersonMaker, citizen: Person) -> None:
    full_case(office, citizen, state=State.CHECKING)
    full_case(office, citizen, state=State.SENT_BACK)
    assert _take(office, person(Role.AUDITOR)) is None


def test_who_holds_a_case_gets_the_same_again(office: Office, person: PersonMaker, citizen: Person) -> None:
    full_case(office, citizen)
    full_case(office, citizen)
    auditor = person(Role.AUDITOR)
    assert _take(office, auditor) == _take(office, auditor)


def test_no_two_auditors_get_the_same_case(office: Office, person: PersonMaker, citizen: Person) -> None:
    codes = {full_case(office, citizen) for _ in range(5)}
    auditors = [person(Role.AUDITOR) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda auditor: _take(office, auditor), auditors))
    got = [code for code in taken if code]
    assert sorted(got) == sorted(codes)
    assert taken.count(None) == 3


def test_no_two_auditors_get_the_same_case_on_any_database(any_office: Office) -> None:
    with any_office.work() as work:
        people = [
            Person(role=role, name=role, login=f"p{n}", created_at=work.now())
            for n, role in enumerate([Role.CITIZEN, *[Role.AUDITOR] * 6])
        ]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    codes = {full_case(any_office, people[0]) for _ in range(3)}
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda auditor: _take(any_office, auditor), people[1:]))
    assert sorted(code for code in taken if code) == sorted(codes)


def test_a_lock_that_ran_out_is_free_for_others(office: Office, person: PersonMaker, citizen: Person) -> None:
    code = full_case(office, citizen)
    slow, quick = person(Role.AUDITOR), person(Role.AUDITOR)
    _take(office, slow)
    assert _take(office, quick) is None
    stage(office).move_to(MONDAY + timedelta(minutes=21))
    with office.look() as work, pytest.raises(queue.NotHeld):
        queue.held_case(work, code, slow.actor())
    assert _take(office, quick) == code
    with office.look() as work, pytest.raises(queue.HeldByOther, match=quick.name):
        queue.held_case(work, code, slow.actor())


def test_work_on_a_case_keeps_the_lock(office: Office, person: PersonMaker, citizen: Person) -> None:
    code, auditor = full_case(office, citizen), person(Role.AUDITOR)
    _take(office, auditor)
    for minutes in (15, 30, 45):
        stage(office).move_to(MONDAY + timedelta(minutes=minutes))
        with office.work() as work:
            queue.keep(work, queue.held_case(work, code, auditor.actor()), auditor.actor())


def test_one_may_put_back_only_ones_own(office: Office, person: PersonMaker, citizen: Person) -> None:
    code, mine, other = full_case(office, citizen), person(Role.AUDITOR), person(Role.AUDITOR)
    _take(office, mine)
    for who, free in ((other, False), (mine, True)):
        with office.work() as work:
            queue.put_back(work, code, who.actor())
        assert (_holder(office, code) is None) is free


def test_a_supervisor_may_release(office: Office, person: PersonMaker, citizen: Person) -> None:
    code = full_case(office, citizen)
    _take(office, person(Role.AUDITOR))
    with office.work() as work:
        queue.put_back(work, code, person(Role.SUPERVISOR).actor(), "换人看")
    assert _holder(office, code) is None


def test_taking_a_chosen_case(office: Office, person: PersonMaker, citizen: Person) -> None:
    code, mine, other = full_case(office, citizen), person(Role.AUDITOR), person(Role.AUDITOR)
    for _ in range(2):
        with office.work() as work:
            queue.take(work, code, mine.actor())
    with office.work() as work, pytest.raises(queue.HeldByOther):
        queue.take(work, code, other.actor())
    with office.work() as work, pytest.raises(CaseNotFound):
        queue.take(work, "2222-2222", other.actor())


@pytest.mark.parametrize(
    ("state", "error"), [(State.DRAFT, CaseNotFound), (State.SENT_BACK, queue.NotInReview)]
)
def test_why_a_case_cannot_be_opened(
    office: Office,
    person: PersonMaker,
    citizen: Person,
    state: State,
    error: type[Exception],
) -> None:
    code = full_case(office, citizen, state=state)
    with office.look() as work, pytest.raises(error):
        queue.held_case(work, code, person(Role.AUDITOR).actor())


def _holder(office: Office, code: str) -> int | None:
    with office.look() as work:
        held = work.session.query(Case.held_by).filter_by(code=code).scalar()
        return int(held) if held else None
