"""Cleaning never invents: what does not look like its kind is absent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.preaudit.document_types import Kind
from beebox.preaudit.values import CLEANERS, clean


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.NAME, "：迪丽娜尔•艾山", "迪丽娜尔·艾山"),
        (Kind.NAME, "黃梅", "黄梅"),
        (Kind.NAME, "A", None),
        (Kind.SEX, "女民", "女"),
        (Kind.ETHNICITY, "漢", "汉"),
        (Kind.ETHNICITY, "汉族", "汉"),
        (Kind.ETHNICITY, "人", None),
        (Kind.LAST_DATE, "2019.01.01-长期", "long_term"),
        (Kind.LAST_DATE, "2019.01.01-", None),
        (Kind.MONEY, "¥8838.65", "8838.65"),
        (Kind.MONEY, "每月租金为人民币11,700元", "11700"),
        (Kind.AREA, "宗地面积7740.12m/房屋建筑面积89.70m²", "宗地面积7740.12㎡/房屋建筑面积89.70㎡"),
        (Kind.PHONE, "15000009566", "15000009566"),
        (Kind.PHONE, "12345", None),
        (Kind.TEXT, "食品经营许可(新办)", "食品经营许可（新办）"),
        (Kind.NAMES, "张思琪、梁婷", "张思琪、梁婷"),
        (Kind.CARD_NUMBER, "6288 8964 2340 8996 102", "6288896423408996102"),
    ],
)
def test_values(kind: Kind, text: str, value: str | None):
    found = clean(kind, text)
    assert (found and found[0]) == value


def test_a_letter_that_no_code_has_is_read_as_its_twin_only_if_the_check_agrees():
    assert clean(Kind.CREDIT_CODE, "9I440I05MA0QEJ6X7H") == ("91440105MA0QEJ6X7H", True)
    assert clean(Kind.CREDIT_CODE, "9I440I05MA0QEJ6X7J") is None


def test_a_wrong_check_digit_is_told_not_mended():
    assert clean(Kind.ID_NUMBER, "440105196302161262") == ("440105196302161262", False)


@given(st.sampled_from(list(CLEANERS)), st.text(max_size=80))
def test_no_text_breaks_a_cleaner(kind: Kind, text: str):
    found = clean(kind, text)
    assert found is None or found[0]
