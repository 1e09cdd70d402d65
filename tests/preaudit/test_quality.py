"""Each fault of a picture has its word, its spot and a sentence that says how to mend it."""

import numpy as np
import pytest

from beebox.preaudit.places import Gap, Place, Sought
from beebox.preaudit.ports import Page
from beebox.preaudit.quality import MESSAGES, judge
from beebox.preaudit.report import Box, Line, Quality, QualityWord
from beebox.preaudit.sight import see
from bench.spoiling import blurred, darkened, overexposed, scaled
from tests.preaudit.lines import ON_PAPERS, line
from tests.preaudit.pictures import paper, printed

ROWS = tuple(line(f"第{n}行清楚的字样", 100, 60 + 60 * n) for n in range(8))
PAGE = printed(ROWS)
GAP = Gap("phone", "联系电话", Box(100, 60, 110, 30), Place(230, 60, 200, 36, 0.0))
NOTHING = Sought("other")
LACKING = Sought("household_member_page", known=True, gaps=(GAP,), missing=0.4)


def told(
    page: Page, lines: tuple[Line, ...] = (), sought: Sought = NOTHING, full: int | None = None
) -> Quality:
    return judge(see(page), lines, full or max(page.shape[:2]), sought)


@pytest.mark.parametrize(
    "name",
    ["blurred_120", "dark_121", "blank_150", "not_a_document_127", "low_resolution_133", "overexposed_130"],
)
def test_a_picture_without_legible_print_is_told_why(name: str):
    found = told(paper(name))
    assert found.word.value == name.rpartition("_")[0]
    assert "请" in found.message


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("id_card_back_009", "id_card_back"),
        ("business_licence_024", "business_licence"),
        ("application_form_032", "application_form"),
    ],
)
def test_good_pictures_are_left_alone(name: str, code: str):
    found = told(paper(name), ON_PAPERS[name], Sought(code, known=True))
    assert (found.word, found.message, found.box) == (QualityWord.GOOD, "", None)


def test_printed_rows_are_good():
    assert told(PAGE, ROWS).word is QualityWord.GOOD
    assert told(PAGE, ROWS, LACKING).word is QualityWord.GOOD


@pytest.mark.parametrize("kind", ["gauss", "disk", "motion"])
def test_soft_strokes_are_blurred_and_slightly_soft_ones_are_not(kind: str):
    chance = np.random.default_rng(3)
    assert told(blurred(PAGE, kind, 14, chance), ROWS).word is QualityWord.BLURRED
    assert told(blurred(PAGE, kind, 1.2, chance), ROWS).word is QualityWord.GOOD


def test_where_only_a_part_is_soft_its_spot_is_told():
    page = PAGE.copy()
    page[:330] = blurred(PAGE, "gauss", 16, np.random.default_rng(1))[:330]
    found = told(page, ROWS)
    assert found.word is QualityWord.BLURRED
    assert found.box is not None
    assert found.box.bottom < 400


def test_even_where_hardly_a_line_was_found_smeared_print_is_blurred():
    assert told(blurred(PAGE, "gauss", 16, np.random.default_rng(5))).word is QualityWord.BLURRED


def test_print_of_a_few_pixels_is_too_small_unless_it_was_read_with_ease():
    small = tuple(Line(one.text, 0.6, one.box.scaled(0.4)) for one in ROWS)
    assert told(scaled(PAGE, 0.4), small).word is QualityWord.LOW_RESOLUTION
    easy = tuple(Line(one.text, 0.99, one.box) for one in small)
    assert told(scaled(PAGE, 0.4), easy).word is QualityWord.GOOD


def test_a_thumbnail_is_too_small():
    assert told(scaled(PAGE, 0.3)).word is QualityWord.LOW_RESOLUTION


def test_dim_light_counts_only_where_a_value_is_missing():
    dim = darkened(PAGE, 0.35, np.random.default_rng(2))
    assert told(dim, ROWS, Sought("id_card_front", known=True)).word is QualityWord.GOOD
    assert told(dim, ROWS, LACKING).word is QualityWord.DARK


def test_pale_thin_strokes_on_burnt_paper_are_overexposed_where_a_value_is_missing():
    photo = blurred(np.maximum(PAGE, 100), "gauss", 2.4, np.random.default_rng(1))
    burnt = overexposed(photo, 1.7)
    assert told(burnt, ROWS, LACKING).word is QualityWord.OVEREXPOSED
    clean = printed(ROWS, paper_level=255)
    assert told(clean, ROWS, LACKING).word is QualityWord.GOOD


def test_white_and_black_pages_are_blank():
    for level in (0, 128, 255):
        page = np.full((1000, 800, 3), level, np.uint8)
        assert told(page).word is QualityWord.BLANK


def test_a_clean_page_with_one_line_is_no_blank_page():
    lonely = (line("这一页只有一行字", 100, 100),)
    assert told(printed(lonely, paper_level=255), lonely).word is QualityWord.GOOD


def test_print_at_the_rim_means_that_an_edge_was_cut():
    rim = line("有限公司", 900 - 108, 300, w=108)
    known = Sought("business_licence", known=True)
    found = told(printed((*ROWS, rim)), (*ROWS, rim), known)
    assert (found.word, found.box) == (QualityWord.CUT_EDGE, rim.box)
    outlined = Sought("business_licence", known=True, outlined=True)
    assert told(printed((*ROWS, rim)), (*ROWS, rim), outlined).word is QualityWord.GOOD


def test_a_watermark_across_the_page_may_run_out_of_it():
    across = Line("仅供办理业务使用", 0.9, Box(0, 0, 300, 120), slope=-24.0)
    assert told(PAGE, (*ROWS, across), Sought("id_card_front", known=True)).word is QualityWord.GOOD


def test_a_portrait_is_asked_for_no_print():
    portrait = Sought("portrait_photo")
    assert told(paper("portrait_photo_048"), (), portrait).word is QualityWord.GOOD
    dark = darkened(paper("portrait_photo_048"), 0.1, np.random.default_rng(1))
    assert told(dark, (), portrait).word is QualityWord.DARK


def test_every_word_has_a_sentence():
    assert set(MESSAGES) == set(QualityWord)
