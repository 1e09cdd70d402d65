"""One promise, both engines: lines with boxes on the upright page, and which way up it was."""

import shutil
from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from beebox.adapters.engines import NoEngine, chosen_engine, make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.pages import load_pages, turned_upright
from beebox.preaudit.ports import Page, TextReader

PAPERS = ROOT / "tests" / "data" / "papers"
FORM = "application_form_032.jpg"
SAID = ("440105199311032131", "202681375")


def page_of(name: str) -> Page:
    return next(load_pages((PAPERS / name).read_bytes(), "jpeg", Limits()))


@pytest.fixture(scope="module", params=["rapidocr", "tesseract"])
def reader(request: pytest.FixtureRequest) -> Iterator[TextReader]:
    try:
        yield make_reader(request.param)
    except NoEngine as missing:
        pytest.skip(str(missing))


def test_print_is_read_with_boxes_on_the_page(reader: TextReader):
    page = page_of(FORM)
    found = reader.read(page)
    text = squeezed("".join(line.text for line in found.lines))
    assert found.rotation == 0
    for said in SAID:
        assert said in text
    height, width = page.shape[:2]
    for line in found.lines:
        assert 0 <= line.confidence <= 1
        assert line.text.strip()
        assert line.box.x >= 0
        assert line.box.y >= 0
        assert line.box.right <= width + 5
        assert line.box.bottom <= height + 5


@pytest.mark.parametrize("turn", [90, 180])
def test_a_turned_page_is_put_upright(reader: TextReader, turn: int):
    page = page_of(FORM)
    turned = turned_upright(page, 360 - turn)
    found = reader.read(turned)
    assert found.rotation == turn
    straight = {line.text: line.box for line in reader.read(page).lines if len(line.text) > 5}
    shared = [(line, straight[line.text]) for line in found.lines if line.text in straight]
    assert len(shared) >= 3
    for line, box in shared:
        assert abs(line.box.x - box.x) < 40
        assert abs(line.box.y - box.y) < 40


def test_one_line_is_looked_at_again_by_the_signs_it_can_hold(reader: TextReader):
    """Both engines ask the same second reader, which is only there with Tesseract."""
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    picture = Image.new("RGB", (420, 60), "white")
    ImageDraw.Draw(picture).text((20, 12), "440105194603060377", "black", ImageFont.load_default(32))
    assert reader.again(np.asarray(picture), "0123456789X") == "440105194603060377"


def test_nothing_is_read_on_an_empty_page(reader: TextReader):
    assert reader.read(np.full((800, 600, 3), 250, np.uint8)).lines == ()


def test_noise_is_not_turned_into_confident_text(reader: TextReader):
    noise = np.random.default_rng(7).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    sure = [line for line in reader.read(noise).lines if line.confidence > 0.85]
    assert sum(len(line.text) for line in sure) < 12


def test_the_reader_says_who_it_is(reader: TextReader):
    assert reader.name in {"rapidocr", "tesseract"}
    assert reader.version[0].isdigit()


def test_a_tilted_photo_is_read_by_the_better_engine():
    found = make_reader("rapidocr").read(page_of("property_certificate_099.jpg"))
    assert found.rotation == 90
    text = squeezed("".join(line.text for line in found.lines))
    match = SequenceMatcher(None, text, "440105018067GB00526F00640167").find_longest_match()
    assert match.size == 28


def test_the_engine_follows_the_setting():
    assert chosen_engine("auto") == "rapidocr"
    if shutil.which("tesseract"):
        assert chosen_engine("tesseract") == "tesseract"
    with pytest.raises(NoEngine, match="没有装好"):
        chosen_engine("tesseract", "no-such-program")
    with pytest.raises(NoEngine, match="不认识"):
        chosen_engine("paddle")
