"""The envelope of EMS, against the vector of its interface document."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.adapters.carriers.ems.cipher import Envelope, NoCipher, NotForUs

KEY = "TvaBgrhE46sft3nZlfe7xw=="
TEXT = '{"language":"zh-CN","orderId":"QIAO-20200618-004"}'
SEALED = (
    "|$4|efB6PnjDpgHG4xfrvYlXonyBuMJoGTynkfasopHvbl2u3nmNeP+rznA3DyRwb/2GeZL7I3rL6HKD5+Tv3Uy6x8jIDISb"
    "YG8Bg14caH2flYE="
)


def test_the_vector_of_the_document_is_sealed_and_opened() -> None:
    assert Envelope(KEY).seal(TEXT) == SEALED
    assert Envelope(KEY).open(SEALED) == TEXT


@given(st.text(max_size=200))
def test_every_text_comes_back(text: str) -> None:
    if not text.endswith(KEY) and text.isprintable():
        assert Envelope(KEY).open(Envelope(KEY).seal(text)) == text


def test_a_plus_that_a_form_made_a_blank_is_still_a_plus() -> None:
    assert "+" in SEALED
    assert Envelope(KEY).open(SEALED.replace("+", " ")) == TEXT


@pytest.mark.parametrize(
    "key", ["", "short", "TvaBgrhE46sft3nZlfe7", "有", base64.b64encode(b"x" * 24).decode()]
)
def test_a_key_that_is_none_stops_with_a_sentence(key: str) -> None:
    with pytest.raises(NoCipher, match=r"BEEBOX_EMS_SIGN_KEY.*base64") as stopped:
        Envelope(key)
    assert key == "" or key not in str(stopped.value)


@pytest.mark.parametrize(
    "sealed", ["", "|$4|", "|$4|AAAA", "not base64!", SEALED[:-8] + "AAAAAAA=", "|$4|" + "A" * 64]
)
def test_what_our_key_does_not_open_is_not_for_us(sealed: str) -> None:
    with pytest.raises(NotForUs):
        Envelope(KEY).open(sealed)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(NotForUs):
        Envelope(base64.b64encode(b"another key 16 b").decode()).open(SEALED)
