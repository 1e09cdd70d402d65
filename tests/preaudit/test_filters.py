"""Every filter leaves exactly the cases it names, in order, page after page, on every database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit.queue import waiting_for
from beebox.preaudit.waiting import labels, sifting
from beebox.preaudit.waiting.filters import COLUMNS, USUAL, Filters, cleaned, from_kept
from beebox.preaudit.waiting.skills import Skills
from tests.conftest import MONDAY
from tests.preaudit.papers_made import make_case

BOSS = Actor(2, Role.SUPERVISOR)
ME = Actor(3, Role.AUDITOR)


@pytest.fixture
def full(any_office: Office) -> Office:
    """Thirty waiting cases, every third due on the same day, and some that do not wait."""
    with any_office.work() as work:
        roles = (Role.CITIZEN, Role.SUPERVISOR, Role.AUDITOR)
        work.session.add_all(
            Person(id=n, role=role, name=role, login=f"p{n}", created_at=work.now())
            for n, role in enumerate(roles, 1)
        )
        work.session.flush()
        citizen = work.session.get(Person, 1)
        label = labels.make_label(work, "加急", "wait", BOSS)
        for number in range(30):
            case = make_case(work, citizen, due=date(2026, 12, 1) + timedelta(days=number // 3))
            case.submitted_at = MONDAY - timedelta(days=number % 7)
            case.came_again, case.language = number % 5 == 0, "en" if number % 10 == 0 else "zh"
            case.number = f"440105202611{number:09d}"
            if number % 4 == 0:
                labels.put_on(work, case, label, BOSS)
            if number in {7, 8}:
                case.held_by, case.held_until = (3, 2)[number - 7], MONDAY + timedelta(minutes=5)
        for state in (State.SENT_BACK, State.CLOSED, State.CHECKING):
            labels.put_on(work, make_case(work, citizen, state=state), label, BOSS)
    return any_office


def all_pages(office: Office, filters: Filters) -> list[Case]:
    """Every case of every page, walked with "next" to the end and checked with "back"."""
    found: list[Case] = []
    with office.look() as work:
        asked = filters
        while True:
            page = sifting.sift(work, ME, asked)
            assert page.earlier is bool(found)
            found += page.cases
            if not page.later:
                break
            asked = replace(filters, after=page.cases[-1].code)
        if len(found) > sifting.PAGE:
            back = sifting.sift(work, ME, replace(filters, before=found[sifting.PAGE].code))
            assert [case.code for case in back.cases] == [case.code for case in found[: sifting.PAGE]]
            assert (back.earlier, back.later) == (False, True)
        assert sifting.count(work, ME, filters) == sifting.Found(len(found))
        work.session.expunge_all()
    return found


def test_without_filters_all_that_waits_comes_once_due_first(full: Office) -> None:
    cases = all_pages(full, Filters())
    assert len(cases) == len({case.id for case in cases}) == 30
    keys = [(case.notice_due_on, case.id) for case in cases]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(again="1"), 6),
        (Filters(again="0"), 24),
        (Filters(language="en"), 3),
        (Filters(label="1"), 8),
        (Filters(label="1", language="en"), 2),
        (Filters(label="1", held="free"), 7),
        (Filters(label="1", sort="newest"), 8),
        (Filters(label="99"), 0),
        (Filters(held="held"), 2),
        (Filters(held="mine"), 1),
        (Filters(held="free"), 28),
        (Filters(held="assigned"), 0),
        (Filters(item="elder-card-first"), 30),
        (Filters(item="nonsense"), 0),
        (Filters(department="civil-affairs"), 30),
        (Filters(department="nowhere"), 0),
        (Filters(shade="stop"), 3),
        (Filters(shade="good", again="1"), 4),
        (Filters(since="2026-11-30"), 5),
        (Filters(since="2026-11-28", until="2026-11-29"), 9),
        (Filters(sort="waiting"), 30),
        (Filters(sort="newest"), 30),
        (Filters(q="44010520261100000000X"), 0),
    ],
)
def test_each_filter_leaves_what_it_says(full: Office, filters: Filters, wanted: int) -> None:
    cases = all_pages(full, cleaned(filters))
    assert len(cases) == wanted
    if filters.sort != "due":
        keys = [(case.submitted_at, case.id) for case in cases]
        assert keys == sorted(keys, reverse=filters.sort == "newest")


def test_a_case_is_found_by_its_code_however_it_is_typed(full: Office) -> None:
    with full.look() as work:
        code = work.session.query(Case.code).filter(Case.state == State.REVIEWING).limit(1).scalar()
    (found,) = all_pages(full, Filters(q=code.lower().replace("-", " ")))
    assert found.code == code


def test_the_page_goes_on_where_it_was_although_its_last_case_is_gone(full: Office) -> None:
    with full.look() as work:
        first = {case.id: case.code for case in sifting.sift(work, ME, Filters()).cases}
        last_id, last = list(first.items())[-1]
    with full.work() as work:
        work.session.get(Case, last_id).came_again = True
        work.session.query(Case).filter_by(id=last_id).update({"held_by": 3})
    with full.look() as work:
        rest = {case.id for case in sifting.sift(work, ME, Filters(after=last)).cases}
    assert len(rest) == 5
    assert not rest & set(first)


def test_more_than_are_counted_is_said(full: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sifting, "MOST", 4)
    with full.look() as work:
        assert sifting.count(work, ME, Filters(label="1")) == sifting.Found(4, exact=False)
        assert sifting.count(work, ME, Filters()) == sifting.Found(30), "a kept sum is exact whatever it is"
        assert sifting.count(work, ME, Filters(held="free")) == sifting.Found(28)


texts = st.text(max_size=12)


@given(st.builds(Filters, *[texts] * 11, st.lists(st.sampled_from([*COLUMNS, "x"])).map(tuple), texts))
def test_whatever_stands_in_the_address_becomes_filters_that_can_be_kept(wild: Filters) -> None:
    sound = cleaned(wild)
    assert cleaned(sound) == sound
    assert set(sound.columns) <= set(COLUMNS)
    assert sound.columns
    again = from_kept(sound.asked())
    assert (again.named(), again.columns, again.sort) == (sound.named(), sound.columns, sound.sort)


def test_the_usual_columns_need_no_words_in_the_address() -> None:
    assert cleaned(Filters(columns=())).asked() == {}
    assert cleaned(Filters(columns=("code", *USUAL))).columns == USUAL
    assert Filters(item="a", shade="stop").without("item") == {"shade": "stop"}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(item="elder-card-first"),
        Filters(department="civil-affairs"),
        Filters(language="en"),
        Filters(again="1"),
        Filters(shade="stop"),
        Filters(label="1"),
        Filters(label="1", item="elder-card-first"),
        Filters(held="free"),
        Filters(held="held"),
        Filters(held="mine"),
        Filters(held="assigned"),
        Filters(since="2026-11-28"),
        Filters(sort="waiting"),
        Filters(sort="newest", item="elder-card-first"),
        Filters(q="7K3Q-9M2X"),
    ],
)
def test_no_filter_walks_through_all_cases_or_sorts_them(office: Office, filters: Filters) -> None:
    asked: list[tuple[str, object]] = []

    def hear(_connection, _cursor, statement, parameters, *_rest) -> None:  # type: ignore[no-untyped-def]
        asked.append((statement, parameters))

    event.listen(office.engine, "before_cursor_execute", hear)
    with office.look() as work:
        sifting.sift(work, ME, filters)
        sifting.sift(work, ME, replace(filters, after="7K3Q-9M2X"))
        sifting.count(work, ME, filters)
        event.remove(office.engine, "before_cursor_execute", hear)
        about = [(text, values) for text, values in asked if "FROM cases" in text or "case_labels" in text]
        assert about
        plans = [
            (row[3], text)
            for text, values in about
            for row in work.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    few = filters.q or filters.held in {"held", "mine", "assigned"}  # a handful may be sorted
    walked = [row for row in plans if row[0].startswith("SCAN c")]
    sorted_ = [row for row in plans if "TEMP B-TREE" in row[0] and not few]
    assert walked + sorted_ == []


def test_what_fits_is_found_lane_by_lane(office: Office) -> None:
    trained = Skills(frozenset({"a", "b"}), frozenset({"x"}), frozenset({"en"}), frozenset({3}))
    with office.look() as work:
        for skills, lanes in ((trained, 3), (Skills(), 1), (Skills(languages=frozenset({"en"})), 1)):
            wanted = waiting_for(work, ME, skills)
            asked = wanted.compile(office.engine, compile_kwargs={"render_postcompile": True})
            plan = work.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asked}", tuple(asked.params[name] for name in asked.positiontup or ())
            )
            steps = [row[3] for row in plan]
            assert sum("INDEX ix_cases_queue" in step for step in steps) == lanes
            assert not [step for step in steps if step.startswith("SCAN cases")]
