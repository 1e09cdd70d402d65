"""Settings say which knob is wrong; codes survive hands, eyes and keyboards."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.kernel.ids import ALPHABET, new_code, read_code
from beebox.kernel.keys import read_keys
from beebox.kernel.settings import Settings, WrongSetting


def test_slots_are_read_and_sorted() -> None:
    slots = Settings.from_env({"BEEBOX_PICKUP_SLOTS": "15:30, 09:30"}).slots
    assert slots == (time(9, 30), time(15, 30))


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "0"), ("PICKUP_SLOTS", "ten"), ("MODE", "prod"), ("SECURE_COOKIES", "1")],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"BEEBOX_{name} is '{value}'; it should be"):
        Settings.from_env({f"BEEBOX_{name}": value})


def test_production_has_secure_cookies_unless_told_otherwise() -> None:
    assert Settings.from_env({"BEEBOX_MODE": "production"}).secure_cookies
    assert not Settings.from_env({}).secure_cookies


def test_codes_have_no_look_alikes() -> None:
    assert not set("01IO") & set(ALPHABET)
    assert len({new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize("typed", ["7k3q9m2x", "7K3Q 9M2X", " lbb:env:7K3Q-9M2X ", "７Ｋ３Ｑ－９Ｍ２Ｘ"])
def test_a_code_is_understood_however_it_comes(typed: str) -> None:
    assert read_code(typed) == "7K3Q-9M2X"


@given(st.text(max_size=200))
def test_anything_may_be_scanned(text: str) -> None:
    found = read_code(text)
    assert found is None or read_code(found) == found


def test_keys_are_made_once_and_are_nobody_elses(tmp_path) -> None:  # type: ignore[no-untyped-def]  # fixture
    first = read_keys(tmp_path)
    assert read_keys(tmp_path) == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len(first.files) == 32
