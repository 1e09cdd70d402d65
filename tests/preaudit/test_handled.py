"""What is put down of a review when it ends: by the day it is here, not in Greenwich."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.papers import Finding, Material, MaterialVersion
from beebox.cases.queries import materials_of
from beebox.cases.states import Action
from beebox.kernel.db import Office
from beebox.preaudit import notice, queue, review
from beebox.preaudit.handled import HandledReview, NamedFault, Taking
from beebox.preaudit.handled_before import tell_earlier_reviews
from beebox.preaudit.models import Outcome
from beebox.preaudit.rulework.verdicts import judge_finding
from tests.conftest import MONDAY, PersonMaker, stage
from tests.handling.cases_made import case_made, submit
from tests.preaudit.papers_made import find, give, reading
from tests.preaudit.test_review import decide, pass_all, the_case

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mei(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


@pytest.fixture
def lan(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


@pytest.fixture
def hand_in(office: Office, citizen: Person) -> Callable[..., str]:
    """A case handed in and checked at this moment; again, when its code is given."""

    def make(at: datetime, code: str = "") -> str:
        stage(office).move_to(at)
        code = code or case_made(office, citizen)
        with office.work() as work:
            for material in materials_of(work, the_case(work, code).id):
                give(work, material, reading())
        submit(office, code)
        with office.work() as work:
            move(work, the_case(work, code), Action.FINISH_CHECK, SYSTEM)
        return code

    return make


def take(office: Office, code: str, who: Actor) -> None:
    with office.work() as work:
        queue.take(work, code, who)


def finish(office: Office, code: str, who: Actor, *mend: str) -> None:
    """Pass it, or send it back for these materials."""
    pass_all(office, code, who, but=mend)
    for material in mend:
        decide(office, code, who, material, "mend", "unreadable")
    with office.work() as work:
        case = the_case(work, code)
        if mend:
            notice.send_back(work, case, who)
        else:
            review.pass_case(work, case, who)


def told(office: Office) -> list[HandledReview]:
    with office.look() as work:
        rows = work.session.query(HandledReview).order_by(HandledReview.review_id).all()
        work.session.expunge_all()
        return rows


def test_a_review_that_passes(office: Office, hand_in: Callable[..., str], mei: Actor) -> None:
    code = hand_in(MONDAY)
    stage(office).move_to(MONDAY + HOUR)
    take(office, code, mei)
    stage(office).move_to(MONDAY + HOUR + 3 * MINUTE)
    finish(office, code, mei)
    (row,) = told(office)
    assert (row.auditor_id, row.item_code, row.round) == (mei.id, "elder-card-first", 1)
    assert (row.outcome, row.on, row.handed_in_on) == (Outcome.PASSED, MONDAY.date(), MONDAY.date())
    assert (row.workdays, row.window_day, row.fails, row.overruled) == (0, 0, 0, 0)
    assert row.seconds in range(180, 200)
    with office.look() as work:
        assert row.department_id == the_case(work, code).department_id
        assert work.session.query(NamedFault).count() == 0


def test_midnight_is_midnight_here(office: Office, hand_in: Callable[..., str], mei: Actor) -> None:
    """23:50 and 00:10 in Guangzhou are one day in Greenwich, and two here."""
    late = MONDAY.replace(hour=23, minute=50)
    code = hand_in(late)
    take(office, code, mei)
    stage(office).move_to(late + 20 * MINUTE)
    finish(office, code, mei)
    (row,) = told(office)
    assert (row.handed_in_on, row.on, row.workdays) == (date(2026, 11, 30), date(2026, 12, 1), 1)
    assert row.window_day == 1


def test_a_weekend_is_no_working_day(office: Office, hand_in: Callable[..., str], mei: Actor) -> None:
    code = hand_in(datetime.fromisoformat("2026-12-04T17:00+08:00"))
    stage(office).move_to(datetime.fromisoformat("2026-12-07T09:00+08:00"))
    take(office, code, mei)
    finish(office, code, mei)
    (row,) = told(office)
    assert (row.handed_in_on, row.on, row.workdays) == (date(2026, 12, 4), date(2026, 12, 7), 1)


def test_sent_back_twice_and_passed(
    office: Office, hand_in: Callable[..., str], mei: Actor, lan: Actor
) -> None:
    code = hand_in(MONDAY)
    take(office, code, mei)
    finish(office, code, mei, "form", "photo")
    hand_in(MONDAY + 24 * HOUR, code)
    take(office, code, lan)
    finish(office, code, lan, "form")
    hand_in(MONDAY + 72 * HOUR, code)
    take(office, code, lan)
    finish(office, code, lan)
    rows = told(office)
    assert [(row.round, row.outcome.value, row.auditor_id) for row in rows] == [
        (1, "sent_back", mei.id), (2, "sent_back", lan.id), (3, "passed", lan.id),
    ]  # fmt: skip
    assert [row.handed_in_on.day for row in rows] == [30, 1, 3], "each answers its own submission"
    with office.look() as work:
        faults = work.session.query(NamedFault).order_by(NamedFault.review_id, NamedFault.material_code)
        assert [(row.material_code, row.reason, row.on.day) for row in faults] == [
            ("form", "unreadable", 30), ("photo", "unreadable", 30), ("form", "unreadable", 1),
        ]  # fmt: skip


def test_put_back_and_taken_by_another_counts_from_the_last_taking(
    office: Office, hand_in: Callable[..., str], mei: Actor, lan: Actor
) -> None:
    code = hand_in(MONDAY)
    take(office, code, mei)
    stage(office).move_to(MONDAY + 10 * MINUTE)
    with office.work() as work:
        queue.put_back(work, code, mei)
    take(office, code, lan)
    stage(office).move_to(MONDAY + 12 * MINUTE)
    finish(office, code, lan)
    (row,) = told(office)
    assert row.auditor_id == lan.id
    assert row.seconds in range(120, 140)
    with office.look() as work:
        assert work.session.query(Taking).one().auditor_id == lan.id


def test_taking_again_what_one_holds_does_not_start_anew(
    office: Office, hand_in: Callable[..., str], mei: Actor
) -> None:
    code = hand_in(MONDAY)
    take(office, code, mei)
    stage(office).move_to(MONDAY + 10 * MINUTE)
    take(office, code, mei)
    with office.work() as work:
        assert queue.take_next(work, mei) == code
    finish(office, code, mei)
    assert (told(office)[0].seconds or 0) >= 590


def test_nobody_knows_how_long_it_was_in_hand_where_nobody_took_it(
    office: Office, hand_in: Callable[..., str], mei: Actor, lan: Actor
) -> None:
    code = hand_in(MONDAY)
    take(office, code, lan)
    finish(office, code, mei)
    assert told(office)[0].seconds is None


def test_overruled_is_what_the_machine_failed_and_the_auditor_passed(
    office: Office, hand_in: Callable[..., str], mei: Actor
) -> None:
    code = hand_in(MONDAY)
    with office.work() as work:
        uploads = {
            material.code: work.session.query(MaterialVersion).filter_by(material_id=material.id).first()
            for material in materials_of(work, the_case(work, code).id)
        }
        for material, rule, answer in (
            ("form", "readable", "fail"), ("form", "has_signature", "fail"), ("photo", "readable", "fail"),
            ("photo", "right_type", "cannot_tell"), ("id_front", "readable", "pass"),
        ):  # fmt: skip
            upload = uploads[material]
            assert upload is not None
            find(work, upload, rule, answer)
    take(office, code, mei)
    finish(office, code, mei, "photo")
    (row,) = told(office)
    assert (row.fails, row.overruled) == (3, 2)


def test_a_word_on_the_finding_itself_counts_before_the_decision_on_its_material(
    office: Office, hand_in: Callable[..., str], mei: Actor
) -> None:
    code = hand_in(MONDAY)
    with office.work() as work:
        for material in materials_of(work, the_case(work, code).id):
            upload = work.session.query(MaterialVersion).filter_by(material_id=material.id).first()
            if material.code in {"form", "photo", "id_front"}:
                assert upload is not None
                find(work, upload, "readable", "fail")
    take(office, code, mei)
    with office.work() as work:
        at = {
            row[1]: row[0]
            for row in work.session.query(Finding.id, Material.code).join(
                Material, Material.id == Finding.material_id
            )
        }
        for material, word in (
            ("form", "right"),
            ("photo", "wrong"),
            ("id_front", "right"),
            ("id_front", "back"),
        ):
            judge_finding(work, the_case(work, code), at[material], word, mei)
    finish(office, code, mei, "photo")
    (row,) = told(office)
    assert (row.fails, row.overruled) == (3, 2), "the photo outright, the front of the card by being passed"


def test_reviews_from_before_are_told_once(
    office: Office, hand_in: Callable[..., str], mei: Actor, lan: Actor
) -> None:
    assert tell_earlier_reviews(office) == 0
    late = MONDAY.replace(hour=23, minute=50)
    code = hand_in(late)
    take(office, code, mei)
    stage(office).move_to(late + 20 * MINUTE)
    finish(office, code, mei, "form", "photo")
    hand_in(MONDAY + 48 * HOUR, code)
    take(office, code, lan)
    finish(office, code, lan)
    known = told(office)
    with office.work() as work:
        work.session.query(HandledReview).delete()
        work.session.query(NamedFault).delete()
    assert tell_earlier_reviews(office) == 2
    assert tell_earlier_reviews(office) == 0
    same = ("review_id", "auditor_id", "round", "outcome", "on", "handed_in_on", "workdays", "item_code")
    for before, now in zip(known, told(office), strict=True):
        assert [getattr(before, name) for name in same] == [getattr(now, name) for name in same]
        assert (now.seconds, now.window_day, now.fails) == (None, None, 0)
    with office.look() as work:
        assert {row.material_code for row in work.session.query(NamedFault)} == {"form", "photo"}


def test_only_what_is_missing_is_told(office: Office, hand_in: Callable[..., str], mei: Actor) -> None:
    for n in range(3):
        code = hand_in(MONDAY + n * HOUR)
        take(office, code, mei)
        finish(office, code, mei)
    with office.work() as work:
        work.session.query(HandledReview).filter_by(review_id=1).delete()
    assert tell_earlier_reviews(office) == 1
    assert [row.seconds is None for row in told(office)] == [True, False, False]
