"""A photo for papers: its shape, its background, one person before it."""

import cv2
import numpy as np
import pytest

from beebox.preaudit.portrait import count_heads, looks_like_portrait, measure_portrait, wrong_ratio
from beebox.preaudit.ports import Page
from tests.preaudit.pictures import paper


def before(colour: tuple[int, int, int]) -> Page:
    """The portrait of the papers with its blue background changed to this colour."""
    page = paper("portrait_photo_048").copy()
    blue = (page[..., 2].astype(int) - page[..., 0] > 60) & (page[..., 2] > 120)
    page[blue] = colour
    return page


def test_what_is_measured():
    found = measure_portrait(paper("portrait_photo_048"))
    assert found.background == "blue"
    assert found.heads == 1
    assert found.skin > 0.4
    assert found.ratio == pytest.approx(25 / 35, abs=0.01)


@pytest.mark.parametrize(
    ("colour", "word"), [((255, 255, 255), "white"), ((200, 40, 40), "red"), ((120, 140, 90), "other")]
)
def test_backgrounds(colour: tuple[int, int, int], word: str):
    assert measure_portrait(before(colour)).background == word


def test_an_uneven_background_spreads():
    page = before((255, 255, 255))
    shade = np.linspace(1, 0.6, page.shape[1])[None, :, None]
    assert measure_portrait((page * shade).astype(np.uint8)).spread > 3 * measure_portrait(page).spread + 10


def test_heads_are_counted():
    one = before((255, 255, 255))
    assert count_heads(one) == 1
    assert count_heads(np.hstack([one, one])) == 2
    assert count_heads(np.full((400, 300, 3), 255, np.uint8)) == 0


def test_a_person_before_a_plain_ground_is_a_portrait_and_a_card_is_none():
    page = before((255, 255, 255))
    assert looks_like_portrait(page, 0)
    assert looks_like_portrait(page, 2)
    assert not looks_like_portrait(page, 3)
    assert not looks_like_portrait(before((120, 140, 90)), 0)
    assert not looks_like_portrait(paper("id_card_front_057"), 0)
    assert not looks_like_portrait(cv2.resize(page, (600, 300)), 0)


def test_the_ratio_of_a_size():
    assert not wrong_ratio(22 / 32, "small_one_inch", 0.02)
    assert wrong_ratio(25 / 35, "small_one_inch", 0.02)
