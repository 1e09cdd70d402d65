"""Ciphers, digests and numbers against the vectors of the carriers' documents."""

import pytest

from beebox.carrier_sim import ems_cipher, numbers, sf_digest
from beebox.carrier_sim.ems_cipher import CannotRead

JSON = '{"language":"zh-CN","orderId":"QIAO-20200618-004"}'
EMS_KEY = "TvaBgrhE46sft3nZlfe7xw=="
EMS_HIDDEN = (
    "|$4|efB6PnjDpgHG4xfrvYlXonyBuMJoGTynkfasopHvbl2u3nmNeP+rznA3DyRwb/2GeZL7I3rL6HKD5+Tv3Uy6x8jI"
    "DISbYG8Bg14caH2flYE="
)
SF_CHECKWORD = "fjcg5PGKaNpPSHFAZ4QsCOkV71R3zVci"


def test_ems_hides_as_its_document_does() -> None:
    assert ems_cipher.conceal(EMS_KEY, JSON, suffix=True) == EMS_HIDDEN
    assert ems_cipher.reveal(EMS_KEY, EMS_HIDDEN) == JSON


@pytest.mark.parametrize(
    "hidden",
    [
        EMS_HIDDEN[4:],
        "|$4|",
        "|$4|no base64!",
        EMS_HIDDEN[:-8] + "AAAAAAA=",
        ems_cipher.conceal("AAAAAAAAAAAAAAAAAAAAAA==", JSON, suffix=True),
        ems_cipher.conceal(EMS_KEY, JSON, suffix=False),
    ],
)
def test_what_is_not_hidden_with_the_key_is_not_read(hidden: str) -> None:
    with pytest.raises(CannotRead):
        ems_cipher.reveal(EMS_KEY, hidden)


def test_sf_signs_as_its_document_does() -> None:
    assert sf_digest.digest(JSON, "12312334453453", SF_CHECKWORD) == "IIKJtuLVzoFTu4kHI8M8vA=="


def test_sf_encodes_as_java_does() -> None:
    assert sf_digest.java_form_encoded("a *~-_.&=+/") == "a+*%7E-_.%26%3D%2B%2F"
    assert sf_digest.java_form_encoded("黄𠮷") == "%E9%BB%84%F0%A0%AE%B7"


def test_numbers_carry_their_check_digits() -> None:
    assert (numbers.s10_digit("47312482"), numbers.s10_digit("12345678")) == (9, 5)
    assert numbers.sf_digit("000000000") == 0
    assert numbers.sf_digit("000000001") == 9
    assert numbers.sf_digit("000000012") == (10 - (2 + 3)) % 10
    assert len(numbers.sf(7)) == 15 and len(numbers.sf(7, 12)) == 12


def test_numbers_are_of_a_series_that_nobody_gives_out_and_never_come_twice() -> None:
    made = [n for i in range(2000) for n in (numbers.postal(i), numbers.sf(i), numbers.sf(i, 12))]
    assert len(set(made)) == len(made) and all(map(numbers.is_ours, made))
    assert not numbers.is_ours("EB123456785CN") and not numbers.is_ours("SF1011603494291")
    for series in (numbers.postal, numbers.sf):
        with pytest.raises(ValueError):
            series(10**9)
