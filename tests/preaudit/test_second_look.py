"""A number that does not prove itself is read again, and believed only if it then does."""

from dataclasses import dataclass

import numpy as np

from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.ports import Page, PageText
from beebox.preaudit.report import Box, FieldValue, Line
from beebox.preaudit.second_look import looked_again

TYPES = load_document_types(ROOT / "catalogue")
PAGE = np.full((200, 600, 3), 255, np.uint8)
TRUE, SLIPPED = "440105194603060377", "440105194603060371"


@dataclass
class Second:
    """A reader that says of every line what it was told to say."""

    says: str
    name: str = "told"
    version: str = "1"

    def read(self, page: Page) -> PageText:
        return PageText(0, ())

    def again(self, line: Page, signs: str) -> str:
        assert line.size > 0
        assert "X" in signs
        return self.says


def seen(says: str, *, value: str = SLIPPED, valid: bool = False) -> list[tuple[str, bool | None]]:
    field = FieldValue("id_number", value, 0.97, 1, Box(100, 50, 300, 24), valid)
    found = looked_again([field], "id_card_front", TYPES, (), PAGE, Second(says), 1)
    return [(one.value, one.valid) for one in found]


def test_a_slip_is_mended_by_a_reading_that_proves_itself() -> None:
    assert seen(TRUE) == [(TRUE, True)]


def test_a_reading_that_proves_nothing_changes_nothing() -> None:
    assert seen("440105194603060372") == [(SLIPPED, False)]
    assert seen("") == [(SLIPPED, False)]


def test_another_persons_number_is_no_second_reading_of_this_one() -> None:
    assert seen("11010519491231002X") == [(SLIPPED, False)]


def test_what_proves_itself_is_not_looked_at_again() -> None:
    assert seen("nothing", value=TRUE, valid=True) == [(TRUE, True)]


def test_a_number_with_a_lost_sign_is_found_by_the_second_reader() -> None:
    line = Line("44010519460306037", 0.9, Box(100, 50, 300, 24))
    found = looked_again([], "id_card_front", TYPES, (line,), PAGE, Second(TRUE), 1)
    assert [(one.name, one.value, one.box) for one in found] == [("id_number", TRUE, line.box)]
    assert looked_again([], "id_card_front", TYPES, (line,), PAGE, Second("12"), 1) == ()
