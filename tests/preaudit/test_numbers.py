"""Numbers prove themselves or are not believed."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from beebox.kernel.check_signs import mod_11_2
from beebox.preaudit.numbers import (
    card_number_valid,
    credit_code_valid,
    id_number_valid,
    read_dates,
    read_id_number,
    same_id_number,
    squeezed,
)

DAYS = st.dates(date(1930, 1, 1), date(2025, 12, 31))


def a_number(area: str, born: date, order: int) -> str:
    head = f"{area}{born:%Y%m%d}{order:03d}"
    return head + mod_11_2(head)


@given(DAYS, st.integers(0, 999))
def test_numbers_we_accept_the_oracle_accepts_too(born: date, order: int):
    number = a_number("440105", born, order)
    found = read_id_number(number)
    assert found is not None
    assert (found.birth, found.sex) == (born, "男" if order % 2 else "女")
    assert ric.calc_check_digit(number) == number[-1]


@given(DAYS, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(born: date, order: int, at: int, step: int):
    number = a_number("440105", born, order)
    wrong = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert not id_number_valid(wrong)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_credit_codes_are_judged_as_by_the_oracle(code: str):
    try:
        uscc.validate(code)
    except ValidationError:
        assert not credit_code_valid(code) or not code[:8].isdigit()
    else:
        assert credit_code_valid(code)


@pytest.mark.parametrize("code", ["91440105MA0QEJ6X7H", "92440105MAJPA2Q853"])
def test_good_credit_codes(code: str):
    assert credit_code_valid(code)
    assert not credit_code_valid(code[:-1] + ("0" if code[-1] != "0" else "1"))


@pytest.mark.parametrize("area", ["810000", "820000", "830000", "911156"])
def test_residents_from_elsewhere_have_numbers_too(area: str):
    assert id_number_valid(a_number(area, date(1990, 5, 6), 12))


def test_old_numbers_of_fifteen_digits_are_the_same_person():
    old, new = "440105630216126", a_number("440105", date(1963, 2, 16), 126)
    assert same_id_number(old, new)
    assert same_id_number("４４０１０５６３０２１６１２６", new)
    assert not same_id_number(old, a_number("440105", date(1963, 2, 16), 128))


def test_a_birth_date_that_cannot_be_is_no_number():
    head = "44010519630230126"
    assert not id_number_valid(head + mod_11_2(head))
    assert not id_number_valid(a_number("440105", date(2030, 1, 1), 12), today=date(2026, 11, 24))


@pytest.mark.parametrize(
    "junk", ["", "X", "4401051963021612611", "44010519630216126", "身份证号码", "１" * 18]
)
def test_junk_is_no_number(junk: str):
    assert not id_number_valid(junk)
    assert not credit_code_valid(junk)


def test_bank_cards():
    assert card_number_valid("6288 8964 2340 8996 102")
    assert not card_number_valid("6288896423408996103")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2019.01.01-2039.01.01", ["2019-01-01", "2039-01-01"]),
        ("2019.01.01-长期", ["2019-01-01", "long_term"]),
        ("２０２３年１月５日", ["2023-01-05"]),
        ("二〇一九年十二月三十一日", ["2019-12-31"]),
        ("2023年2月30日", []),
        ("电话 02012345678", []),
    ],
)
def test_dates(text: str, dates: list[str]):
    assert read_dates(text) == dates


@given(st.text(max_size=60))
@example("O¯")
def test_no_text_breaks_the_readers(text: str):
    read_dates(text)
    id_number_valid(text)
    credit_code_valid(text)
    card_number_valid(text)
    assert squeezed(squeezed(text)) == squeezed(text)
