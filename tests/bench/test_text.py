"""Texts held against the truth: values, lines, words and phrases."""

from hypothesis import given
from hypothesis import strategies as st

from bench.preaudit import real
from bench.preaudit.text import phrases_found, signs_found, signs_in_place, whole_values_found, words_found


def test_whole_values_are_found_however_dates_and_money_are_printed() -> None:
    text = "出 生 2001年3月 9日\n有效期限 2016.05.23-长期 租金 ￥14,500.00\n住址 海珠区（一）号"
    values = ["2001-03-09", "2016-05-23", "long_term", "14500", "海珠区(一)号", "男"]
    assert whole_values_found(values, text) == (5, 5)
    assert whole_values_found(["2001-03-08", "海珠区(二)号"], text) == (0, 2)


def slow_distance(line: str, text: str) -> int:
    row = list(range(len(line) + 1))
    best = row[-1]
    for sign in text:
        above, row = row, [0]
        for at, own in enumerate(line, 1):
            row.append(min(above[at - 1] + (own != sign), above[at] + 1, row[at - 1] + 1))
        best = min(best, row[-1])
    return best


@given(st.text("ab12", max_size=12), st.text("ab123", max_size=30))
def test_signs_in_place_is_the_length_less_the_smallest_edit_distance(line: str, text: str) -> None:
    assert signs_in_place(line, text) == len(line) - slow_distance(line, text)


def test_lines_are_found_in_any_order_and_errors_cost_their_signs() -> None:
    assert signs_found(["第一行字", "second line"], "SECOND\nsecond 1ine\n第一行宇") == (12, 14)
    assert words_found(["Total", "Total", "RM", "5.00"], "TOTALRM 5.00") == (9, 14)
    assert phrases_found(["It’s here", "gone"], "it's here It's  here") == (8, 12)


def test_each_kind_of_truth_is_asked_for_in_its_way() -> None:
    assert real.asked_of({"text": "A b\n\nc", "text_scope": "full"}).lines == ("A b", "c")
    assert real.asked_of({"text": "A b", "text_scope": "full (score by word recall)"}).words == ("A", "b")
    assert real.asked_of({"fields": {"must_contain": ["x y"]}, "text_scope": "none"}).phrases == ("x y",)
    labels = {"fields": {"rows": ["现金"], "footer": ["合计"]}, "text_scope": "row labels only"}
    assert real.asked_of(labels).phrases == ("现金", "合计")
    assert real.asked_of({"text": None, "text_scope": "none", "fields": {}}) == real.Asked()
