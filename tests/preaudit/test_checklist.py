"""The checklist that must be complete before a review may end."""

from datetime import timedelta

import pytest

from beebox.accounts.roles import Actor, Role
from beebox.cases.papers import CorrectionBy, Finding, Material
from beebox.cases.queries import materials_of, uploads_of
from beebox.catalog.queries import current_items
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.preaudit import notice, review
from beebox.preaudit.checklist import ticking
from beebox.preaudit.checklist.lines import Checklist, checklist_of, general_lines
from beebox.preaudit.checklist.models import ChecklistAnswer, Ticked
from beebox.preaudit.rule_book import load_rule_book
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import find, full_case, give, reading
from tests.preaudit.test_review import decide, notice_by, pass_all, the_case, tick_all


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


def now(office: Office, code: str) -> Checklist:
    with office.look() as work:
        found = checklist_of(work, the_case(work, code))
        work.session.expunge_all()
    return found


def codes(office: Office, code: str) -> list[str]:
    return [line.line.code for line in now(office, code).lines]


def machine_says(office: Office, code: str, material: str, rule: str, answer: str) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        find(work, uploads_of(work, case.id)[row.id][0], rule, answer)


def test_every_item_has_its_own_lines_and_names_only_rules_there_are(office: Office) -> None:
    known = set(load_rule_book(ROOT / "catalogue").rules)
    with office.look() as work:
        items = current_items(work)
    assert len(items) == 15
    for item in items:
        assert 2 <= len(item.review_checklist) <= 4, item.code
        assert {rule for line in item.review_checklist for rule in line.rules} <= known
    for line in general_lines(ROOT / "catalogue"):
        assert set(line.rules) <= known


def test_only_what_applies_is_asked(office: Office, code: str) -> None:
    asked = codes(office, code)
    assert asked == ["of_age", "registered_here", "photo_prints", "same_party", "reachable"]
    with office.work() as work:
        case = the_case(work, code)
        case.answers = {**case.answers, "agent": "yes"}
        work.session.add(Material(case_id=case.id, code="agent_id_front", position=20))
    assert "agent_may" in codes(office, code)


def test_nothing_ends_before_every_line_is_confirmed(office: Office, code: str, auditor: Actor) -> None:
    with office.look() as work:
        materials = [row.code for row in materials_of(work, the_case(work, code).id)]
    for material in materials:
        decide(office, code, auditor, material, "pass")
    with pytest.raises(ticking.ChecklistOpen, match="5 条") as refused, office.work() as work:
        review.pass_case(work, the_case(work, code), auditor)
    assert refused.value.first.line.code == "of_age"
    decide(office, code, auditor, "form", "mend", "not_signed")
    with pytest.raises(ticking.ChecklistOpen), office.work() as work:
        notice.send_back(work, the_case(work, code), auditor)
    tick_all(office, code, auditor)
    with office.work() as work:
        assert notice.send_back(work, the_case(work, code), auditor) is not None


def test_a_tick_says_who_and_when_and_may_be_taken_back(office: Office, code: str, auditor: Actor) -> None:
    with office.work() as work:
        ticking.tick(work, the_case(work, code), "reachable", auditor)
    with office.look() as work:
        row = work.session.query(ChecklistAnswer).one()
        assert (row.code, row.answer, row.by) == ("reachable", Ticked.YES, auditor.id)
        assert timedelta() <= row.at - MONDAY < timedelta(minutes=1)
        assert (row.round, row.reader, row.by_machine) == (1, 1, False)
    assert now(office, code).lines[-1].by == auditor.name
    with office.work() as work:
        ticking.untick(work, the_case(work, code), "reachable")
    assert now(office, code).lines[-1].open


def test_the_machine_vouches_only_for_what_passed_everywhere(
    office: Office, code: str, auditor: Actor
) -> None:
    assert not now(office, code).vouched
    machine_says(office, code, "id_front", "old_enough", "pass")
    machine_says(office, code, "photo", "portrait_size", "cannot_tell")
    machine_says(office, code, "id_front", "name_matches_form", "pass")
    machine_says(office, code, "form", "name_matches_form", "fail")
    found = now(office, code)
    assert [line.line.code for line in found.vouched] == ["of_age"]
    assert found.next and found.next.line.code == "registered_here"
    with office.work() as work:
        assert ticking.tick_vouched(work, the_case(work, code), auditor) == 1
    first = now(office, code).lines[0]
    assert first.answer and first.answer.by_machine


def test_not_applicable_needs_a_word_and_a_line_that_allows_it(
    office: Office, code: str, auditor: Actor
) -> None:
    with office.work() as work:
        case = the_case(work, code)
        with pytest.raises(ticking.NoSuchLine):
            ticking.not_applicable(work, case, "reachable", auditor, "自取")
        with pytest.raises(ticking.NoSuchLine):
            ticking.tick(work, case, "nonsense", auditor)
        case.item_code, case.answers = "birth-plan-registration", {"couple": "single"}
        work.session.flush()
        with pytest.raises(ticking.WordNeeded):
            ticking.not_applicable(work, case, "child_order", auditor, "  ")
        ticking.not_applicable(work, case, "child_order", auditor, "还没有生")
        row = work.session.query(ChecklistAnswer).one()
        assert (row.answer, row.word) == (Ticked.NOT_APPLICABLE, "还没有生")


def test_the_next_round_asks_again_what_a_new_file_touches(office: Office, code: str, auditor: Actor) -> None:
    tick_all(office, code, auditor)
    stage(office).move_to(MONDAY + timedelta(hours=1))
    with office.work() as work:
        case = the_case(work, code)
        work.session.add(notice_by(work, case, CorrectionBy.PREAUDIT))
        row = work.session.query(Material).filter_by(case_id=case.id, code="photo").one()
        give(work, row, reading("portrait_photo"))
    found = now(office, code)
    assert [line.line.code for line in found.open_lines] == ["photo_prints", "same_party", "reachable"]
    assert all(line.carried for line in found.lines if not line.open)


def test_words_and_ticks_work_on_any_database(any_office: Office) -> None:
    from beebox.accounts.models import Person

    with any_office.work() as work:
        people = [
            Person(role=Role.CITIZEN, name="黄", phone="15000000001", created_at=work.now()),
            Person(role=Role.AUDITOR, name="李", login="li", created_at=work.now()),
        ]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    code, auditor = full_case(any_office, people[0]), people[1].actor()
    pass_all(any_office, code, auditor)
    with any_office.work() as work:
        assert review.pass_case(work, the_case(work, code), auditor) is review.Ended.MOVES
        assert work.session.query(Finding).count() == 0
