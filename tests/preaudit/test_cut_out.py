"""Papers cut out of drawn backgrounds, and what must be left alone."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from beebox.kernel.settings import ROOT
from beebox.preaudit.cut_out import cut_out
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages, turned_upright
from beebox.preaudit.placing import Placing
from beebox.preaudit.report import Box
from beebox.preaudit.sniffing import sniff

PAPERS = ROOT / "tests" / "data" / "papers"
Picture = NDArray[np.uint8]


def loaded(name: str) -> Picture:
    data = (PAPERS / name).read_bytes()
    return next(iter(load_pages(data, sniff(data), Limits())))


def desk(width: int = 1400, height: int = 1000, colour: tuple[int, int, int] = (70, 60, 55)) -> Picture:
    noise = np.random.default_rng(7).normal(0, 3, (height, width, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def laid(ground: Picture, paper: Picture, corners: list[tuple[int, int]]) -> Picture:
    """The paper lying on the ground with its corners there, from the top left, clockwise."""
    height, width = paper.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    size = (ground.shape[1], ground.shape[0])
    drawn = cv2.warpPerspective(paper, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(paper.shape[:2], 255, np.uint8), matrix, size)
    return np.where(mask[..., None] > 127, drawn, ground).astype(np.uint8)


@pytest.mark.parametrize(
    "corners",
    [
        [(300, 200), (1100, 200), (1100, 710), (300, 710)],
        [(340, 180), (1130, 260), (1070, 770), (280, 690)],
        [(330, 220), (1060, 240), (1150, 740), (250, 700)],
    ],
    ids=["straight", "turned", "seen from below"],
)
def test_a_card_on_a_desk_becomes_a_rectangle(corners: list[tuple[int, int]]) -> None:
    found = cut_out(laid(desk(), loaded("id_card_front_004.jpg"), corners))
    assert len(found) == 1
    height, width = found[0].pixels.shape[:2]
    assert 1.3 < max(height, width) / min(height, width) < 1.75
    back = found[0].back @ np.array([width / 2, height / 2, 1.0])
    middle = np.array(corners).mean(axis=0)
    assert np.linalg.norm(back[:2] / back[2] - middle) < 40


def test_two_cards_on_one_desk_are_two() -> None:
    front, back = loaded("id_card_front_004.jpg"), loaded("id_card_back_009.jpg")
    ground = desk(1200, 1600)
    front = turned_upright(front, 90) if front.shape[0] > front.shape[1] else front
    one = laid(ground, front, [(200, 150), (1000, 170), (990, 680), (190, 660)])
    both = laid(one, back, [(210, 900), (1010, 880), (1020, 1390), (220, 1410)])
    found = cut_out(both)
    assert len(found) == 2
    tops = [float((cut.back @ np.array([0, 0, 1.0]))[1]) for cut in found]
    assert tops == sorted(tops)


def test_a_sheet_that_fills_the_picture_is_left_alone() -> None:
    assert cut_out(loaded("application_form_032.jpg")) == []


def test_a_paper_that_runs_out_of_the_picture_is_left_alone() -> None:
    cut = laid(desk(), loaded("business_licence_024.jpg"), [(700, 200), (1500, 200), (1500, 760), (700, 760)])
    assert cut_out(cut) == []


def test_a_card_beside_other_print_is_left_to_be_read_with_it() -> None:
    """A card glued on a form: cutting the card out would lose the form."""
    form = loaded("application_form_032.jpg")
    height, width = form.shape[:2]
    card = loaded("id_card_back_009.jpg")
    corners = [
        (int(width * x), int(height * y)) for x, y in ((0.2, 0.6), (0.7, 0.6), (0.7, 0.85), (0.2, 0.85))
    ]
    assert cut_out(laid(form, card, corners)) == []


def test_desks_and_blank_sheets_hold_no_paper() -> None:
    assert cut_out(desk()) == []
    assert cut_out(np.full((900, 700, 3), 250, np.uint8)) == []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_place_on_a_paper_is_found_again_on_its_page(rotation: int) -> None:
    """A mark drawn on the desk picture is where the way back says it is, however the page is turned."""
    corners = [(300, 200), (1100, 230), (1080, 740), (280, 710)]
    page = laid(desk(), loaded("id_card_back_009.jpg"), corners)
    (cut,) = cut_out(page)
    upright, sheet = turned_upright(page, rotation), turned_upright(cut.pixels, rotation)
    place = Placing(cut, sheet.shape, rotation, page.shape, rotation, upright.shape)
    height, width = sheet.shape[:2]
    box = place.box(Box(0, 0, width, height))
    told = np.zeros(page.shape[:2], np.uint8)
    cv2.fillPoly(told, [np.array(corners, np.int32)], 1)
    ys, xs = np.nonzero(turned_upright(told, rotation))
    assert abs(box.x - xs.min()) < 30 and abs(box.right - xs.max()) < 30
    assert abs(box.y - ys.min()) < 30 and abs(box.bottom - ys.max()) < 30
