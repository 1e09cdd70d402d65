"""From papers to the situation that asks for them."""

import pytest

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.catalog.rules import materials_for, plain_answers
from beebox.kernel.settings import ROOT
from beebox.preaudit.answering import answers_for

ITEMS = {path.stem: read_checked(path, Item) for path in (ROOT / "catalogue" / "items").glob("*.yaml")}
ELDER = ITEMS["elder-card-first"]


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_the_papers_of_the_usual_case_mean_the_usual_case(item: Item) -> None:
    usual = plain_answers(item)
    given = [material.code for material in materials_for(item, usual)]
    assert answers_for(item, given, {}) == usual
    for left_out in given:
        assert answers_for(item, set(given) - {left_out}, {}) == usual


@pytest.mark.parametrize(
    ("given", "form", "answers"),
    [
        ({"household_head"}, {}, {"applicant": "local", "agent": "no"}),
        ({"residence_permit", "photo"}, {}, {"applicant": "migrant", "agent": "no"}),
        ({"hmt_permit"}, {}, {"applicant": "hmt", "agent": "no"}),
        ({"id_front", "agent_id_front"}, {}, {"applicant": "local", "agent": "yes"}),
        ({"id_front"}, {"agent_name": "李四"}, {"applicant": "local", "agent": "yes"}),
        (set(), {"agent_name": ""}, {"applicant": "local", "agent": "no"}),
    ],
)
def test_what_was_given_and_typed_must_be_asked_for(
    given: set[str], form: dict[str, str], answers: dict[str, str]
) -> None:
    assert answers_for(ELDER, given, form) == answers


def test_known_answers_stand() -> None:
    assert answers_for(ELDER, {"household_head"}, {}, {"applicant": "migrant"})["applicant"] == "migrant"


def test_an_answer_that_ends_the_matter_is_not_assumed() -> None:
    assert answers_for(ITEMS["property-transfer"], {"deed_tax"}, {})["confirmed"] == "esigned"
