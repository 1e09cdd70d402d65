"""Every value of a case side by side, and what the rules across papers make of it."""

from datetime import date

import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.matrix import Values, matrix
from beebox.preaudit.report import Answer, Finding, MaterialReading, Severity
from beebox.preaudit.rule_book import load_rule_book
from beebox.preaudit.rules import check_case
from tests.preaudit.readings_made import CARD, LICENCE, card, licence, said

BOOK = load_rule_book(ROOT / "catalogue")
TODAY = date(2026, 11, 27)
PASS, FAIL, UNSURE = Answer.PASS, Answer.FAIL, Answer.CANNOT_TELL
FRONT = WantedMaterial("id_front", "身份证", ("id_card_front",), ("present",))
SELF = WantedMaterial("household_self", "本人页", ("household_member_page",), ("present",))
HEAD = WantedMaterial("household_head", "户主页", ("household_head_page",), ("present",), party="nobody")
FORM = WantedMaterial("form", "申请表", ("application_form",), ("present",))
PROOF = WantedMaterial("address_proof", "住址证明", ("lease_contract",), ("present",), party="nobody")
LICENCE_WANTED = WantedMaterial(
    "business_licence", "营业执照", ("business_licence",), ("present",), party="company"
)
SHOP = WantedMaterial("premises", "场所证明", ("lease_contract",), ("present",), party="nobody")
SELLER = WantedMaterial("seller_id_front", "转让方身份证", ("id_card_front",), ("present",), party="seller")
TYPED = {
    "applicant_name": CARD["name"],
    "id_number": CARD["id_number"],
    "address": CARD["address"],
    "phone": "13900003248",
}
COMPANY = {**TYPED, "company_name": LICENCE["name"], "credit_code": LICENCE["credit_code"]}
OWN = {key: CARD[key] for key in ("name", "id_number", "birth_date")}
ELDER = {
    "id_front": card(),
    "household_head": said("household_head_page", {"address": "海珠区榕荫中路91号1902房"}),
    "household_self": said(
        "household_member_page", {key: CARD[key] for key in ("name", "id_number", "birth_date")}
    ),
    "form": said("application_form", {"applicant_name": CARD["name"], "id_number": CARD["id_number"]}),
}
Readings = dict[str, MaterialReading]


def rows_of(
    readings: Readings, wanted: list[WantedMaterial], form: dict[str, str]
) -> dict[tuple[str, str], Values]:
    return {(row.subject, row.row): row for row in matrix(readings, wanted, form, BOOK)}


def answers(row: Values) -> dict[str, Answer | None]:
    return {cell.material: cell.answer for cell in row.cells}


def off(readings: Readings, wanted: list[WantedMaterial], form: dict[str, str]) -> list[Finding]:
    return [one for one in check_case(readings, wanted, form, TODAY) if one.answer is not PASS]


def test_one_row_a_value_and_one_cell_a_paper() -> None:
    rows = rows_of(ELDER, [FRONT, HEAD, SELF, FORM], TYPED)
    assert answers(rows["applicant", "name"]) == {"id_front": PASS, "household_self": PASS, "form": PASS}
    assert rows["applicant", "name"].typed == CARD["name"]
    assert rows["applicant", "id_number"].answer is PASS
    assert answers(rows["applicant", "birth_date"]) == {"id_front": PASS, "household_self": PASS}
    assert answers(rows["applicant", "registered_address"]) == {"id_front": PASS, "household_head": PASS}
    assert ("company", "company_name") not in rows


def test_a_value_that_should_be_there_and_was_not_read_has_a_cell() -> None:
    rows = rows_of({**ELDER, "id_front": card(name="")}, [FRONT, SELF, FORM], TYPED)
    (cell,) = [cell for cell in rows["applicant", "name"].cells if cell.material == "id_front"]
    assert (cell.value, cell.answer) == (None, None)


def test_the_paper_that_stands_alone_is_told_and_not_the_others() -> None:
    other = {**ELDER, "id_front": card(id_number="440105194904145542")}
    (found,) = off(other, [FRONT, HEAD, SELF, FORM], TYPED)
    assert (found.material, found.fault, found.other) == ("id_front", "id_mismatch", "household_self")
    untyped = off(other, [FRONT, HEAD, SELF, FORM], {})
    assert [(one.material, one.fault) for one in untyped] == [("id_front", "id_mismatch")]


def test_papers_of_two_parties_are_not_compared() -> None:
    readings = {"id_front": card(), "seller_id_front": card(name="吴婷", id_number="44010519840901616X")}
    rows = rows_of(readings, [FRONT, SELLER], {**TYPED, "seller_name": "吴婷"})
    assert answers(rows["seller", "name"]) == {"seller_id_front": PASS}
    assert off(readings, [FRONT, SELLER], TYPED) == []


