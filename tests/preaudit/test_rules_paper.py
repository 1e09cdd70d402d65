"""Is it the right paper, the right side, whole, an original; and is it there at all."""

from dataclasses import replace
from datetime import date

import pytest

from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, Finding, MaterialReading, QualityWord, Severity
from beebox.preaudit.rules import check_case, check_material
from tests.preaudit.readings_made import CARD, card, paper, said, value

TODAY = date(2026, 11, 27)
LOOK = ("present", "readable", "right_type")
FRONT = WantedMaterial("id_front", "身份证人像面", ("id_card_front",), LOOK)
BACK = WantedMaterial("id_back", "身份证国徽面", ("id_card_back",), LOOK, same_paper_as="id_front")
HEAD = WantedMaterial("household_head", "户主页", ("household_head_page",), LOOK, party="nobody")
SELF = WantedMaterial(
    "household_self", "本人页", ("household_member_page",), LOOK, same_paper_as="household_head"
)
LEASE = WantedMaterial("premises", "场所证明", ("lease_contract",), LOOK, party="nobody")


def not_right(findings: list[Finding]) -> list[tuple[str | None, Answer]]:
    return [(one.fault, one.answer) for one in findings if one.answer is not Answer.PASS]


def test_the_other_side_is_named() -> None:
    found = check_material(card(), BACK, {}, TODAY)
    assert not_right(found) == [("wrong_side", Answer.FAIL)]
    assert "另一面：居民身份证（人像面）" in found[-1].message
    turned = check_material(said("id_card_back", {"valid_until": "long_term"}), FRONT, {}, TODAY)
    assert not_right(turned) == [("wrong_side", Answer.FAIL)]


@pytest.mark.parametrize(
    "kind", ["bank_card", "vat_invoice", "household_head_page", "portrait_photo", "receipt"]
)
def test_another_paper_is_no_other_side(kind: str) -> None:
    found = check_material(paper(kind), BACK, {}, TODAY)
    assert not_right(found) == [("wrong_document", Answer.FAIL)]


def test_a_page_full_of_print_is_no_card() -> None:
    page = paper("printed_page", lines=tuple(f"第{at}条 双方约定如下" for at in range(14)))
    assert not_right(check_material(page, FRONT, {}, TODAY)) == [("wrong_document", Answer.FAIL)]
    few = paper("printed_page", lines=("看不清的一行",) * 6)
    assert not_right(check_material(few, FRONT, {}, TODAY)) == [("wrong_document", Answer.CANNOT_TELL)]


def test_a_page_full_of_print_may_be_a_contract_of_another_form() -> None:
    page = paper("printed_page", lines=("双方约定如下",) * 14)
    assert not_right(check_material(page, LEASE, {}, TODAY)) == [("wrong_document", Answer.CANNOT_TELL)]


def test_a_side_is_missing_where_both_belong_into_one_material() -> None:
    both = WantedMaterial("id_cards", "身份证", ("id_card_front", "id_card_back"), LOOK)
    (found,) = [one for one in check_material(card(), both, {}, TODAY) if one.answer is Answer.FAIL]
    assert (found.rule, found.fault) == ("sides_complete", "missing_page")
    assert "国徽面" in found.message
    front = card()
    back = replace(front.pages[0], document_type="id_card_back")
    whole = replace(front, pages=(front.pages[0], back))
    assert not_right(check_material(whole, both, {}, TODAY)) == []


def test_a_copy_in_place_of_an_original_is_a_hint() -> None:
    grey = paper("id_card_front", *(value(name, text) for name, text in CARD.items()), grey=True)
    found = check_material(grey, replace(FRONT, original=True), {}, TODAY)
    (hint,) = [one for one in found if one.answer is not Answer.PASS]
    assert (hint.fault, hint.severity) == ("copy_only", Severity.HINT)
    assert not_right(check_material(grey, FRONT, {}, TODAY)) == []
    assert not_right(check_material(card(), replace(FRONT, original=True), {}, TODAY)) == []


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (("household_head",), {"household_self": "missing_page"}),
        (("household_self",), {"household_head": "missing_page"}),
        ((), {"household_head": "missing_material", "household_self": "missing_material"}),
    ],
)
def test_a_missing_page_is_not_a_missing_paper(given: tuple[str, ...], faults: dict[str, str]) -> None:
    kinds = {"household_head": "household_head_page", "household_self": "household_member_page"}
    readings = {code: paper(kinds[code]) for code in given}
    found = check_case(readings, [HEAD, SELF], {}, TODAY)
    assert {one.material: one.fault for one in found if one.answer is Answer.FAIL} == faults


def test_the_sentence_for_a_missing_page_says_what_is_there() -> None:
    (found,) = check_case({"household_head": paper("household_head_page")}, [HEAD, SELF], {}, TODAY)
    assert "户主页" in found.message
    assert "本人页" in found.message


def poor(word: QualityWord, **left_out: str) -> MaterialReading:
    """The front of a card, poorly photographed; values given as "" were not read."""
    found = card(ethnicity="汉", **left_out)
    quality = replace(found.pages[0].quality, word=word, message="请再拍一张。")
    return replace(found, pages=(replace(found.pages[0], quality=quality),))


@pytest.mark.parametrize(
    ("word", "left_out", "answer"),
    [
        (QualityWord.LOW_RESOLUTION, {}, Answer.PASS),
        (QualityWord.GLARE, {}, Answer.PASS),
        (QualityWord.GLARE, {"address": ""}, Answer.CANNOT_TELL),
        (QualityWord.GLARE, {"id_number": ""}, Answer.FAIL),
        (QualityWord.SCREEN, {}, Answer.CANNOT_TELL),
        (QualityWord.CUT_EDGE, {}, Answer.CANNOT_TELL),
    ],
)
def test_what_is_read_with_ease_excuses_a_poor_look(
    word: QualityWord, left_out: dict[str, str], answer: Answer
) -> None:
    (found,) = [
        one for one in check_material(poor(word, **left_out), FRONT, {}, TODAY) if one.rule == "readable"
    ]
    assert found.answer is answer
