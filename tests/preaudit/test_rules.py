"""Rules advise: pass, fail or cannot tell, with a sentence that says how to mend it."""

from dataclasses import replace
from datetime import date

import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import (
    Answer,
    Box,
    FieldValue,
    Finding,
    Line,
    Mark,
    MarkKind,
    MaterialReading,
    PageReading,
    Portrait,
    Quality,
    QualityWord,
    Severity,
)
from beebox.preaudit.rule_book import load_rule_book
from beebox.preaudit.rules import check_case, check_material

TODAY = date(2026, 11, 27)
FORM = {"applicant_name": "陈玉珍", "id_number": "440105196302161261"}
FRONT_RULES = ("present", "readable", "right_type", "numbers_valid", "name_matches_form", "id_matches_form")
FRONT = WantedMaterial("id_front", "身份证人像面", ("id_card_front",), FRONT_RULES)
CARD = {
    "name": "陈玉珍",
    "sex": "女",
    "birth_date": "1963-02-16",
    "id_number": "440105196302161261",
}


def value(name: str, text: str, *, sure: float = 0.99, valid: bool | None = None) -> FieldValue:
    return FieldValue(name, text, sure, 1, Box(1, 2, 3, 4), valid)


def reading(
    kind: str, *fields: FieldValue, word: QualityWord = QualityWord.GOOD, marks: tuple[Mark, ...] = ()
) -> MaterialReading:
    quality = Quality(word, 100.0, 0.8, 0.0, None, "" if word is QualityWord.GOOD else "请再拍一张。")
    lines = (Line("文字", 0.99, Box(0, 0, 9, 9)),)
    page = PageReading(1, 1600, 1000, 0, quality, kind, 0.9, "", lines, fields, marks)
    return MaterialReading("rapidocr", "3", (page,), kind, fields, 0.5)


def card(**changed: str) -> MaterialReading:
    return reading("id_card_front", *(value(name, text) for name, text in {**CARD, **changed}.items()))


def said(findings: list[Finding]) -> dict[str, Answer]:
    return {one.rule: one.answer for one in findings}


def failing(findings: list[Finding]) -> list[str]:
    return [one.rule for one in findings if one.answer is Answer.FAIL]


def test_a_good_card_passes_everything():
    found = check_material(card(), FRONT, FORM, TODAY)
    assert set(said(found).values()) == {Answer.PASS}
    assert set(FRONT_RULES) <= set(said(found))


def test_nothing_uploaded():
    (found,) = check_material(None, FRONT, FORM, TODAY)
    assert (found.rule, found.answer, found.severity) == ("present", Answer.FAIL, Severity.MUST)
    assert "身份证人像面" in found.message


def test_the_wrong_paper_is_named_and_nothing_else_is_said_of_it():
    found = check_material(reading("bank_card"), FRONT, FORM, TODAY)
    assert failing(found) == ["right_type"]
    assert "银行卡" in found[-1].message
    assert said(found).keys() == {"present", "readable", "right_type"}


def test_an_unknown_paper_is_left_to_a_person():
    assert said(check_material(reading("other"), FRONT, FORM, TODAY))["right_type"] is Answer.CANNOT_TELL


def test_both_sides_on_one_sheet_are_the_front_too():
    both = card()
    back = replace(both.pages[0], document_type="id_card_back")
    sheet = replace(both, pages=(back, both.pages[0]), document_type="id_card_back")
    found = check_material(sheet, FRONT, FORM, TODAY)
    assert sheet.page_count == 1
    assert said(found)["right_type"] is Answer.PASS


@pytest.mark.parametrize("word", [word for word in QualityWord if word is not QualityWord.GOOD])
def test_an_unreadable_picture_says_only_how_to_mend_it(word: QualityWord):
    found = check_material(reading("other", word=word), FRONT, FORM, TODAY)
    assert failing(found) == ["readable"]
    assert found[-1].message == "请再拍一张。"


def test_another_name_and_number():
    other = card(name="黄玉珍", id_number="440105194904145569")
    found = check_material(other, FRONT, FORM, TODAY)
    assert {"name_matches_form", "id_matches_form"} <= set(failing(found))
    told = next(one for one in found if one.rule == "name_matches_form")
    assert "黄玉珍" in told.message
    assert "陈玉珍" in told.message
    assert told.box == Box(1, 2, 3, 4)


def test_numbers_are_masked_in_sentences():
    found = check_material(card(id_number="440105194904145569"), FRONT, FORM, TODAY)
    assert not any("194904145569" in one.message for one in found)


def test_a_slip_of_the_reader_is_a_doubt_not_a_fault():
    slip = reading("id_card_front", value("name", "陈玉诊", sure=0.9), value("id_number", CARD["id_number"]))
    assert said(check_material(slip, FRONT, FORM, TODAY))["name_matches_form"] is Answer.CANNOT_TELL


