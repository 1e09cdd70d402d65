"""A whole case from outside: what its file must say, and the verdict the rules add up to."""

import json
from dataclasses import replace
from typing import Any

import pytest

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.kernel.settings import ROOT
from beebox.preaudit.case_desk import (
    CaseFile,
    Given,
    Judged,
    Verdict,
    WrongCase,
    as_json_line,
    as_words,
    judge,
    parse_case,
    wanted_of,
)
from beebox.preaudit.report import Answer, Mark, MarkKind, MaterialReading, Portrait
from beebox.preaudit.rule_book import load_rule_book
from tests.preaudit.readings_made import CARD, card, paper, said, value

BOOK = load_rule_book(ROOT / "catalogue")
CASE = {
    "service_like": "elder-card-first",
    "form": {"applicant_name": CARD["name"], "id_number": CARD["id_number"], "address": CARD["address"]},
    "materials": {
        "id_front": "a.jpg",
        "id_back": "b.jpg",
        "household_head": "c.jpg",
        "household_self": "d.jpg",
        "photo": "e.jpg",
        "form": "f.jpg",
    },
    "today": "2026-11-27",
}
OWN = {key: CARD[key] for key in ("name", "id_number", "birth_date", "sex")}
SIGNED = (Mark(MarkKind.SIGNATURE, present=True),)


def item(code: str = "elder-card-first") -> Item:
    return read_checked(ROOT / "catalogue" / "items" / f"{code}.yaml", Item)


def case(**changed: Any) -> CaseFile:
    return parse_case(json.dumps({**CASE, **changed}))


def portrait() -> MaterialReading:
    photo = paper("portrait_photo")
    page = replace(photo.pages[0], portrait=Portrait(22 / 32, "white", 2.0, 0.5))
    return replace(photo, pages=(page,))


def whole() -> dict[str, MaterialReading]:
    """Readings of a case in which everything is right."""
    fields = (value("applicant_name", CARD["name"]), value("id_number", CARD["id_number"]))
    return {
        "id_front": card(),
        "id_back": said("id_card_back", {"valid_from": "2018-10-29", "valid_until": "long_term"}),
        "household_head": said("household_head_page", {"address": CARD["address"]}),
        "household_self": said("household_member_page", OWN),
        "photo": portrait(),
        "form": paper("application_form", *fields, marks=SIGNED),
    }


def judged(readings: dict[str, MaterialReading], files: dict[str, str] | None = None) -> Judged:
    one = case(materials={code: f"{code}.jpg" for code in readings})
    sha = {code: (files or {}).get(code, code) for code in readings}
    given = {code: Given((reading,), (sha[code],)) for code, reading in readings.items()}
    return judge(one, wanted_of(one, item()), given, BOOK)


def found(told: Judged) -> list[tuple[str | None, str | None]]:
    return [(one.material, one.fault) for one in told.findings]


def test_a_case_in_order_is_complete() -> None:
    told = judged(whole())
    assert (told.verdict, found(told), told.hints) == (Verdict.COMPLETE, [], ())


@pytest.mark.parametrize(
    ("changed", "files", "fault"),
    [
        ({"household_self": None}, {}, ("household_self", "missing_page")),
        ({"photo": None}, {}, ("photo", "missing_material")),
        ({"id_back": card()}, {}, ("id_back", "wrong_side")),
        ({"id_back": card()}, {"id_back": "id_front"}, ("id_back", "duplicate_file")),
        ({"household_self": paper("bank_card")}, {}, ("household_self", "wrong_document")),
        ({"id_front": card(id_number="440105194904145542")}, {}, ("id_front", "id_mismatch")),
        ({"household_self": said("household_member_page", {**OWN, "name": "黄玉珍"})}, {},
         ("household_self", "name_mismatch")),
        ({"id_back": said("id_card_back", {"valid_until": "2026-06-03"})}, {}, ("id_back", "expired")),
    ],
)  # fmt: skip
def test_one_fault_is_one_finding_at_its_material(
    changed: dict[str, MaterialReading | None], files: dict[str, str], fault: tuple[str, str]
) -> None:
    readings = {code: one for code, one in {**whole(), **changed}.items() if one is not None}
    told = judged(readings, files)
    assert (told.verdict, found(told)) == (Verdict.INCOMPLETE, [fault])


def test_what_could_not_be_read_leaves_the_case_open() -> None:
    readings = whole()
    told = judged({**readings, "id_back": said("id_card_back", {"valid_from": "2018-10-29"})})
    assert (told.verdict, found(told)) == (Verdict.CANNOT_TELL, [("id_back", "expired")])
    assert told.findings[0].answer == "cannot_tell"


def test_a_hint_changes_no_verdict() -> None:
    odd = said("id_card_back", {"valid_from": "2018-10-29", "valid_until": "2038-10-29"})
    told = judged({**whole(), "id_back": odd})
    assert (told.verdict, found(told)) == (Verdict.COMPLETE, [])
    assert [one.fault for one in told.hints] == ["odd_term"]


