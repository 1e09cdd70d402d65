"""What must hold for published odd files beyond yes and no: colours, pages, directions, silence."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from beebox.adapters.confined import ReadingRoom
from beebox.kernel.settings import ROOT
from beebox.preaudit.reading_desk import read_each
from beebox.preaudit.report import MaterialReading, QualityWord


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(ROOT / "catalogue")
    yield made
    made.close()


@pytest.fixture
def bad(shared_data: Path) -> Path:
    folder = shared_data / "bad"
    if not folder.is_dir():
        pytest.skip(f"no shared test files in {folder}")
    return folder


def read(room: ReadingRoom, file: Path) -> tuple[MaterialReading, list[Image.Image]]:
    data = file.read_bytes()
    found = room.inspect(data, file.name)
    reading, previews = room.read(data, found.kind, found.pages)
    return reading, [Image.open(io.BytesIO(preview)).convert("RGB") for preview in previews]


def average(picture: Image.Image) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(picture).reshape(-1, 3).mean(axis=0)


def test_what_can_be_seen_through_lies_on_white(room: ReadingRoom, bad: Path):
    with Image.open(bad / "alpha.png") as given:
        layered = given.convert("RGBA")
        white = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    _, (shown,) = read(room, bad / "alpha.png")
    assert np.abs(average(shown) - average(white)).max() < 4


def test_printers_colours_look_like_the_same_picture_in_light(room: ReadingRoom, bad: Path):
    _, (ink,) = read(room, bad / "cmyk.jpg")
    _, (light,) = read(room, bad / "alpha.png")
    small = (64, 64)
    one, other = (np.asarray(picture.resize(small)).astype(int) for picture in (ink, light))
    assert np.abs(one - other).mean() < 40


def test_every_page_of_a_fax_is_read(room: ReadingRoom, bad: Path):
    reading, shown = read(room, bad / "multipage.tif")
    assert len(shown) == reading.page_count == 3


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
@pytest.mark.parametrize("name", ["animated.webp", "apng.png", "mpo_stereo.jpg"])
def test_of_several_pictures_the_first_is_shown(room: ReadingRoom, bad: Path, name: str):
    with Image.open(bad / name) as given:
        given.seek(0)
        first = given.convert("RGB")
    reading, shown = read(room, bad / name)
    assert len(shown) == reading.page_count == 1
    assert np.abs(average(shown[0]) - average(first)).max() < 6


@pytest.mark.parametrize("name", ["exif_landscape_3.jpg", "exif_landscape_6.jpg", "exif_portrait_8.jpg"])
def test_the_cameras_note_puts_a_picture_upright(room: ReadingRoom, bad: Path, name: str):
    _, (shown,) = read(room, bad / name)
    assert (shown.width > shown.height) is ("landscape" in name)


@pytest.mark.parametrize("name", ["blank_white_a4.jpg", "blank_illustrator.pdf", "noise.png", "ok_small.jpg"])
def test_nothing_is_invented_where_nothing_stands(room: ReadingRoom, bad: Path, name: str):
    reading, _ = read(room, bad / name)
    assert not reading.fields
    assert all(page.quality.word is not QualityWord.GOOD for page in reading.pages)


def test_an_empty_page_is_called_empty(room: ReadingRoom, bad: Path):
    for name in ("blank_white_a4.jpg", "blank_illustrator.pdf"):
        reading, _ = read(room, bad / name)
        assert reading.pages[0].quality.word is QualityWord.BLANK
        assert "空白" in reading.pages[0].quality.message


def test_a_damaged_picture_that_was_taken_is_not_called_readable(room: ReadingRoom, bad: Path):
    for line in map(json.loads, (bad / "expected.jsonl").read_text().splitlines()):
        if "if accepted: mark low readability" in line["must"]:
            (told,) = read_each([bad / line["file"]], None, room, date(2026, 11, 30))
            assert not told["accepted"] or told["readability"] != "pass", line["file"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("encrypted_libreoffice.pdf", "去掉密码"),
        ("xfa_please_wait.pdf", "打印成普通 PDF"),
        ("docx_named.pdf", "导出为 PDF"),
        ("invoice_signed.ofd", "OFD"),
        ("one_pixel.jpg", "看不清"),
        ("empty.jpg", "空的"),
    ],
)
def test_a_refusal_tells_how_to_mend_it(room: ReadingRoom, bad: Path, name: str, part: str):
    (told,) = read_each([bad / name], None, room, date(2026, 11, 30))
    assert not told["accepted"]
    assert part in told["refusal"]["message"]
