"""A visitor reads a page as a person does: words, links, and what can be typed or chosen."""

import pytest

from beebox.demo.page import Page
from beebox.demo.visitor import Lost, Visitor

PAGE = """
<!doctype html><title>不显示</title><style>p{}</style>
<p>第一
   行<script>var hidden = 1;</script></p><p>第二行</p>
<a href="/cases/ABCD">看 <b>办件</b></a>
<p role="alert">这里有错</p>
<form id="pack" method="post" action="/pack"><input type="hidden" name="csrf_token" value="t">
<input name="name" value="何"><textarea name="note">旧话</textarea>
<input type="radio" name="way" value="box" checked><input type="radio" name="way" value="door">
<input type="checkbox" name="full" value="x" disabled>
<select name="slot"><option value="am">上午</option><option value="pm" selected>下午</option></select>
<input type="file" name="files"><button name="direction" value="up">上</button></form>
<input type="checkbox" name="original" value="7" form="pack">
"""


def test_words_are_the_visible_ones_a_line_for_each_block() -> None:
    page = Page(PAGE)
    assert page.words.splitlines()[:2] == ["第一 行", "第二行"]
    assert "hidden" not in page.words
    assert [alert.strip() for alert in page.alerts] == ["这里有错"]
    assert [(link.href, link.words) for link in page.links] == [("/cases/ABCD", "看 办件")]


def test_a_form_sends_what_stands_in_it_when_nothing_is_touched() -> None:
    (form,) = Page(PAGE).forms
    assert form.fields == {
        "csrf_token": ["t"], "name": ["何"], "note": ["旧话"], "way": ["box"], "slot": ["pm"],
    }  # fmt: skip
    assert form.files == {"files"}


@pytest.mark.parametrize(
    ("name", "value", "possible"),
    [
        ("name", "陈", True), ("way", "door", True), ("way", "drone", False), ("slot", "am", True),
        ("slot", "night", False), ("original", "7", True), ("original", "8", False),
        ("full", "x", False), ("direction", "up", True), ("direction", "down", False), ("secret", "1", False),
    ],
)  # fmt: skip
def test_only_what_is_offered_can_be_given(name: str, value: str, possible: bool) -> None:
    (form,) = Page(PAGE).forms
    assert form.takes(name, value) is possible


def test_a_visitor_refuses_to_send_what_no_person_could() -> None:
    visitor = Visitor("http://127.0.0.1:9", "somebody")
    visitor.page = Page(PAGE)
    with pytest.raises(Lost, match="cannot be given"):
        visitor.send("/pack", way="drone")
    with pytest.raises(Lost, match="no form"):
        visitor.form("/elsewhere")
