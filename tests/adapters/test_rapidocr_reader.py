"""What is particular to the engine with two sets of models: both read, strips are read, small print is."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from beebox.adapters import rapidocr_models
from beebox.adapters.rapidocr_reader import RapidOcrReader
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.pages import load_pages
from beebox.preaudit.sniffing import sniff

PAPERS = ROOT / "tests" / "data" / "papers"


@pytest.fixture(scope="module")
def reader() -> RapidOcrReader:
    return RapidOcrReader()


def page(name: str) -> NDArray[np.uint8]:
    data = (PAPERS / name).read_bytes()
    return next(iter(load_pages(data, sniff(data), Limits())))


def drawn(size: tuple[int, int], *texts: tuple[int, int, int, str]) -> NDArray[np.uint8]:
    """A white picture with these texts: x, y, height, what."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for x, y, height, text in texts:
        pen.text((x, y), text, "black", ImageFont.load_default(height))
    return np.asarray(picture)


def said(reader: RapidOcrReader, picture: NDArray[np.uint8]) -> str:
    return squeezed("".join(line.text for line in reader.read(picture).lines))


def test_without_byte_sums_the_exact_models_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapidocr_models, "adds_bytes", lambda: False)
    exact = RapidOcrReader()
    assert "int8" not in exact.version
    assert "公民身份号码" in said(exact, page("id_card_front_004.jpg"))


def test_both_sets_of_models_tell_the_same_number(
    reader: RapidOcrReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = "440105018067GB00526F00640167"
    picture = page("property_certificate_099.jpg")
    assert number in said(reader, picture)
    monkeypatch.setattr(rapidocr_models, "adds_bytes", lambda: False)
    assert number in said(RapidOcrReader(), picture)


def test_a_strip_with_one_line_is_read(reader: RapidOcrReader) -> None:
    assert said(reader, drawn((460, 44), (6, 4, 34, "Reference 20261126"))) == "Reference20261126"


def test_small_print_beside_large_print_is_read(reader: RapidOcrReader) -> None:
    """The first look finds the heading; the low lines are looked at again."""
    small = [(90, 500 + 40 * row, 22, f"Line number {row} holds {row * 1234567}") for row in range(1, 9)]
    text = said(reader, drawn((1600, 2200), (90, 120, 110, "HEADING"), *small))
    assert "HEADING" in text
    assert sum(f"holds{row * 1234567}" in text for row in range(1, 9)) == 8


def test_a_drawing_is_no_sign(reader: RapidOcrReader) -> None:
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).ellipse((200, 100, 600, 500), outline="black", width=30)
    assert reader.read(np.asarray(picture)).lines == ()