def test_birth_dates_that_differ() -> None:
    born = said("household_member_page", {"name": CARD["name"], "birth_date": "1963-02-18"})
    (found,) = off({**ELDER, "household_self": born}, [FRONT, SELF], TYPED)
    assert (found.material, found.fault, found.severity) == (
        "household_self",
        "birth_mismatch",
        Severity.SHOULD,
    )
    assert "1963年2月18日" in found.message


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("榕荫中路91号1902房", []),
        ("榕荫中路91号1903房", [("address_proof", FAIL)]),
        ("榕荫中路91号", [("address_proof", UNSURE)]),
    ],
)
def test_the_address_of_a_lease_and_the_typed_one(location: str, told: list[tuple[str, Answer]]) -> None:
    lease = said("lease_contract", {"tenant": CARD["name"], "location": f"广州市海珠区{location}"})
    found = off({"address_proof": lease}, [FRONT, PROOF, FORM], TYPED)
    about = [(one.material, one.answer) for one in found if one.fault == "address_mismatch"]
    assert about == told
    assert all(not BOOK.bears_on_the_case(one) for one in found if one.fault == "address_mismatch")


def test_a_company_its_licence_and_its_shop() -> None:
    readings = {
        "form": said(
            "application_form", {"company_name": LICENCE["name"], "credit_code": LICENCE["credit_code"]}
        ),
        "business_licence": licence(),
        "premises": said("lease_contract", {"tenant": LICENCE["name"], "location": "海珠区琶影路80号101室"}),
    }
    wanted = [FORM, LICENCE_WANTED, SHOP]
    rows = rows_of(readings, wanted, COMPANY)
    assert answers(rows["company", "company_name"]) == dict.fromkeys(readings, PASS)
    assert rows["company", "business_address"].answer is PASS
    assert answers(rows["applicant", "name"])["business_licence"] is PASS
    assert off(readings, wanted, COMPANY) == []


@pytest.mark.parametrize("typed", [COMPANY, TYPED])
def test_a_form_that_names_another_company(typed: dict[str, str]) -> None:
    readings = {
        "form": said(
            "application_form", {"company_name": "广州云雀湾烘焙有限公司", "applicant_name": CARD["name"]}
        ),
        "business_licence": licence(),
        "premises": said("lease_contract", {"tenant": LICENCE["name"]}),
    }
    found = off(readings, [FORM, LICENCE_WANTED, SHOP], typed)
    assert [(one.material, one.fault) for one in found] == [("form", "company_name_mismatch")]
    assert BOOK.bears_on_the_case(found[0])


def test_a_licence_of_somebody_else() -> None:
    readings = {"rep_id_front": card(), "business_licence": licence(legal_representative="黄建国")}
    rep = WantedMaterial("rep_id_front", "身份证", ("id_card_front",), ("present",), party="representative")
    found = off(readings, [LICENCE_WANTED, rep], COMPANY)
    assert [(one.material, one.fault) for one in found] == [("business_licence", "name_mismatch")]


def test_the_lease_may_bear_the_representatives_name() -> None:
    lease = said("lease_contract", {"tenant": CARD["name"]})
    assert off({"business_licence": licence(), "premises": lease}, [LICENCE_WANTED, SHOP], COMPANY) == []
    other = said("lease_contract", {"tenant": "刘月娥"})
    found = off({"business_licence": licence(), "premises": other}, [LICENCE_WANTED, SHOP], COMPANY)
    assert [(one.material, one.severity) for one in found] == [("premises", Severity.SHOULD)]


def test_the_company_s_address_is_not_the_citizens() -> None:
    assert off({"business_licence": licence()}, [LICENCE_WANTED], COMPANY) == []


def test_a_slip_of_the_reader_is_a_doubt() -> None:
    slip = said("household_member_page", {"name": "陈玉诊"}, sure=0.9)
    (found,) = off({"id_front": card(), "household_self": slip}, [FRONT, SELF], TYPED)
    assert (found.answer, found.fault) == (UNSURE, "name_mismatch")


def test_old_and_new_numbers_are_one() -> None:
    old = said("household_member_page", {"id_number": "440105630216126"})
    assert off({"id_front": card(), "household_self": old}, [FRONT, SELF], TYPED) == []


def test_a_wrong_paper_carries_nothing() -> None:
    bank = said("bank_card", {"card_number": "6299906260410801820", "name": "黄建国"})
    rows = rows_of({"id_front": card(), "household_self": bank}, [FRONT, SELF], TYPED)
    assert set(answers(rows["applicant", "name"])) == {"id_front"}


def test_of_two_spouses_one_is_enough() -> None:
    wanted = WantedMaterial("marriage", "结婚证", ("marriage_certificate",), ("present",))
    pair = said("marriage_certificate", {"name_1": "李伟", "name_2": CARD["name"]})
    rows = rows_of({"marriage": pair, "id_front": card()}, [FRONT, wanted], {})
    assert rows["applicant", "name"].agreed == CARD["name"]
    assert answers(rows["applicant", "name"])["marriage"] is PASS
