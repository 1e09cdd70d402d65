"""A picture made smaller or compressed anew is the same picture; another card of the same form is not."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.likeness import FARTHEST, bits_apart, keys_of, print_of
from beebox.preaudit.pages import load_pages
from beebox.preaudit.rule_book import load_rule_book
from tests.preaudit.test_reading import PAPERS

MOST = load_rule_book(ROOT / "catalogue").limits.same_picture_bits.value


def opened(name: str) -> Image.Image:
    data = (PAPERS / name).read_bytes()
    page = next(load_pages(data, "jpeg", Limits()))
    return Image.fromarray(page)


def printed(picture: Image.Image) -> str:
    return print_of(np.asarray(picture.convert("RGB")))


@pytest.mark.parametrize(
    "name", ["id_card_front_004.jpg", "business_licence_024.jpg", "application_form_032.jpg"]
)
def test_the_same_photograph_smaller_darker_and_compressed(name: str) -> None:
    picture = opened(name)
    small = picture.resize((picture.width // 2, picture.height // 2))
    out = BytesIO()
    ImageEnhance.Brightness(small).enhance(0.85).save(out, "JPEG", quality=45)
    apart = bits_apart(printed(picture), printed(Image.open(out)))
    assert apart is not None
    assert apart <= MOST


def test_two_cards_of_one_form_are_two_pictures() -> None:
    apart = bits_apart(printed(opened("id_card_front_004.jpg")), printed(opened("id_card_front_057.jpg")))
    assert apart is not None
    assert apart > 2 * MOST


def test_a_blank_sheet_has_no_print() -> None:
    assert print_of(np.full((400, 300, 3), 250, np.uint8)) == ""
    assert keys_of("") == ()
    assert bits_apart("", "") is None
    assert bits_apart("", "ab" * 32) is None


def test_pictures_near_enough_share_a_key() -> None:
    picture = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(picture).ellipse((30, 30, 180, 150), fill="navy")
    one = printed(picture)
    assert len(one) == 64
    assert len(set(keys_of(one))) == 8
    bits = int(one, 16)
    for at in range(0, 256, 256 // FARTHEST)[:FARTHEST]:
        bits ^= 1 << at
    other = f"{bits:064x}"
    assert bits_apart(one, other) == FARTHEST
    assert set(keys_of(one)) & set(keys_of(other))
    assert MOST <= FARTHEST
