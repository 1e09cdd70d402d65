"""The cast fits the catalogue and the pictures: a part that could not be played is found here."""

import pytest

from beebox.catalog.loading import check_catalogue
from beebox.demo.cast import Part, read_cast
from beebox.kernel.settings import ROOT
from beebox.preaudit.reasons import reasons_in

CATALOGUE = ROOT / "catalogue"
ITEMS = {checked.item.code: checked.item for checked in check_catalogue(CATALOGUE).items}


def test_there_are_twenty_cases_over_at_least_six_items() -> None:
    cast = read_cast()
    assert len(cast) == 20
    assert len({part.item for part in cast}) >= 6
    assert {part.ends for part in cast} == {"closed", "refused", "withdrawn", "sent_back", "draft"}


@pytest.mark.parametrize("part", read_cast(), ids=lambda part: part.tag)
def test_every_picture_is_there_and_every_material_is_the_items(part: Part) -> None:
    known = {material.code for material in ITEMS[part.item].materials}
    given = part.proper | part.handed_in_first | part.forgotten
    assert set(given) | set(part.faults) <= known
    assert all(file.is_file() for file in given.values())
    if part.answer == "mend":
        assert all(part.mended(material).is_file() for material in part.faults)


@pytest.mark.parametrize("part", read_cast(), ids=lambda part: part.tag)
def test_every_reason_and_answer_is_known(part: Part) -> None:
    reasons = {reason.code for reason in reasons_in(CATALOGUE).reasons}
    assert set(part.faults.values()) <= reasons
    assert set(part.answers) == {question.code for question in ITEMS[part.item].questions}


def test_what_is_forgotten_is_not_in_the_first_pictures() -> None:
    (part,) = read_cast(("06",))
    assert set(part.forgotten) == {"household_self"}
    assert "household_self" not in part.handed_in_first


def test_a_tag_nobody_has_is_named() -> None:
    with pytest.raises(ValueError, match="99"):
        read_cast(("01", "99"))