def test_old_and_wide_spellings_do_not_cry_wolf():
    typed = {"applicant_name": "陈　玉珍", "id_number": "４４０１０５６３０２１６１２６"}
    assert failing(check_material(card(), FRONT, typed, TODAY)) == []


def test_a_wrong_check_digit():
    wrong = reading("id_card_front", value("id_number", "440105196302161262", valid=False))
    assert "numbers_valid" in failing(check_material(wrong, FRONT, {}, TODAY))


def test_sex_and_birth_against_the_number():
    found = check_material(card(sex="男", birth_date="1963-02-17"), FRONT, FORM, TODAY)
    assert failing(found) == ["id_consistent", "id_consistent"]


@pytest.mark.parametrize(
    ("until", "answer"),
    [
        ("2026-11-26", Answer.FAIL),
        ("2026-11-27", Answer.PASS),
        ("long_term", Answer.PASS),
        (None, Answer.CANNOT_TELL),
    ],
)
def test_terms(until: str | None, answer: Answer):
    back = WantedMaterial("id_back", "身份证国徽面", ("id_card_back",), ("not_expired",))
    fields = [value("valid_until", until)] if until else []
    assert said(check_material(reading("id_card_back", *fields), back, {}, TODAY)) == {"not_expired": answer}


@pytest.mark.parametrize(("born", "answer"), [("1967-01-27", Answer.PASS), ("1967-01-28", Answer.FAIL)])
def test_two_months_before_the_birthday_one_may_apply(born: str, answer: Answer):
    elder = WantedMaterial("id_front", "身份证", ("id_card_front",), ("old_enough",), least_months=718)
    old = reading("id_card_front", value("birth_date", born))
    assert said(check_material(old, elder, {}, TODAY)) == {"old_enough": answer}


def test_signature_and_seal():
    wanted = WantedMaterial("form", "申请表", ("application_form",), ("signature_present", "seal_present"))
    empty = (Mark(MarkKind.SIGNATURE, present=False, box=Box(5, 5, 5, 5)), Mark(MarkKind.SEAL, present=False))
    found = check_material(reading("application_form", marks=empty), wanted, {}, TODAY)
    assert said(found) == {"signature_present": Answer.FAIL, "seal_present": Answer.FAIL}
    grey = reading("application_form", marks=empty)
    grey = replace(grey, pages=(replace(grey.pages[0], grey=True),))
    assert said(check_material(grey, wanted, {}, TODAY))["seal_present"] is Answer.CANNOT_TELL


@pytest.mark.parametrize(
    ("ratio", "ground", "faults"), [(0.6875, "white", 0), (0.714, "white", 1), (1.0, "blue", 2)]
)
def test_photos_for_papers(ratio: float, ground: str, faults: int):
    wanted = WantedMaterial(
        "photo", "照片", ("portrait_photo",), ("portrait_size",), portrait="small_one_inch"
    )
    photo = reading("portrait_photo")
    page = replace(photo.pages[0], portrait=Portrait(ratio, ground, 3.0, 0.5))
    assert len(failing(check_material(replace(photo, pages=(page,)), wanted, {}, TODAY))) == faults


def test_pages_are_counted():
    wanted = replace(FRONT, pages_min=2)
    assert "page_count" in failing(check_material(card(), wanted, FORM, TODAY))


def test_papers_of_one_person_are_compared():
    own = WantedMaterial("household_self", "户口本本人页", ("household_member_page",), ("present",))
    page = reading("household_member_page", value("name", "吴月娥"), value("id_number", CARD["id_number"]))
    found = check_case({"id_front": card(), "household_self": page}, [FRONT, own], FORM, TODAY)
    (name,) = [one for one in found if one.rule == "names_agree"]
    assert (name.answer, name.material, name.other) == (Answer.FAIL, "household_self", "id_front")
    assert said(found)["id_numbers_agree"] is Answer.PASS


def test_the_seller_is_not_compared_with_the_buyer():
    seller = replace(FRONT, code="seller_id_front", party="seller")
    found = check_case(
        {"id_front": card(), "seller_id_front": card(name="吴婷")}, [FRONT, seller], FORM, TODAY
    )
    assert failing(found) == []


def test_what_is_missing_is_told_once():
    found = check_case({}, [FRONT], FORM, TODAY)
    assert failing(found) == ["present"]


def test_every_sentence_is_whole_and_polite():
    book = load_rule_book(ROOT / "catalogue")
    for code, entry in book.rules.items():
        for key, sentence in entry.sentences.items():
            assert sentence.endswith(("。", "%(mend)s")), (code, key)
            if key not in ("pass", "long_term", "cannot_tell", "not_read", "nothing_read"):
                assert "请" in sentence or "%(mend)s" in sentence or "最早" in sentence or "人工" in sentence
