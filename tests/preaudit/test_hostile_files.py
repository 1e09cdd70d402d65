"""Odd, hostile and broken files of every kind: an answer in time, a known word, and no harm."""

import io
import os
import random
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from beebox.adapters.confined import ReadingRoom
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Inspection
from beebox.preaudit.refusals import SENTENCES, Refused
from tests.preaudit import hostile_files as made
from tests.preaudit.hostile_files import Hostile, everything

SECONDS = 9
"""Less than the room's own patience. Quiet machines need under one for all but a few."""
MOST_MEMORY = 600 * 1024 * 1024
CARD = ROOT / "tests" / "data" / "papers" / "id_card_front_001.heic"
ROUNDS = int(os.environ.get("BEEBOX_MUTATIONS", "40"))
"""Mutations of each seed file."""
LINE = "copy"


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    opened = ReadingRoom(ROOT / "catalogue")
    yield opened
    used = [peak(child.pid) for child in opened.children if child.pid]
    opened.close()
    assert max(used) < MOST_MEMORY


def peak(pid: int) -> int:
    """The most memory a process ever had in use, in bytes."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) * 1024


def look(room: ReadingRoom, data: bytes, name: str) -> tuple[str, Inspection | None]:
    started = time.monotonic()
    found, code, sentence = None, "accept", ""
    try:
        found = room.inspect(data, name)
    except Refused as refused:
        code, sentence = refused.code, str(refused)
    assert time.monotonic() - started < SECONDS
    assert code == "accept" or code in SENTENCES
    assert "%(" not in sentence
    return code, found


def opened_page_by_page(room: ReadingRoom, data: bytes, found: Inspection) -> None:
    pages = room.copies(data, found.kind, LINE)
    assert len(pages) == found.pages
    for page in pages:
        with Image.open(io.BytesIO(page), formats=["JPEG"]) as picture:
            picture.load()
            assert picture.mode == "RGB"


@pytest.mark.parametrize("file", everything(), ids=lambda file: f"{file.what} {file.name[:12]!a}")
def test_each_is_answered_as_it_should_be(room: ReadingRoom, file: Hostile):
    answer, found = look(room, file.data, file.name)
    assert answer in file.answers
    if found is not None:
        assert not file.care or file.care in found.cares
        opened_page_by_page(room, file.data, found)


# ---- mutations ----------------------------------------------------------------------------------


def seeds() -> dict[str, tuple[str, bytes]]:
    film, sheet = made.animated, made.print_like()
    return {
        "jpeg": ("a.jpg", made.jpeg()),
        "progressive": ("a.jpg", made.jpeg(progressive=True)),
        "with place": ("a.jpg", made.with_place()),
        "png": ("a.png", made.png()),
        "png palette": ("a.png", made.saved(sheet.quantize(8), "PNG")),
        "png film": ("a.png", film("PNG", 3)),
        "webp": ("a.webp", made.saved(sheet, "WEBP")),
        "webp lossless": ("a.webp", made.saved(sheet, "WEBP", lossless=True)),
        "webp film": ("a.webp", film("WEBP", 3)),
        "tiff": ("a.tif", made.tiff_pages(3)),
        "tiff lzw": ("a.tif", made.saved(sheet, "TIFF", compression="tiff_lzw")),
        "tiff jpeg": ("a.tif", made.saved(sheet, "TIFF", compression="jpeg")),
        "heic": ("a.heic", CARD.read_bytes()),
        "pdf": ("a.pdf", made.pdf(pages=3)),
        "pdf packed": ("a.pdf", made.pdf(object_stream_mode=made.pikepdf.ObjectStreamMode.generate)),
        "pdf picture": ("a.pdf", made.pdf(made.image(400, 280, made.jpeg(), "DCTDecode"))),
    }


Mutate = Callable[[random.Random, bytes], bytes]


def cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def flip(dice: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def overwrite(dice: random.Random, data: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((1, 2, 4, 64, 500))
    return made.patched(data, at, dice.choice((b"\0" * length, b"\xff" * length, dice.randbytes(length))))


def extreme(dice: random.Random, data: bytes) -> bytes:
    """A number near the start, where the claims are, becomes one that is hard to bear."""
    number = dice.choice((0, 1, 255, 65_535, 2**31 - 1, 2**31, 2**32 - 1))
    at = dice.randrange(min(len(data) - 4, 700))
    return made.patched(data, at, struct.pack(dice.choice(("<I", ">I")), number))


def leave_out(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 7, 300)) :]


def repeat(dice: random.Random, data: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((4, 60, 2000))
    return data[:at] + data[at : at + length] * dice.choice((2, 50)) + data[at:]


MUTATIONS: tuple[Mutate, ...] = (cut, flip, overwrite, extreme, leave_out, repeat)


@pytest.mark.parametrize("seed", seeds())
def test_no_mutation_does_harm(room: ReadingRoom, seed: str):
    name, data = seeds()[seed]
    dice = random.Random(f"{seed} {ROUNDS}")
    answers = set()
    for turn in range(ROUNDS):
        change = MUTATIONS[turn % len(MUTATIONS)]
        worse = change(dice, data)
        try:
            answer, found = look(room, worse, name)
            if found is not None:
                opened_page_by_page(room, worse, found)
        except Exception as error:
            raise AssertionError(f"turn {turn}, {change.__name__}, of {seed}") from error
        answers.add(answer)
    assert len(answers) > 1


@pytest.mark.parametrize("seed", ["jpeg", "png", "webp", "heic", "pdf", "tiff"])
def test_half_a_file_is_never_taken_for_a_whole_one(room: ReadingRoom, seed: str):
    name, data = seeds()[seed]
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        answer, _ = look(room, data[: round(len(data) * share)], name)
        assert answer != "accept", share


# ---- what pictures tell about their taker ---------------------------------------------------------


@pytest.mark.parametrize(("name", "data"), [("a.jpg", made.with_place()), ("a.png", made.png_with_place())])
def test_no_place_no_camera_and_no_name_survives(room: ReadingRoom, name: str, data: bytes):
    kind = room.inspect(data, name).kind
    (copy,) = room.copies(data, kind, LINE)
    _, (preview,) = room.read(data, kind)
    for made_anew in (copy, preview):
        assert b"SECRET" not in made_anew
        with Image.open(io.BytesIO(made_anew)) as picture:
            assert not picture.getexif()
            assert not {"comment", "xmp", "exif", "icc_profile"} & set(picture.info)


def test_the_published_pictures_lose_their_place_too(room: ReadingRoom, shared_data: Path):
    for name in ("exif_gps.jpg", "exif_empty_tag.jpg"):
        data = (shared_data / "bad" / name).read_bytes()
        _, (preview,) = room.read(data, "jpeg")
        with Image.open(io.BytesIO(preview)) as picture:
            assert not picture.getexif(), name