def test_a_file_the_door_refused_and_one_nobody_could_read() -> None:
    one, readings = case(), whole()
    given = {code: Given((reading,), (code,)) for code, reading in readings.items()}
    refused = {**given, "photo": Given((), ("photo",), refused=("这个文件是空的。",))}
    told = judge(one, wanted_of(one, item()), refused, BOOK)
    assert (told.verdict, found(told)) == (Verdict.INCOMPLETE, [("photo", "refused_file")])
    unread = {**given, "photo": Given((), ("photo",), unread=("没能自动读出来。",))}
    told = judge(one, wanted_of(one, item()), unread, BOOK)
    assert (told.verdict, found(told)) == (Verdict.CANNOT_TELL, [("photo", "not_checked")])


def test_several_files_of_one_material_are_one_paper() -> None:
    one = case(materials={**CASE["materials"], "form": ["f1.jpg", "f2.jpg"]})  # type: ignore[dict-item]
    assert one.files("form") == ["f1.jpg", "f2.jpg"]
    given = {code: Given((reading,), (code,)) for code, reading in whole().items()}
    second = paper("other", lines=("第二页",))
    given["form"] = Given((*given["form"].readings, second), ("f1", "f2"))
    assert judge(one, wanted_of(one, item()), given, BOOK).verdict is Verdict.COMPLETE


def test_what_may_come_later_is_not_missing() -> None:
    labour = parse_case(
        json.dumps({**CASE, "service_like": "labour-dispatch-new", "materials": {"articles": "a.pdf"}})
    )
    codes = [one.code for one in wanted_of(labour, item("labour-dispatch-new"))]
    assert "capital_report" in codes
    assert "sample_agreement" not in codes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "第 1 行不是有效的 JSON"),
        ("[]", "整个文件"),
        (json.dumps({**CASE, "today": "tomorrow"}), "today"),
        (json.dumps({key: CASE[key] for key in CASE if key != "form"}), "form 不能用：缺这一项"),
        (json.dumps({**CASE, "form": {"id_number": 7}}), "form.id_number"),
        (json.dumps({**CASE, "materials": ["a.jpg"]}), "materials"),
        (json.dumps({**CASE, "materials": {"photo": "../x.jpg"}}), "不在这个文件夹里"),
        (json.dumps({**CASE, "materials": {"photo": "/etc/passwd"}}), "不在这个文件夹里"),
        (json.dumps({**CASE, "service_like": "../elder"}), "service_like"),
    ],
)
def test_a_wrong_case_file_is_told_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(WrongCase) as told:
        parse_case(text)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_material_the_item_does_not_know() -> None:
    with pytest.raises(WrongCase, match="passport"):
        wanted_of(case(materials={"passport": "p.jpg"}), item())


def test_the_line_and_the_paragraph() -> None:
    told = judged({**whole(), "id_back": card()})
    line = json.loads(as_json_line("case09", told, 1.23456))
    assert line["case"] == "case09"
    assert line["verdict"] == "incomplete"
    assert line["seconds"] == 1.235
    (finding,) = line["findings"]
    assert finding.keys() == {"material", "fault", "verdict", "message"}
    assert (finding["material"], finding["fault"], finding["verdict"]) == ("id_back", "wrong_side", "fail")
    words = as_words("case09", told, {"id_back": "身份证国徽面"}, 1.2)
    assert words.splitlines()[0] == "case09：有要补的或要改的（1.2 秒）"
    assert "✗ 身份证国徽面：" in words


def test_a_page_that_could_not_be_read_leaves_its_material_open() -> None:
    readings = whole()
    unsigned = replace(readings["form"], pages=(replace(readings["form"].pages[0], marks=()),), unread=(2,))
    told = judged({**readings, "form": unsigned})
    assert told.verdict is Verdict.CANNOT_TELL
    assert {one.fault for one in told.findings} == {"no_signature", "not_checked"}
    assert {one.answer for one in told.findings} == {"cannot_tell"}


def test_a_sign_misread_on_the_form_is_left_to_the_licence() -> None:
    names = {"company_name": "广州蜂巢餐饮管理有限公司", "credit_code": "91440105MA8CD8AT6L"}
    shop = case(service_like="food-licence-new", materials={"form": "f.jpg"}, form={**CASE["form"], **names})  # type: ignore[dict-item]
    fields = (value("applicant_name", CARD["name"]), value("id_number", CARD["id_number"]))
    slip = value("company_name", "广州峰巢餐饮管理有限公司", sure=0.95)
    form = paper("application_form", *fields, slip, marks=(*SIGNED, Mark(MarkKind.SEAL, present=True)))
    wanted = [one for one in wanted_of(shop, item("food-licence-new")) if one.code == "form"]
    told = judge(shop, wanted, {"form": Given((form,), ("f",))}, BOOK)
    assert told.verdict is Verdict.COMPLETE
    assert {(one.fault, one.answer) for one in told.hints} == {("company_name_mismatch", Answer.CANNOT_TELL)}
