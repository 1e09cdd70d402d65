"""A lamp's reflection is told from white paper by its shape, its fading rim and what it hides."""

import cv2
import numpy as np
import pytest

from beebox.preaudit.glare import breaks_off, glare_on, looks_like_glare, spots_of
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Box, Line
from beebox.preaudit.sight import see
from bench.spoiling import glared, laid, overexposed
from tests.preaudit.lines import line
from tests.preaudit.pictures import paper, printed

ROWS = tuple(line(f"第{n}行清楚的字样", 100, 60 + 60 * n) for n in range(8))
PAGE = printed(ROWS, paper_level=222)
NEVER = 1.0


def found_on(page: Page, lines: tuple[Line, ...] = ROWS, places: tuple[Box, ...] = ()) -> Box | None:
    spot = glare_on(see(page), lines, places, NEVER)
    return None if spot is None else spot.box


def test_the_lamp_on_a_card_has_its_spot():
    page = paper("glare_123")
    spot = glare_on(see(page), (), (), NEVER)
    assert spot is not None
    inside = page[spot.box.y : spot.box.bottom, spot.box.x : spot.box.right]
    assert inside.mean() > page.mean() + 20


@pytest.mark.parametrize("soft", [0.15, 0.5, 0.9])
@pytest.mark.parametrize("size", [(60, 40), (150, 70)])
def test_lamps_of_any_size_and_softness(soft: float, size: tuple[int, int]):
    spot = found_on(glared(PAGE, (600, 300), size, soft, 15), places=(Box(590, 285, 80, 30),))
    assert spot is not None
    assert spot.covers(Box(598, 298, 4, 4))


@pytest.mark.parametrize("name", ["id_card_back_009", "business_licence_024", "application_form_032"])
def test_white_paper_and_scans_do_not_glare(name: str):
    page = paper(name)
    assert found_on(page, ()) is None
    assert found_on(overexposed(page, 1.1), ()) is None
    desk, _ = laid(page, "white", np.random.default_rng(5), 1000)
    assert found_on(desk, ()) is None


def test_a_bright_corner_of_bare_paper_hides_nothing():
    """Evenly lit paper that just saturates somewhere fades so slowly that nothing was outshone."""
    down, across = np.mgrid[0:600, 0:900].astype(np.float32)
    far = np.hypot(across - 700, down - 450)
    page = np.clip(272 - far * 0.09, 0, 255)[..., None].repeat(3, axis=2).astype(np.uint8)
    assert found_on(page, ()) is None


def test_where_a_value_is_missing_a_fainter_spot_counts():
    light = printed(ROWS, paper_level=240)
    page = glared(light, (600, 105), (70, 30), 0.6, 0)
    assert found_on(page) is None
    assert found_on(page, places=(Box(560, 90, 80, 30),)) is not None


def test_a_white_label_on_dark_ground_is_no_lamp():
    page = np.full((600, 900, 3), 60, np.uint8)
    cv2.rectangle(page, (500, 200), (700, 320), (255, 255, 255), -1)
    assert found_on(page, ()) is None


def test_print_within_a_bright_spot_shows_that_it_is_paper():
    page = np.full((600, 900, 3), 120, np.uint8)
    cv2.rectangle(page, (150, 100), (650, 400), (255, 255, 255), -1)
    for y in range(130, 390, 30):
        cv2.line(page, (180, y), (620, y), (30, 30, 30), 6)
    spots = spots_of(see(page))
    assert not any(looks_like_glare(spot) for spot in spots)


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        (Line("到这里就断了", 0.9, Box(100, 140, 205, 30)), True),
        (Line("从这里又接上", 0.9, Box(395, 140, 200, 30)), True),
        (Line("离得还远", 0.9, Box(100, 140, 100, 30)), False),
        (Line("在上面的一行", 0.9, Box(100, 90, 205, 20)), False),
        (Line("一直穿过去的一行", 0.9, Box(100, 140, 500, 30)), False),
    ],
)
def test_print_that_breaks_off_at_a_spot(text: Line, breaks: bool):
    assert breaks_off(text, Box(300, 100, 100, 100)) is breaks
