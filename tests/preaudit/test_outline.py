"""A paper that runs out of the picture: three edges seen, the fourth outside, or a corner."""

import numpy as np
import pytest
from numpy.typing import NDArray

from beebox.preaudit.outline import find_open_side
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Box, Line
from beebox.preaudit.sight import see
from bench.spoiling import DESKS, SIDES, cut_off, laid
from tests.preaudit.lines import line
from tests.preaudit.pictures import paper

SEEN = tuple(desk for desk in DESKS if desk != "white")
"""White paper on a white desk has no edges anybody could see."""


def on_desk(name: str, desk: str, seed: int) -> tuple[Page, NDArray[np.float64], tuple[Line, ...]]:
    """A paper on a desk, its corners there, and a few lines in its middle."""
    page = paper(name)
    picture, matrix = laid(page, desk, np.random.default_rng(seed), 900)
    height, width = page.shape[:2]
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ matrix.T
    corners = corners[:, :2] / corners[:, 2:]
    x, y = (round(float(part)) for part in corners.mean(axis=0))
    return (
        picture,
        corners,
        tuple(line("中间的几行字", x - 60, y + 30 * at, w=120, h=18) for at in (-1, 0, 1)),
    )


def without(picture: Page, corners: NDArray[np.float64], side: str, share: float) -> Page:
    """The picture cut so that this share of the paper is lost at that side."""
    height, width = picture.shape[:2]
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    shares = {
        "left": (x0 + share * (x1 - x0)) / width,
        "right": (width - x1 + share * (x1 - x0)) / width,
        "top": (y0 + share * (y1 - y0)) / height,
        "bottom": (height - y1 + share * (y1 - y0)) / height,
    }
    return cut_off(picture, side, shares[side])


def at_side(box: Box, page: Page) -> str:
    height, width = page.shape[:2]
    far = {"left": box.x, "right": width - box.right, "top": box.y, "bottom": height - box.bottom}
    return min(far, key=lambda side: far[side])


@pytest.mark.parametrize("side", SIDES)
def test_a_paper_cut_off_is_seen_at_its_side(side: str):
    found = []
    for at, desk in enumerate(SEEN):
        name = ("id_card_back_009", "business_licence_024", "application_form_032")[at % 3]
        picture, corners, lines = on_desk(name, desk, 10 + at)
        page = without(picture, corners, side, 0.2)
        shift = {"left": picture.shape[1] - page.shape[1], "top": picture.shape[0] - page.shape[0]}.get(
            side, 0
        )
        across, down = (shift, 0) if side == "left" else (0, shift)
        moved = [
            Line(one.text, 0.9, Box(one.box.x - across, one.box.y - down, one.box.w, one.box.h))
            for one in lines
        ]
        box = find_open_side(see(page), moved, whole=True)
        found.append(box is not None and at_side(box, page) == side)
    assert found.count(True) >= len(SEEN) - 1


@pytest.mark.parametrize("desk", DESKS)
def test_a_paper_wholly_in_the_picture_is_left_alone(desk: str):
    for at, name in enumerate(("id_card_back_009", "business_licence_024", "application_form_032")):
        picture, _, lines = on_desk(name, desk, 30 + at)
        assert find_open_side(see(picture), lines, whole=True) is None


@pytest.mark.parametrize(
    "name", ["id_card_back_009", "business_licence_024", "application_form_032", "property_certificate_099"]
)
def test_frames_and_tables_of_scans_are_no_edges(name: str):
    page = paper(name)
    height, width = page.shape[:2]
    lines = [line("中间的几行字", width // 2 - 60, height // 2 + 40 * at, w=120) for at in (-1, 0, 1)]
    assert find_open_side(see(page), lines, whole=True) is None


def test_print_outside_the_edges_shows_that_they_are_no_paper():
    picture, corners, lines = on_desk("id_card_back_009", "plain", 11)
    page = without(picture, corners, "bottom", 0.2)
    assert find_open_side(see(page), lines, whole=True) is not None
    elsewhere = [line("桌上的另一行字", 5, 5 + 30 * at, w=60, h=18) for at in range(3)]
    assert find_open_side(see(page), elsewhere, whole=True) is None


def test_a_picture_of_nothing_has_no_edges():
    assert find_open_side(see(np.full((300, 400, 3), 128, np.uint8)), (), whole=True) is None
