import json
from pathlib import Path

import pytest

from beebox.catalog.definitions import Item
from beebox.catalog.rules import (
    form_fields_for,
    materials_for,
    missing_answers,
    paper_count,
    plain_answers,
    stops_for,
    travelling,
)

Items = dict[str, Item]
SERVICES = (
    "elder-card-first",
    "food-licence-new",
    "property-transfer",
    "residence-permit",
    "labour-dispatch-new",
)


def codes(item: Item, **answers: str) -> set[str]:
    return {m.code for m in materials_for(item, plain_answers(item) | answers)}


def test_the_usual_answers_ask_for_what_the_specimen_cases_hold(items: Items, shared_data: Path) -> None:
    seen = set()
    for path in sorted((shared_data / "specimens" / "cases").glob("*/case.json")):
        case = json.loads(path.read_text("utf-8"))
        item = items[case["service_like"]]
        absent = {
            fault["material"]
            for fault in case["faults"]
            if fault["fault"] in {"missing_page", "missing_material"}
        }
        asked = [m.code for m in materials_for(item, plain_answers(item))]
        assert set(asked) == set(case["materials"]) | absent, path.parent.name
        typed = [entry.field.value for entry in form_fields_for(item, plain_answers(item))]
        assert typed == list(case["form"]), path.parent.name
        seen.add(item.code)
    assert seen == set(SERVICES)


def test_other_answers_ask_for_other_papers(items: Items) -> None:
    elder = items["elder-card-first"]
    assert codes(elder, applicant="migrant") == {
        "id_front", "id_back", "residence_permit", "photo", "form",
    }  # fmt: skip
    assert codes(elder, applicant="hmt") == {"hmt_permit", "photo", "form"}
    assert codes(elder, agent="yes") - codes(elder) == {"agent_id_front", "agent_id_back"}
    permit = items["residence-permit"]
    assert "job_proof" in codes(permit, basis="job")
    assert "address_proof" not in codes(permit, basis="job")


def test_nothing_undecided_is_asked_for(items: Items) -> None:
    asked = {m.code for m in materials_for(items["elder-card-first"], {})}
    assert asked == {"photo", "form"}


def test_missing_answers_are_those_open_or_impossible(items: Items) -> None:
    elder = items["elder-card-first"]
    assert [q.code for q in missing_answers(elder, {})] == ["applicant", "agent"]
    assert [q.code for q in missing_answers(elder, {"applicant": "martian", "agent": "no"})] == ["applicant"]
    assert missing_answers(elder, {"applicant": "hmt", "agent": "yes"}) == []
    assert missing_answers(items["marriage-certificate-replacement"], {}) == []


def test_an_answer_may_mean_that_the_box_cannot_be_used(items: Items) -> None:
    transfer = items["property-transfer"]
    assert stops_for(transfer, plain_answers(transfer)) == []
    (option,) = stops_for(transfer, plain_answers(transfer) | {"confirmed": "not_yet"})
    assert option.stop is not None
    assert "登记中心" in option.stop.place


def test_a_card_of_two_sides_is_one_paper(items: Items) -> None:
    elder = items["elder-card-first"]
    answers = plain_answers(elder)
    assert paper_count(materials_for(elder, answers)) == 4
    assert [m.paper for m in travelling(elder, answers)] == [
        "居民身份证", "居民户口簿", "老年人优待卡申请表",
    ]  # fmt: skip


@pytest.mark.parametrize("code", SERVICES)
def test_late_papers_never_stop_a_case_and_originals_have_a_fate(items: Items, code: str) -> None:
    for material in items[code].materials:
        assert material.tips
        assert material.travels == (material.afterwards != "none")
