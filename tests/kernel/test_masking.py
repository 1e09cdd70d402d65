import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.kernel import masking

DIGITS = st.text("0123456789", max_size=20)
ID_NUMBERS = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", ""), ("李", "*"), ("李梅", "李*"), ("李小梅", "李**"), ("欧阳小梅", "欧**")],
)
def test_name(name: str, shown: str) -> None:
    assert masking.mask_name(name) == shown


def test_phone_and_id_as_the_rule_writes_them() -> None:
    assert masking.mask_phone("15000000419") == "150****0419"
    assert masking.mask_phone_on_label("15000000419") == "150******19"
    assert masking.mask_id("440105199001011235") == "4****************5"
    assert masking.mask_id_for_staff("440105199001011235") == "440***********1235"


@pytest.mark.parametrize(
    ("address", "shown", "on_label"),
    [
        ("", "", ""),
        ("翠湖轩1502房", "****", "****"),
        ("广州市翠湖轩1502房", "广州市****", "广州市****"),
        (
            "广东省广州市海珠区榕荫中路14号翠湖轩3栋1502房",
            "广东省广州市海珠区****",
            "广东省广州市海珠区榕荫中路14号****",
        ),
        (
            "广东省广州市海珠区昌岗街道怡海花园3号楼1502",
            "广东省广州市海珠区昌岗街道****",
            "广东省广州市海珠区昌岗街道****",
        ),
        (
            "广州市海珠区怡海社区怡海西街2号",
            "广州市海珠区****",
            "广州市海珠区怡海社区怡海西街2号",
        ),
        ("甘肃省定西市通渭县马营镇上湾村三组", "甘肃省定西市通渭县马营镇****", None),
    ],
)
def test_address(address: str, shown: str, on_label: str | None) -> None:
    assert masking.mask_address(address) == shown
    assert masking.mask_address_on_label(address) == (shown if on_label is None else on_label)


@given(ID_NUMBERS)
def test_no_nine_digits_of_an_id_in_a_row(number: str) -> None:
    for mask in (masking.mask_id, masking.mask_id_for_staff, masking.mask_phone):
        assert not re.search(r"[0-9]{9}", mask(number))


@given(MOBILES)
def test_a_label_hides_six_digits_of_a_phone(number: str) -> None:
    assert masking.mask_phone_on_label(number).count("*") == 6
    assert masking.mask_phone(number).count("*") == 4


@given(st.text("0123456789XE", min_size=1, max_size=30))
def test_at_least_a_third_of_any_number_is_hidden(number: str) -> None:
    assert masking.mask_id(number).count("*") * 3 >= len(number)
    assert masking.mask_id_for_staff(number).count("*") * 3 >= len(number)
    assert masking.mask_phone(number).count("*") * 3 >= len(number)
    assert masking.mask_phone_on_label(number).count("*") * 2 >= len(number)


@given(st.text(min_size=1, max_size=40))
def test_a_name_shows_one_character_at_most(name: str) -> None:
    shown = masking.mask_name(name)
    assert len(shown.rstrip("*")) <= 1 or "*" in name
    assert len(shown) <= 3


@given(st.text(max_size=60), st.integers(100, 9999))
def test_a_room_number_never_survives(place: str, room: int) -> None:
    tail = f"幸福轩{room}房"
    for mask in (masking.mask_address, masking.mask_address_on_label):
        shown = mask(f"{place}{tail}")
        assert tail not in shown
        assert f"{room}房" not in shown or f"{room}房" in place
