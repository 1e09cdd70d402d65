"""One file in two places: told where the paper does not belong, and not where it does."""

from dataclasses import replace
from datetime import date

from beebox.kernel.settings import ROOT
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, Finding, MaterialReading
from beebox.preaudit.rule_book import load_rule_book
from beebox.preaudit.rules import check_case, check_material
from beebox.preaudit.twice import misplaced
from tests.preaudit.readings_made import card, paper, said

BOOK = load_rule_book(ROOT / "catalogue")
TODAY = date(2026, 11, 27)
LOOK = ("present", "readable", "right_type")
FRONT = WantedMaterial("id_front", "人像面", ("id_card_front",), LOOK)
BACK = WantedMaterial("id_back", "国徽面", ("id_card_back",), LOOK)
SELLER = WantedMaterial("seller_id_front", "转让方人像面", ("id_card_front",), LOOK, party="seller")
RULES = WantedMaterial("staff_rules", "用工制度", ("printed_page", "other"), LOOK, party="company")
ARTICLES = WantedMaterial("articles", "章程", ("printed_page", "other"), LOOK, party="company")
PRINT, NEAR, FAR = "ab" * 32, "aa" + "ab" * 31, "54" * 32
Given = dict[str, MaterialReading]


def twins(readings: Given, files: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, bool]]:
    found = misplaced(readings, [FRONT, BACK, SELLER], files, BOOK)
    return {code: (twin.code, twin.same_file) for code, twin in found.items()}


def doubles(
    readings: Given, wanted: list[WantedMaterial], files: dict[str, tuple[str, ...]], form: dict[str, str]
) -> list[tuple[str | None, Answer]]:
    found: list[Finding] = check_case(readings, wanted, form, TODAY, files=files)
    return [(one.material, one.answer) for one in found if one.rule == "not_twice"]


def test_the_front_in_the_place_of_the_back() -> None:
    readings = {"id_front": card(), "id_back": card()}
    assert twins(readings, {"id_front": ("a",), "id_back": ("a",)}) == {"id_back": ("id_front", True)}
    assert twins(readings, {"id_front": ("a",), "id_back": ("b",)}) == {}


def test_the_back_in_the_place_of_the_front() -> None:
    back = said("id_card_back", {"valid_until": "long_term"})
    files = {"id_front": ("a",), "id_back": ("a",)}
    assert twins({"id_front": back, "id_back": back}, files) == {"id_front": ("id_back", True)}


def test_it_is_told_in_place_of_the_wrong_side() -> None:
    readings = {"id_front": card(), "id_back": card()}
    files = {"id_front": ("a",), "id_back": ("a",)}
    twin = misplaced(readings, [FRONT, BACK], files, BOOK)["id_back"]
    found = check_material(card(), BACK, {}, TODAY, twin=twin)
    assert [(one.rule, one.fault) for one in found if one.answer is Answer.FAIL] == [
        ("not_twice", "duplicate_file")
    ]
    assert "人像面" in found[-1].message
    assert "国徽面" in found[-1].message
    assert found[-1].other == "id_front"


def test_it_is_told_where_any_printed_page_would_do() -> None:
    loose = replace(ARTICLES, rules=("present", "readable"))
    readings, files = {"id_front": card(), "articles": card()}, {"id_front": ("a",), "articles": ("a",)}
    twin = misplaced(readings, [FRONT, loose], files, BOOK)["articles"]
    found = check_material(card(), loose, {}, TODAY, twin=twin)
    assert [one.fault for one in found if one.answer is Answer.FAIL] == ["duplicate_file"]
    assert all(one.answer is Answer.PASS for one in check_material(card(), loose, {}, TODAY))


def test_nearly_the_same_picture_of_the_same_card() -> None:
    one, other = card(), card()
    pictured = [replace(reading.pages[0], picture=PRINT) for reading in (one, other)]
    near = replace(other, pages=(replace(pictured[1], picture=NEAR),))
    first = replace(one, pages=(pictured[0],))
    assert twins({"id_front": first, "id_back": near}, {}) == {"id_back": ("id_front", False)}
    far = replace(other, pages=(replace(pictured[1], picture=FAR),))
    assert twins({"id_front": first, "id_back": far}, {}) == {}


def test_another_card_that_looks_the_same_is_not_the_same_picture() -> None:
    values = {"name": "吴婷", "sex": "女", "birth_date": "1984-09-01", "id_number": "44010519840901616X"}
    mine = replace(card(), pages=(replace(card().pages[0], picture=PRINT),))
    hers = said("id_card_front", values, picture=PRINT)
    assert twins({"id_front": mine, "id_back": hers}, {}) == {}


def test_both_sides_on_one_sheet_may_be_given_for_both() -> None:
    front = card()
    back = replace(front.pages[0], document_type="id_card_back")
    sheet = replace(front, pages=(front.pages[0], back))
    readings, files = {"id_front": sheet, "id_back": sheet}, {"id_front": ("a",), "id_back": ("a",)}
    assert twins(readings, files) == {}
    assert doubles(readings, [FRONT, BACK], files, {}) == []


def test_one_card_for_two_people_is_told_at_the_one_it_does_not_name() -> None:
    readings = {"id_front": card(), "seller_id_front": card()}
    files = {"id_front": ("a",), "seller_id_front": ("a",)}
    form = {"applicant_name": "陈玉珍", "seller_name": "吴婷"}
    assert doubles(readings, [FRONT, SELLER], files, form) == [("seller_id_front", Answer.FAIL)]
    swapped = {"applicant_name": "吴婷", "seller_name": "陈玉珍"}
    assert doubles(readings, [FRONT, SELLER], files, swapped) == [("id_front", Answer.FAIL)]


def test_printed_pages_may_stand_in_one_file() -> None:
    readings = {"articles": paper("printed_page"), "staff_rules": paper("printed_page")}
    files = {"articles": ("a",), "staff_rules": ("a",)}
    assert doubles(readings, [ARTICLES, RULES], files, {}) == [("staff_rules", Answer.CANNOT_TELL)]


def test_one_page_given_twice_in_one_material() -> None:
    files = {"articles": ("a", "b", "a")}
    assert doubles({"articles": paper("printed_page")}, [ARTICLES], files, {}) == [
        ("articles", Answer.CANNOT_TELL)
    ]
