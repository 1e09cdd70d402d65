"""Numbers and names: what can be right, and what surely is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.cases.numbers import formal_number, is_formal_number
from beebox.intake.rules import (
    address_fault,
    credit_code_fault,
    id_number_fault,
    name_fault,
    phone_fault,
    plain,
)
from beebox.kernel.check_signs import mod_11_2

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize("place", ["440105", "810000", "820000", "830000", "911156"])
def test_numbers_of_every_origin(place: str) -> None:
    body = f"{place}19460306037"
    assert id_number_fault(body + mod_11_2(body), TODAY) is None


@pytest.mark.parametrize(("number", "word"), [
    ("44010519460306037", "18 位"),
    ("440105194603060378", "末位校验不符"),
    ("44010519460230037X", "出生日期"),
    ("440105202712010377", "出生日期"),
    ("010105194603060377", "前两位"),
    ("44010519460306037A", "只能是数字"),
    ("４４０１０５１９４６０３０６０３７７", "只能是数字"),
])  # fmt: skip
def test_each_fault_is_named(number: str, word: str) -> None:
    assert word in (id_number_fault(number, TODAY) or "")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, added: int) -> None:
    number = "440105194603060377"
    wrong = str((int(number[place]) + added) % 10)
    assert id_number_fault(number[:place] + wrong + number[place + 1 :], TODAY) is not None


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    for check in (name_fault, phone_fault, address_fault, credit_code_fault):
        check(text)
    id_number_fault(plain(text), TODAY)


@pytest.mark.parametrize("name", ["黄建国", "阿卜杜热依木·买买提", "O'Neill Mary-Jane", "𱁬某", "㐀"])
def test_names_as_they_are(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize("name", ["12345", "---", "黄\u202e国", "国" * 61, "a\x07b", "\ue000国"])
def test_what_is_no_name(name: str) -> None:
    assert name_fault(name) is not None


@pytest.mark.parametrize("code", ["92440105MA45NNQ88L", "91440105MAKPDCHU3H"])
def test_credit_codes(code: str) -> None:
    assert credit_code_fault(code) is None
    assert credit_code_fault(code[:-1] + ("A" if code[-1] != "A" else "B")) is not None
    assert credit_code_fault("I" + code[1:]) is not None


@given(st.integers(1, 999_999), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_formal_number_proves_itself(sequence: int, day: date) -> None:
    number = formal_number(day, sequence)
    assert len(number) == 21
    assert is_formal_number(number)
    swapped = number[:18] + number[19] + number[18] + number[20]
    assert is_formal_number(swapped) == (number[18] == number[19])
