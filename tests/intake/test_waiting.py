"""How far reading is, told at once, or as soon as there is something to say."""

import time
from collections.abc import Callable, Iterator
from threading import Timer

import pytest
from sqlalchemy import select

from beebox.cases.papers import Material, MaterialVersion, ReadingState
from beebox.intake import material_views, waiting
from beebox.intake.waiting import Reading, reading_now, wait_for_reading
from tests.intake.walking import Walk, picture

STATE = "/materials/household_head/state"


@pytest.fixture
def given(walk: Walk) -> Iterator[Walk]:
    """Two files that wait for their reading: one of a single page, one of twelve."""
    walk.start()
    walk.give("household_head", picture(1))
    walk.give("household_head", picture(2))
    change(walk, pages=12)
    yield walk
    taken = [waiting.SEATS.acquire(blocking=False) for _ in range(4)]
    assert all(taken), "a seat was not given back"
    for _ in taken:
        waiting.SEATS.release()


def change(walk: Walk, **values: object) -> None:
    """Change the newest upload."""
    with walk.office.work() as work:
        newest = work.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id.desc())).first()
        assert newest is not None
        for name, value in values.items():
            setattr(newest, name, value)


def end(walk: Walk) -> None:
    with walk.office.work() as work:
        for upload in work.session.scalars(select(MaterialVersion)):
            upload.reading_state = ReadingState.READ


def material(walk: Walk) -> int:
    with walk.office.look() as work:
        return work.session.scalars(select(Material.id).where(Material.code == "household_head")).one()


def timed(act: Callable[[], Reading]) -> tuple[Reading, float]:
    began = time.monotonic()
    return act(), time.monotonic() - began


def later(seconds: float, act: Callable[[], None]) -> Timer:
    timer = Timer(seconds, act)
    timer.start()
    return timer


def test_pages_are_counted_over_all_files_there_are(given: Walk) -> None:
    with given.office.look() as work:
        assert reading_now(work, material(given)) == Reading(True, 0, 13)
    change(given, pages_read=5)
    with given.office.work() as work:
        first = work.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id)).first()
        assert first is not None
        first.reading_state = ReadingState.FAILED
    with given.office.look() as work:
        assert reading_now(work, material(given)) == Reading(True, 6, 13)
    change(given, pages_read=99)
    with given.office.look() as work:
        assert reading_now(work, material(given)) == Reading(True, 13, 13)
    end(given)
    change(given, removed_at=given.office.now())
    with given.office.look() as work:
        assert reading_now(work, material(given)) == Reading(False, 1, 1)


def test_the_end_of_reading_is_told_at_once(given: Walk) -> None:
    ending = later(0.15, lambda: end(given))
    now, took = timed(lambda: wait_for_reading(given.office, material(given), 20))
    ending.join()
    assert not now.busy
    assert took < 10


def test_a_further_page_is_told_at_once(given: Walk) -> None:
    change(given, pages_read=2)
    now, took = timed(lambda: wait_for_reading(given.office, material(given), 20, seen=1))
    assert (now.read, took < 5) == (2, True)
    turning = later(0.15, lambda: change(given, pages_read=3))
    now, took = timed(lambda: wait_for_reading(given.office, material(given), 20, seen=2))
    turning.join()
    assert (now.read, took < 10) == (3, True)


def test_nobody_waits_longer_than_they_want_to(given: Walk) -> None:
    now, took = timed(lambda: wait_for_reading(given.office, material(given), 0.2, seen=0))
    assert now.busy
    assert took >= 0.2
    assert timed(lambda: wait_for_reading(given.office, material(given), 0))[0].busy


def test_whoever_finds_no_seat_is_answered_at_once(given: Walk) -> None:
    for _ in range(4):
        assert waiting.SEATS.acquire(blocking=False)
    try:
        now, took = timed(lambda: wait_for_reading(given.office, material(given), 30))
    finally:
        for _ in range(4):
            waiting.SEATS.release()
    assert now.busy
    assert took < 10


def test_the_page_and_its_script_are_told_how_far_it_is(given: Walk) -> None:
    change(given, pages_read=3)
    page = given.browser.get(given.path("/materials/household_head")).text
    assert "已看完 3 页，共 13 页" in page
    assert '<progress max="13" value="3"' in page
    told = given.browser.get(given.path(STATE)).json
    assert told is not None
    assert (told["busy"], told["read"], told["pages"]) == (True, 3, 13)
    assert told["told"] == "已看完 3 页，共 13 页"
    end(given)
    told = given.browser.get(given.path(f"{STATE}?seen=3")).json
    assert told is not None
    assert (told["busy"], told["stamp"]) == (False, "ready")


def test_a_single_page_has_no_count(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    page = walk.browser.get(walk.path("/materials/id_front")).text
    assert "data-pages hidden" in page
    assert "已看完" not in page


def test_without_script_the_page_after_an_upload_waits_for_its_reading(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material_views, "PATIENCE", 20)
    walk.start()
    answer = walk.give("id_front", picture(1))
    assert answer.location == walk.path("/materials/id_front?given=yes")
    ending = later(0.3, lambda: end(walk))
    page = walk.browser.get(answer.location).text
    ending.join()
    assert "data-poll" not in page
    assert "已就绪" in page


def test_odd_questions_are_answered(given: Walk) -> None:
    end(given)
    for asked in ("-1", "x", "", "9" * 30, "１"):
        assert given.browser.get(given.path(STATE), query_string={"seen": asked}).status_code == 200
