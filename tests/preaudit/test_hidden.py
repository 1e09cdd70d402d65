"""Which values a picture spoils, why, and that what was read in such a place is not believed."""

from dataclasses import replace

import numpy as np
import pytest

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.examining import Examined, Paper, examine
from beebox.preaudit.fields import extract
from beebox.preaudit.places import gaps_on, sought_in
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Line, QualityWord
from beebox.preaudit.sight import see
from bench.spoiling import blurred, glared
from tests.preaudit.lines import CARD_FRONT, line
from tests.preaudit.pictures import printed

TYPES = load_document_types(ROOT / "catalogue")
SIZE = (700, 480)
CARD = printed(CARD_FRONT, SIZE, paper_level=222)
FORM = (
    line("不动产登记申请表", 250, 40),
    line("申请事项", 60, 100),
    line("不动产转移登记", 220, 100),
    line("申请人姓名", 60, 160),
    line("王月娥", 220, 160),
    line("身份证号码", 60, 220),
    line("440105197503190485", 220, 220),
    line("联系电话", 60, 280),
    line("13900005849", 220, 280),
    line("联系地址", 60, 340),
    line("广东省广州市海珠区蜂巢路9号", 220, 340),
    line("申请人(签名)", 60, 420),
)


def examined(page: Page, lines: tuple[Line, ...], code: str = "id_card_front") -> Examined:
    rule = TYPES.types[DocumentType(code)]
    fields = extract(TYPES, (code,), lines, 1)
    return examine(see(page), Paper(code, rule, lines, lines, fields), max(page.shape[:2]))


def without(lines: tuple[Line, ...], *texts: str) -> tuple[Line, ...]:
    return tuple(one for one in lines if one.text not in texts)


def names(found: Examined) -> dict[str, str]:
    return {one.name: one.word.value for one in found.hidden}


def test_a_card_wholly_read_hides_nothing():
    found = examined(CARD, CARD_FRONT)
    assert (found.quality.word, found.hidden) == (QualityWord.GOOD, ())
    assert len(found.fields) == 6


def test_glare_over_a_value_is_told_by_its_label():
    page = glared(CARD, (430, 417), (130, 30), 0.4, 0)
    found = examined(page, without(CARD_FRONT, "440105196302161261"))
    assert names(found) == {"id_number": "glare"}
    assert found.quality.word is QualityWord.GLARE
    assert found.quality.message == "灯光反光遮住了公民身份号码。请换个角度，让反光移开后再拍一张。"
    hidden = found.hidden[0].box
    assert hidden is not None
    assert hidden.x > 230 and abs(hidden.y - 400) < 20


def test_where_the_label_is_gone_too_what_is_always_printed_must_be_under_the_spot():
    page = glared(CARD, (330, 420), (230, 45), 0.6, 0)
    found = examined(page, without(CARD_FRONT, "440105196302161261", "公民身份号码"))
    assert names(found) == {"id_number": "glare"}


def test_a_value_whose_end_a_lamp_ate_is_not_believed():
    page = glared(CARD, (262, 116), (30, 24), 0.3, 0)
    short = tuple(replace(one, text="陈玉", box=replace(one.box, w=56)) if one.text == "陈玉珍" else one
                  for one in CARD_FRONT)  # fmt: skip
    found = examined(page, short)
    assert names(found) == {"name": "glare"}
    assert "name" not in {field.name for field in found.fields}
    assert "姓名" in found.quality.message


def test_a_value_whose_first_line_a_lamp_hid_is_not_believed():
    page = glared(CARD, (260, 262), (100, 24), 0.5, 0)
    second = without(CARD_FRONT, "住址广东省广州市海珠区", "榕荫中路91号1902室")
    rest = (*second, line("住址", 100, 250), line("榕荫中路91号1902室", 185, 285))
    found = examined(page, rest)
    assert names(found).get("address") == "glare"
    assert "address" not in {field.name for field in found.fields}


