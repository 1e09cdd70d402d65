"""The words of messages are checked before anybody is written to."""

from pathlib import Path

import pytest

from beebox.catalog.loading import WrongCatalogue
from beebox.kernel.settings import ROOT
from beebox.notices.wording.contexts import OpenContext
from beebox.notices.wording.filling import short_message
from beebox.notices.wording.templates import messages_in

HEAD = "sample: true\nnote: 示例\nmessages:\n"


def read(folder: Path, text: str):  # type: ignore[no-untyped-def]
    (folder / "messages.yaml").write_text(HEAD + text, encoding="utf-8")
    return messages_in(folder)


def test_the_file_that_ships_is_right_and_short() -> None:
    book = messages_in(ROOT / "catalogue")
    for told in book.messages:
        url = "https://box.example.org/track/7K3Q-9M2X"
        text = short_message(told, "zh", OpenContext("7K3Q-9M2X", 3, url, "", None))
        assert len(text) <= 140, "two parts of a long message at most"
        assert "7K3Q-9M2X" in text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("  - on: CaseEaten\n    text: 甲{code}\n    text_en: a\n", "CaseEaten"),
        ("  - on: CaseClosed\n    text: 甲{name}\n    text_en: a\n", "name"),
        ("  - on: CaseClosed\n    text: 甲\n    text_en: a\n    until: 到{until}\n", "中英文"),
        ("  - on: CaseClosed\n    text: 甲\n    text_en: a\n    colour: red\n", "colour"),
        ("  - on: CaseClosed\n    text: 甲\n", "text_en"),
    ],
)
def test_a_wrong_file_names_what_is_wrong(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(WrongCatalogue) as told:
        read(tmp_path, text)
    assert word in str(told.value)


def test_the_way_of_the_result_chooses_the_words() -> None:
    book = messages_in(ROOT / "catalogue")
    texts = {way: book.template("CaseDecided", way) for way in ("post", "collect", "none")}
    assert len({told.text for told in texts.values() if told}) == 3
    assert book.template("CaseDecided", None) is None
    assert book.template("CaseChecked", None) is None
