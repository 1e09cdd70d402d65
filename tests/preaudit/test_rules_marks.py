"""What the rules say of empty lines of a form, of a photo's size and ground, and of whom it shows."""

from dataclasses import replace
from datetime import date

import pytest

from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, Blank, Box, Finding, MaterialReading, Portrait, Severity
from beebox.preaudit.rules import check_material
from tests.preaudit.readings_made import paper

TODAY = date(2026, 11, 27)
FORM = WantedMaterial("form", "申请表", ("application_form",), ("readable",))
PHOTO = WantedMaterial("photo", "证件照", ("portrait_photo",), ("portrait_size",), portrait="small_one_inch")
PHONE, SIGNED = Blank("联系电话", Box(60, 280, 110, 30)), Blank("申请人(签名)", Box(60, 420, 190, 30))


def form(*blanks: Blank) -> MaterialReading:
    reading = paper("application_form")
    page = replace(reading.pages[0], blanks=blanks)
    return replace(reading, pages=(page,))


def about(rule: str, findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.rule == rule]


def test_an_empty_line_is_told_with_its_label_and_spot():
    (found,) = about("lines_filled", check_material(form(PHONE, SIGNED), FORM, {}, TODAY))
    assert (found.answer, found.severity, found.fault) == (Answer.FAIL, Severity.SHOULD, "not_filled")
    assert "“联系电话”" in found.message
    assert "签名" not in found.message
    assert (found.page, found.box) == (1, PHONE.box)


def test_who_has_not_signed_is_told_by_another_rule():
    assert about("lines_filled", check_material(form(SIGNED), FORM, {}, TODAY)) == []
    assert about("lines_filled", check_material(form(), FORM, {}, TODAY)) == []


@pytest.mark.parametrize(
    ("heads", "answer"), [(1, Answer.PASS), (0, Answer.CANNOT_TELL), (2, Answer.CANNOT_TELL)]
)
def test_a_photo_shows_one_person(heads: int, answer: Answer):
    reading = paper("portrait_photo")
    page = replace(reading.pages[0], portrait=Portrait(22 / 32, "white", 2.0, 0.5, heads))
    (found,) = check_material(replace(reading, pages=(page,)), PHOTO, {}, TODAY)
    assert found.answer is answer
