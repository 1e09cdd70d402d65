"""The words of messages are checked before anybody is written to."""

from datetime import date
from pathlib import Path

import pytest

from beebox.catalog.loading import WrongCatalogue
from beebox.kernel.settings import ROOT
from beebox.notices import words
from beebox.notices.contexts import OwnContext
from beebox.notices.templates import WechatFields, Words, messages_in
from beebox.notices.wording.filling import filled, parts_of, signs_in

OWN = "  - on: CaseClosed\n    text: 甲\n    text_en: a\nitems:\n  elder-card-first:\n"
HEAD = "sample: true\nnote: 示例\nmessages:\n"


def read(folder: Path, text: str):  # type: ignore[no-untyped-def]
    (folder / "messages.yaml").write_text(HEAD + text, encoding="utf-8")
    return messages_in(folder)


def test_the_file_that_ships_is_right_and_short() -> None:
    book = messages_in(ROOT / "catalogue")
    for told in book.messages:
        url = "https://box.example.org/track/7K3Q-9M2X"
        text = told.filled("zh", "7K3Q-9M2X", 3, url, None)
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
        ("  - on: CaseClosed\n    text: 甲{item}\n    text_en: a\n", "会泄露个人信息"),
        ("  - on: CaseClosed\n    text: 甲{id_number}\n    text_en: a\n", "会泄露个人信息"),
        ("  - on: CaseClosed\n    text: 甲{code.real}\n    text_en: a\n", "code.real"),
        ("  - on: CaseClosed\n    text: 甲{code!r}\n    text_en: a\n", "只写 {code}"),
        ("  - on: CaseClosed\n    text: 甲{code\n    text_en: a\n", "花括号"),
        ("  - on: CaseClosed\n    text: 甲{}\n    text_en: a\n", "不能用在这里"),
        ("  - on: CaseClosed\n    text: 甲\n    text_en: a\n    body: 乙\n", "邮件正文中英文都要有"),
        ("  - on: CaseClosed\n    text: 甲\n    text_en: a\n    what: 乙{code}\n    what_en: b\n", "code"),
        (
            f"  - on: CaseClosed\n    text: 甲\n    text_en: a\n    what: {'长' * 21}\n    what_en: b\n",
            "超过",
        ),
        ("  - on: CaseClosed\n    text: 甲\n    text_en: a\nquiet: {since: 25:00}\n", "since"),
        (
            OWN + "    - on: CaseDecided\n      text: 甲\n      text_en: a\n",
            "CaseDecided",
        ),
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


def test_the_old_short_form_is_still_a_whole_file(tmp_path: Path) -> None:
    book = read(
        tmp_path, "  - on: CaseClosed\n    text: 【小蜂箱】办件{code}已办结：{url}\n    text_en: a {code}\n"
    )
    own = OwnContext("7K3Q-9M2X", 1, "https://b.example", "", None, "老年人优待证", "民政局")
    (told,) = book.messages
    said = filled(told, "zh", own, book.wechat)
    assert said.sms == "【小蜂箱】办件7K3Q-9M2X已办结：https://b.example"
    assert said.inbox == "办件7K3Q-9M2X已办结：https://b.example"
    assert "老年人优待证" in said.body and said.subject == "小蜂箱：办件7K3Q-9M2X有新消息"
    assert said.fields == {"character_string1": "7K3Q-9M2X", "thing2": "办件有新进展", "thing3": "见详情"}


def test_an_item_may_say_it_in_its_own_words(tmp_path: Path) -> None:
    general = "  - on: CaseClosed\n    text: 甲\n    text_en: a\n"
    own = "items:\n  elder-card-first:\n    - on: CaseClosed\n      text: 乙\n      text_en: b\n"
    book = read(tmp_path, general + own)
    texts = [book.template("CaseClosed", "post", item) for item in ("", "elder-card-first", "other")]
    assert [told.text for told in texts if told] == ["甲", "乙", "甲"]


@pytest.mark.parametrize(
    ("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_long_messages_are_counted_in_parts(length: int, parts: int) -> None:
    assert parts_of("字" * length) == parts


def test_a_bee_counts_twice() -> None:
    assert signs_in("🐝") == 2 and parts_of("🐝" * 35) == 1 and parts_of("🐝" * 36) == 2


def test_an_email_of_its_own_names_the_last_day_too() -> None:
    for body, expected in (("乙。", "乙。到12月7日。"), ("乙{until}丙", "乙12月7日丙")):
        told = {"text": "甲", "text_en": "a", "until": "到{until}。", "until_en": "By {until}."}
        words = Words(**told, body=body, body_en="b")
        own = OwnContext("7K3Q-9M2X", 1, "https://b.example", "", date(2026, 12, 7), "事项", "部门")
        assert expected in filled(words, "zh", own, WechatFields()).body


def test_every_event_that_is_told_has_a_name_for_people() -> None:
    """The inbox and the list of templates would else show a name out of the code."""
    assert {one.on for one in messages_in(ROOT / "catalogue").messages} <= set(words.EVENTS)
