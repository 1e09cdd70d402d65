"""Who is given which case: by training, by what a supervisor said, within what they can carry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Office, Overtaken
from beebox.preaudit import queue
from beebox.preaudit.models import Outcome, Review
from beebox.preaudit.queue_desk.assigning import NotTheirTraining, assign
from beebox.preaudit.waiting import hands, skills
from beebox.preaudit.waiting.models import HandKind
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case, make_case

ELDER = "elder-card-first"


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def boss(person: PersonMaker) -> Actor:
    return person(Role.SUPERVISOR).actor()


def taken(office: Office, auditor: Person) -> str | None:
    with office.work() as work:
        return queue.take_next(work, auditor.actor())


def other_item(office: Office) -> str:
    """An item of another department."""
    with office.look() as work:
        items = {item.code: item.department for item in current_items(work)}
    return next(code for code, place in items.items() if place != items[ELDER])


def waiting(office: Office, citizen: Person, item: str = ELDER, language: str = "zh", day: int = 4) -> str:
    """A waiting case of this item and language, due on this December day."""
    with office.work() as work:
        case = make_case(work, citizen, due=date(2026, 12, day))
        items = {one.code: one for one in current_items(work)}
        place = next(p for p in departments(work) if p.code == items[item].department)
        case.item_code, case.item_version, case.department_id = item, items[item].version, place.id
        case.language = language
        return case.code


def train(office: Office, person: Person, boss: Actor, **wanted: object) -> None:
    sets = {name: frozenset(value) if isinstance(value, set) else value for name, value in wanted.items()}
    with office.work() as work:
        skills.train(work, person, skills.Skills(**sets), boss)  # type: ignore[arg-type]


def test_an_item_nobody_taught_me_is_not_given(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    strange = waiting(office, citizen, other_item(office), day=1)
    known = waiting(office, citizen, day=4)
    trained, anybody = person(Role.AUDITOR), person(Role.AUDITOR)
    train(office, trained, boss, items={ELDER})
    assert taken(office, trained) == known
    assert taken(office, anybody) == strange


def test_a_department_means_all_its_items_and_the_most_urgent_of_all_lanes_comes_first(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    other = other_item(office)
    with office.look() as work:
        place = next(item.department for item in current_items(work) if item.code == other)
    late = waiting(office, citizen, ELDER, day=4)
    urgent = waiting(office, citizen, other, day=1)
    one = person(Role.AUDITOR)
    train(office, one, boss, items={ELDER}, departments={place})
    assert taken(office, one) == urgent
    with office.work() as work:
        queue.put_back(work, urgent, one.actor())
    train(office, one, boss, items={ELDER})
    assert taken(office, one) == late


def test_a_language_is_a_skill_of_its_own(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    english = waiting(office, citizen, language="en", day=1)
    chinese = waiting(office, citizen, day=4)
    reads_chinese, reads_both = person(Role.AUDITOR), person(Role.AUDITOR)
    train(office, reads_chinese, boss, languages={"zh"})
    train(office, reads_both, boss, languages={"zh", "en"})
    assert taken(office, reads_chinese) == chinese
    assert taken(office, reads_both) == english


def test_a_chosen_case_must_fit_too(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    code, one = waiting(office, citizen, other_item(office)), person(Role.AUDITOR)
    train(office, one, boss, items={ELDER})
    with office.work() as work, pytest.raises(queue.NotTrained):
        queue.take(work, code, one.actor())


def test_a_full_day_and_full_hands_are_told(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    codes, one = [waiting(office, citizen) for _ in range(2)], person(Role.AUDITOR)
    train(office, one, boss, at_once=1)
    with office.work() as work:
        queue.take(work, codes[0], one.actor())
    with office.work() as work, pytest.raises(queue.HandsFull, match="1"):
        queue.take(work, codes[1], one.actor())
    with office.work() as work:
        queue.put_back(work, codes[0], one.actor())
        work.session.add(Review(case_id=1, round=1, outcome=Outcome.PASSED, auditor_id=one.id, at=work.now()))
    train(office, one, boss, a_day=1)
    with office.work() as work, pytest.raises(queue.DayFull, match="1"):
        queue.take_next(work, one.actor())
    stage(office).move_to(MONDAY + timedelta(days=1))
    assert taken(office, one) == codes[0]


def test_an_assigned_case_is_given_to_its_auditor_first_and_to_nobody_else_today(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    calm = full_case(office, citizen, due=date(2026, 12, 4))
    urgent = full_case(office, citizen, due=date(2026, 12, 1))
    chosen, other = person(Role.AUDITOR), person(Role.AUDITOR)
    with office.work() as work:
        assign(work, calm, chosen, boss, "熟悉这一家")
    with office.work() as work, pytest.raises(queue.AssignedToOther, match=chosen.name):
        queue.take(work, calm, other.actor())
    assert taken(office, other) == urgent
    assert taken(office, chosen) == calm
    with office.look() as work:
        (told,) = hands.untold(work, chosen.actor())
        assert (told.code, told.kind, told.why) == (calm, HandKind.ASSIGNED, "熟悉这一家")


def test_an_assignment_is_over_at_midnight(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    code, other = full_case(office, citizen), person(Role.AUDITOR)
    with office.work() as work:
        assign(work, code, person(Role.AUDITOR), boss, "")
    assert taken(office, other) is None
    stage(office).move_to(MONDAY + timedelta(days=1))
    assert taken(office, other) == code


def test_only_what_fits_and_is_free_is_assigned(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    held, strange = full_case(office, citizen), waiting(office, citizen, other_item(office))
    gone = full_case(office, citizen, state=State.SENT_BACK)
    holder, one = person(Role.AUDITOR), person(Role.AUDITOR)
    train(office, one, boss, items={ELDER})
    with office.work() as work:
        queue.take(work, held, holder.actor())
    for code, why in (
        (held, queue.HeldByOther),
        (strange, NotTheirTraining),
        (gone, queue.NotInReview),
    ):
        with office.work() as work, pytest.raises(why):
            assign(work, code, one, boss, "")


def test_a_release_is_told_with_its_reason_until_it_is_read(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor
) -> None:
    code, one = full_case(office, citizen), person(Role.AUDITOR)
    taken(office, one)
    with office.work() as work, pytest.raises(hands.WhyMoved):
        queue.put_back(work, code, boss)
    with office.work() as work:
        queue.put_back(work, code, boss, "您去开会了")
    with office.look() as work:
        (told,) = hands.untold(work, one.actor())
        assert (told.kind, told.why, told.by) == (HandKind.RELEASED, "您去开会了", boss.name)
    with office.work() as work:
        hands.read(work, one.actor())
    with office.look() as work:
        assert hands.untold(work, one.actor()) == []
        case_id = work.session.query(Case.id).filter_by(code=code).scalar()
        ((whom, move),) = hands.moves_of(work, case_id)
        assert (whom, move.why) == (one.name, "您去开会了")


def test_what_nobody_present_takes_is_known(
    office: Office, citizen: Person, person: PersonMaker, boss: Actor, signed_in: Callable[..., object]
) -> None:
    other = other_item(office)
    waiting(office, citizen, other)
    waiting(office, citizen)
    one = person(Role.AUDITOR)
    train(office, one, boss, items={ELDER})
    with office.look() as work:
        assert {left.item for left in skills.nobody_fits(work)} == {ELDER, other}, "nobody is here yet"
    signed_in(one)
    with office.look() as work:
        assert [(left.item, left.number) for left in skills.nobody_fits(work)] == [(other, 1)]
    stage(office).move_to(MONDAY + timedelta(hours=1))
    with office.look() as work:
        assert len(skills.nobody_fits(work)) == 2, "who did nothing for half an hour has left"


def test_trained_and_untrained_race_on_any_database(any_office: Office) -> None:
    with any_office.work() as work:
        people = [
            Person(role=role, name=f"{role}{n}", login=f"p{n}", created_at=work.now())
            for n, role in enumerate([Role.CITIZEN, Role.SUPERVISOR, *[Role.AUDITOR] * 6])
        ]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    citizen, chief, *auditors = people
    for one in auditors[:3]:
        train(any_office, one, chief.actor(), items={ELDER}, languages={"zh"})
    own = {full_case(any_office, citizen) for _ in range(2)}
    other = {waiting(any_office, citizen, other_item(any_office)) for _ in range(2)}
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda one: taken(any_office, one), auditors))
    assert sorted(code for code in got if code) == sorted({code for code in got if code}), "none twice"
    assert {code for code in got[:3] if code} <= own
    assert {code for code in got if code} == own | other


def test_assigning_and_taking_race_on_any_database(any_office: Office) -> None:
    with any_office.work() as work:
        people = [
            Person(role=role, name=f"{role}{n}", login=f"p{n}", created_at=work.now())
            for n, role in enumerate([Role.CITIZEN, Role.SUPERVISOR, Role.AUDITOR, Role.AUDITOR])
        ]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    citizen, chief, chosen, other = people
    for _ in range(5):
        code = full_case(any_office, citizen)

        def give(code: str = code) -> bool:
            try:
                with any_office.work() as work:
                    assign(work, code, chosen, chief.actor(), "")
            except (queue.HeldByOther, Overtaken):
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            given, got = pool.submit(give), pool.submit(taken, any_office, other)
        assert given.result() is not (got.result() == code), "one of the two, never both"
        with any_office.work() as work:  # out of the way of the next round
            queue.put_back(work, code, chief.actor(), "下一轮")
            assign(work, code, chosen, chief.actor(), "")