def test_a_number_that_proves_itself_is_believed_beside_a_lamp():
    page = glared(CARD, (600, 417), (60, 30), 0.3, 0)
    found = examined(page, CARD_FRONT)
    assert "id_number" in {field.name for field in found.fields}
    assert "id_number" not in names(found)


def test_doubtful_values_of_a_blurred_card_are_dropped():
    page = blurred(CARD, "gauss", 14, np.random.default_rng(1))
    doubtful = tuple(replace(one, confidence=0.83) for one in CARD_FRONT)
    found = examined(page, doubtful)
    assert found.quality.word is QualityWord.BLURRED
    assert names(found)["name"] == "blurred"
    assert {field.name for field in found.fields} == {"id_number"}
    assert found.quality.message.startswith("姓名、")


def test_a_value_that_runs_out_of_the_picture_is_not_believed():
    cut = 250
    page = np.ascontiguousarray(CARD[:, :cut])
    lines = tuple(
        replace(one, box=replace(one.box, w=min(one.box.w, cut - one.box.x)))
        for one in CARD_FRONT
        if one.box.x < cut - 20
    )
    found = examined(page, lines)
    assert found.quality.word is QualityWord.CUT_EDGE
    assert names(found)["address"] == "cut_edge"
    assert "住址" in found.quality.message
    assert "没有拍全" in found.quality.message


def test_a_form_that_nobody_filled_is_blank_and_not_hidden():
    page = printed(without(FORM, "13900005849"), (700, 500), paper_level=230)
    found = examined(page, without(FORM, "13900005849"), "application_form")
    assert found.hidden == ()
    assert {blank.label for blank in found.blanks} == {"联系电话", "申请人(签名)"}
    assert found.quality.word is QualityWord.GOOD


def test_ink_that_could_not_be_read_is_neither_blank_nor_blamed_on_the_picture():
    page = printed(FORM, (700, 500), paper_level=230)
    found = examined(page, without(FORM, "13900005849"), "application_form")
    assert {blank.label for blank in found.blanks} == {"申请人(签名)"}
    assert found.hidden == ()


def test_glare_on_a_form_is_no_blank():
    page = glared(printed(FORM, (700, 500), paper_level=225), (310, 295), (120, 28), 0.4, 0)
    found = examined(page, without(FORM, "13900005849"), "application_form")
    assert names(found) == {"phone": "glare"}
    assert "联系电话" not in {blank.label for blank in found.blanks}


def test_a_printed_card_has_no_blank_lines():
    lines = without(CARD_FRONT, "陈玉珍")
    found = examined(printed(lines, SIZE), lines)
    assert found.blanks == ()


@pytest.mark.parametrize("slope", [0.0, 6.0])
def test_the_place_of_a_value_follows_the_tilt_of_the_paper(slope: float):
    lines = tuple(replace(one, slope=slope) for one in without(CARD_FRONT, "440105196302161261"))
    rule = TYPES.types[DocumentType.ID_CARD_FRONT]
    (gap,) = gaps_on(rule, lines, extract(TYPES, ("id_card_front",), lines, 1))
    assert (gap.name, gap.label) == ("id_number", "公民身份号码")
    assert gap.place.box.x > gap.label_box.right - 30
    fall = gap.place.box.y + gap.place.box.h / 2 - (gap.label_box.y + gap.label_box.h / 2)
    assert fall > 10 if slope else abs(fall) < 6


def test_what_was_sought_says_how_much_is_missing():
    rule = TYPES.types[DocumentType.ID_CARD_FRONT]
    fields = extract(TYPES, ("id_card_front",), CARD_FRONT, 1)
    assert sought_in("id_card_front", rule, CARD_FRONT, fields).missing == 0
    assert sought_in("id_card_front", rule, CARD_FRONT, fields[:3]).missing == 0.5
    unknown = sought_in("printed_page", TYPES.types[DocumentType.PRINTED_PAGE], CARD_FRONT, ())
    assert not unknown.known
