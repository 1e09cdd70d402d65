"""Values are found beside their labels, wherever a printer put them."""

import math

import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import DocumentTypes, load_document_types
from beebox.preaudit.fields import extract
from beebox.preaudit.report import Box, Line
from tests.preaudit.lines import CARD_FRONT, line


@pytest.fixture(scope="module")
def types() -> DocumentTypes:
    return load_document_types(ROOT / "catalogue")


def read(types: DocumentTypes, code: str, *lines: Line) -> dict[str, str]:
    return {field.name: field.value for field in extract(types, (code,), lines, 1)}


def tilted(lines: tuple[Line, ...], degrees: float) -> list[Line]:
    """The same lines on a page photographed at an angle."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    found = []
    for one in lines:
        across, down = one.box.x + one.box.w / 2, one.box.y + one.box.h / 2
        x, y = across * cosine - down * sine + 300, down * cosine + across * sine + 300
        w = one.box.w * cosine + one.box.h * abs(sine)
        h = one.box.h * cosine + one.box.w * abs(sine)
        box = Box(round(x - w / 2), round(y - h / 2), round(w), round(h))
        found.append(Line(one.text, one.confidence, box, degrees))
    return found


WANTED = {
    "name": "陈玉珍",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": "1963-02-16",
    "address": "广东省广州市海珠区榕荫中路91号1902室",
    "id_number": "440105196302161261",
}


@pytest.mark.parametrize("degrees", [0, 5, -9, 15])
def test_a_card_is_read_at_any_tilt(types: DocumentTypes, degrees: int):
    assert read(types, "id_card_front", *tilted(CARD_FRONT, degrees)) == WANTED


def test_a_watermark_across_the_card_is_not_read_into_it(types: DocumentTypes):
    mark = Line("仅供办理政务业务使用", 0.98, Box(120, 140, 300, 150), -21.0)
    assert read(types, "id_card_front", *CARD_FRONT, mark) == WANTED


def test_a_value_that_cannot_be_is_left_out(types: DocumentTypes):
    lines = [line("性别", 100, 100), line("口", 180, 100), line("民族", 240, 100), line("犬", 320, 100)]
    assert read(types, "id_card_front", *lines) == {}


def test_halves_of_a_label_are_joined(types: DocumentTypes):
    lines = [
        line("名", 76, 292),
        line("称广州市榕下文化传播有限公司", 145, 290),
        line("类", 76, 332),
        line("型", 148, 334),
        line("其他有限责任公司", 193, 331),
    ]
    found = read(types, "business_licence", *lines)
    assert found == {"name": "广州市榕下文化传播有限公司", "type": "其他有限责任公司"}


def test_a_label_between_the_two_lines_of_its_value(types: DocumentTypes):
    lines = [
        line("广东省广州市海珠区蜂巢路74", 862, 265, h=33),
        line("住址", 710, 284, w=91, h=52),
        line("号蜂悦花园14栋1005室", 860, 294, h=35),
    ]
    found = read(types, "household_head_page", *lines)
    assert found == {"address": "广东省广州市海珠区蜂巢路74号蜂悦花园14栋1005室"}


def test_two_columns_do_not_run_into_each_other(types: DocumentTypes):
    lines = [
        line("法定代表人林海棠", 71, 328),
        line("住所广东省广州市海珠区怡海西街202号150", 563, 324),
        line("9房", 659, 353),
    ]
    found = read(types, "business_licence", *lines)
    assert found == {
        "legal_representative": "林海棠",
        "address": "广东省广州市海珠区怡海西街202号1509房",
    }


def test_of_two_spouses_one_alone_is_not_guessed(types: DocumentTypes):
    both = [
        line("姓名黄伟明", 584, 251),
        line("身份证件号44010519750904549X", 584, 342),
        line("姓名李玉珍", 583, 429),
        line("身份证件号440105197110153405", 585, 524),
    ]
    found = read(types, "marriage_certificate", *both)
    assert (found["name_1"], found["name_2"]) == ("黄伟明", "李玉珍")
    assert "name_1" not in read(types, "marriage_certificate", *both[:1])


@pytest.mark.parametrize("sure", [0.3, 0.55])
def test_what_is_hardly_read_is_left_out(types: DocumentTypes, sure: float):
    lines = [line("姓名", 100, 100), line("陈玉珍", 180, 101, sure=sure)]
    assert read(types, "id_card_front", *lines) == {}
