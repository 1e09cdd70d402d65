"""Each fault of a picture has its word, its spot and a sentence that says how to mend it."""

import numpy as np
import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages
from beebox.preaudit.ports import Page
from beebox.preaudit.quality import MESSAGES, find_glare, judge
from beebox.preaudit.report import QualityWord
from tests.preaudit.lines import line

PAPERS = ROOT / "tests" / "data" / "papers"
READ = [line(f"第{n}行清楚的字", 100, 100 + 60 * n) for n in range(8)]


def page_of(name: str) -> Page:
    return next(load_pages((PAPERS / name).read_bytes(), "jpeg", Limits()))


@pytest.mark.parametrize(
    "name",
    ["blurred_120", "dark_121", "blank_150", "not_a_document_127", "low_resolution_133", "overexposed_130"],
)
def test_a_picture_without_legible_print_is_told_why(name: str):
    page = page_of(f"{name}.jpg")
    found = judge(page, [], max(page.shape[:2]), portrait=False)
    assert found.word.value == name.rpartition("_")[0]
    assert "请" in found.message


@pytest.mark.parametrize("name", ["id_card_back_009", "business_licence_024", "application_form_032"])
def test_good_pictures_are_left_alone(name: str):
    page = page_of(f"{name}.jpg")
    found = judge(page, READ, max(page.shape[:2]), portrait=False)
    assert (found.word, found.message, found.box) == (QualityWord.GOOD, "", None)


def test_glare_has_its_spot():
    page = page_of("glare_123.jpg")
    spot = find_glare(page)
    assert spot is not None
    inside = page[spot.y : spot.bottom, spot.x : spot.right]
    assert inside.mean() > page.mean() + 20


def test_print_at_the_rim_means_that_an_edge_was_cut():
    page = page_of("business_licence_024.jpg")
    width = page.shape[1]
    rim = line("有限公司", width - 90, 300, w=90)
    found = judge(page, [*READ, rim], max(page.shape[:2]), portrait=False)
    assert (found.word, found.box) == (QualityWord.CUT_EDGE, rim.box)


def test_white_and_black_pages_are_blank():
    for level in (0, 128, 255):
        page = np.full((1000, 800, 3), level, np.uint8)
        assert judge(page, [], 1000, portrait=False).word is QualityWord.BLANK


def test_every_word_has_a_sentence():
    assert set(MESSAGES) == set(QualityWord)
