"""Every Chinese sentence of the program has an English one that says the same with the same values."""

import re
from collections.abc import Callable, Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from beebox.kernel.settings import ROOT

ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "_l": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
NAMED_IN_CHINESE: frozenset[str] = frozenset()
"""Proper names that stay Chinese inside an English sentence, quotes included."""


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every sentence that stands in the program or a template."""
    found = set()
    for folder in ("beebox", "templates"):
        for _, _, text, _, _ in extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS):
            found.add(text if isinstance(text, str) else text[0])
    return found


@pytest.fixture(scope="module")
def written() -> Catalog:
    """The English texts as people edit them."""
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def pairs(written: Catalog) -> Iterator[tuple[str, str]]:
    for message in written:
        chinese = message.id if isinstance(message.id, str) else message.id[-1]
        english = message.string or ""
        for text in [english] if isinstance(english, str) else english:
            if chinese and text:
                yield chinese, text


def values_differ(chinese: str, english: str) -> bool:
    return set(PLACEHOLDER.findall(chinese)) != set(PLACEHOLDER.findall(english))


def speaks_chinese(chinese: str, english: str) -> bool:
    for name in NAMED_IN_CHINESE:
        english = english.replace(name, "")
    return CHINESE.search(english) is not None


def test_every_sentence_has_its_english(said: set[str], written: Catalog) -> None:
    silent = {s for s in said if (m := written.get(s)) is None or not m.string or m.fuzzy}
    assert sorted(silent) == []


def test_there_are_sentences_to_look_at(said: set[str]) -> None:
    assert {"今天要办什么事？", "请先登录再继续。您之前保存的内容都在。"} <= said


@pytest.mark.parametrize("flaw", [values_differ, speaks_chinese])
def test_no_english_sentence_is_flawed(flaw: Callable[[str, str], bool], written: Catalog) -> None:
    assert [english for chinese, english in pairs(written) if flaw(chinese, english)] == []


@pytest.mark.parametrize(
    ("flaw", "chinese", "english"),
    [
        (values_differ, "还差 %(count)s 项", "Still to change"),
        (values_differ, "办件 %(code)s", "Case %(case)s"),
        (speaks_chinese, "小蜂箱", "Little 蜂 Box"),
        (speaks_chinese, "请到", "Go to the desk。"),
    ],
)
def test_a_flaw_is_seen(flaw: Callable[[str, str], bool], chinese: str, english: str) -> None:
    assert flaw(chinese, english)


def test_the_compiled_texts_are_as_fresh_as_the_written_ones(written: Catalog) -> None:
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    fresh = {m.id: m.string for m in written if m.id and m.string and not m.fuzzy}
    assert {m.id: m.string for m in compiled if m.id} == fresh
