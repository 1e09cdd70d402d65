"""A citizen who thinks that the machine is wrong says so; a person reads it and nothing else happens."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.cases.papers import Finding, MaterialVersion, Remark
from beebox.cases.states import State
from tests.intake.test_submitting import find
from tests.intake.walking import Walk, picture

SAID = "照片很清楚，签名在右下角"


@pytest.fixture
def faulty(walk: Walk) -> Walk:
    """An ID card with one finding that must be mended."""
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "没有签名，请签好再拍")
    return walk


def form(walk: Walk, **changes: str) -> dict[str, str]:
    """What the page's own form sends about the newest finding."""
    with walk.office.look() as work:
        finding = work.session.scalars(select(Finding).order_by(Finding.id.desc())).first()
        assert finding is not None
        return {"rule": finding.rule, "place": finding.place, "note": SAID, **changes}


def doubt(walk: Walk, **changes: str) -> int:
    return walk.browser.post(walk.path("/materials/id_front/doubt"), data=form(walk, **changes)).status_code


def remarks(walk: Walk) -> list[tuple[str, str, str]]:
    with walk.office.look() as work:
        return [(one.rule, one.place, one.note) for one in work.session.scalars(select(Remark))]


def page(walk: Walk) -> str:
    return walk.browser.get(walk.path("/materials/id_front")).text


def test_what_was_said_stands_at_its_finding_and_a_person_will_look(faulty: Walk) -> None:
    assert "我觉得机器看错了" in page(faulty)
    assert "需重拍" in faulty.browser.get(faulty.path()).text
    assert doubt(faulty) == 303
    shown = page(faulty)
    assert SAID in shown
    assert "您说：机器看错了" in shown
    assert '<details class="doubt"' not in shown
    assert "交人工看" in faulty.browser.get(faulty.path()).text
    with faulty.office.look() as work:
        finding = work.session.scalars(select(Finding)).one()
        assert (finding.answer, finding.severity) == ("fail", "must")


def test_the_newer_note_stands_and_none_is_needed(faulty: Walk) -> None:
    assert doubt(faulty) == doubt(faulty, note="") == 303
    assert [note for _, _, note in remarks(faulty)] == [""]
    assert "您说：机器看错了" in page(faulty)


def test_it_can_be_taken_back(faulty: Walk) -> None:
    doubt(faulty)
    for _ in range(2):
        answer = faulty.browser.post(faulty.path("/materials/id_front/doubt/back"), data=form(faulty))
        assert answer.status_code == 303
    assert remarks(faulty) == []
    assert "需重拍" in faulty.browser.get(faulty.path()).text


def test_all_that_must_be_mended_has_to_be_doubted_before_a_person_looks(faulty: Walk) -> None:
    find(faulty, "id_front", "照片太暗，请重拍")
    with faulty.office.work() as work:
        last = work.session.scalars(select(Finding).order_by(Finding.id.desc())).first()
        assert last is not None
        last.rule = "readable"
    doubt(faulty)
    assert "需重拍" in faulty.browser.get(faulty.path()).text
    doubt(faulty, rule="signature_present")
    assert "交人工看" in faulty.browser.get(faulty.path()).text


def test_a_new_picture_leaves_the_old_word_behind(faulty: Walk) -> None:
    doubt(faulty)
    with faulty.office.look() as work:
        old = work.session.scalars(select(MaterialVersion.id)).one()
    faulty.give("id_front", picture(2), replaces=str(old))
    with faulty.office.work() as work:
        work.session.delete(work.session.scalars(select(Finding)).one())
    find(faulty, "id_front", "还是没有签名")
    assert SAID not in page(faulty)
    assert "需重拍" in faulty.browser.get(faulty.path()).text


@pytest.mark.parametrize("changes", [{"rule": "not_expired"}, {"place": "999:1"}, {"place": ""}])
def test_only_a_finding_there_is_can_be_doubted(faulty: Walk, changes: dict[str, str]) -> None:
    assert doubt(faulty, **changes) == 409
    assert remarks(faulty) == []


@pytest.mark.parametrize("changes", [{"rule": ""}, {"rule": "r" * 61}, {"rule": "a\x00b"}])
def test_what_no_form_of_ours_sends_is_turned_away(faulty: Walk, changes: dict[str, str]) -> None:
    assert doubt(faulty, **changes) == 400


def test_what_passed_cannot_be_doubted(faulty: Walk) -> None:
    with faulty.office.work() as work:
        work.session.scalars(select(Finding)).one().answer = "pass"
    assert doubt(faulty) == 409
    assert "我觉得机器看错了" not in page(faulty)


def test_a_note_that_is_too_long_is_shown_again_and_not_lost(faulty: Walk) -> None:
    answer = faulty.browser.post(faulty.path("/materials/id_front/doubt"), data=form(faulty, note="长" * 201))
    assert answer.status_code == 422
    assert "长" * 201 in answer.text
    assert '<details class="doubt" open>' in answer.text
    assert remarks(faulty) == []


def test_it_hinders_nothing_and_is_closed_with_the_case(walk: Walk) -> None:
    walk.ready()
    find(walk, "id_front", "没有签名，请签好再拍")
    doubt(walk)
    assert walk.submit().status_code == 303
    assert walk.case().state is State.CHECKING
    assert doubt(walk, note="再说一句") == 409
    assert [note for _, _, note in remarks(walk)] == [SAID]
    shown = page(walk)
    assert SAID in shown
    assert "收回这句话" not in shown


@pytest.mark.parametrize("path", ["/materials/id_front/doubt", "/materials/id_front/doubt/back"])
def test_nobody_speaks_for_another(faulty: Walk, stranger: FlaskClient, path: str) -> None:
    doubt(faulty)
    assert stranger.post(faulty.path(path), data=form(faulty, note="别人写的")).status_code == 404
    assert [note for _, _, note in remarks(faulty)] == [SAID]
