"""Every published bad file is answered as expected, through the confined child, in time."""

import io
import json
import os
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from beebox.adapters.confined import ReadingRoom
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.refusals import SENTENCES, Refused

BAD = Path(os.environ.get("BEEBOX_SHARED_DATA", str(ROOT.parent / "shared" / "data"))) / "bad"
SECONDS = 6
MB = 1024 * 1024


def expectations() -> list[Any]:
    if not (BAD / "expected.jsonl").exists():
        skip = pytest.mark.skip(reason=f"no shared test files in {BAD}")
        return [pytest.param({}, id="expected.jsonl", marks=skip)]
    lines = [json.loads(line) for line in (BAD / "expected.jsonl").read_text().splitlines()]
    return [pytest.param(one, id=f"{n}-{one['file']}") for n, one in enumerate(lines)]


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom(ROOT / "catalogue", memory=1024 * MB)
    yield made
    made.close()


def answer(room: ReadingRoom, data: bytes, name: str) -> tuple[str, str]:
    try:
        return "accept", room.inspect(data, name).kind
    except Refused as refused:
        return "reject", refused.code if "%(" not in str(refused) else "unfinished sentence"


@pytest.mark.parametrize("line", expectations())
def test_published_bad_files(room: ReadingRoom, line: dict[str, Any]):
    started = time.monotonic()
    verdict, word = answer(room, (BAD / line["file"]).read_bytes(), line.get("upload_name", line["file"]))
    assert time.monotonic() - started < SECONDS
    wanted = line["expect"]
    if wanted == "reject":
        assert verdict == "reject"
        assert word in line["reason"]
    elif wanted in ("accept", "accept_with_care"):
        assert verdict == "accept", word


def test_cares_are_told(room: ReadingRoom):
    if not BAD.exists():
        pytest.skip(f"no shared test files in {BAD}")
    told = {
        name: room.inspect((BAD / name).read_bytes(), name).cares
        for name in ("launch_action.pdf", "attachment.pdf", "png_named.jpg", "sha1_collision_1.pdf")
    }
    assert told["launch_action.pdf"] == ("active_content",)
    assert "embedded_files" in told["attachment.pdf"]
    assert told["png_named.jpg"] == ("type_by_content",)
    assert told["sha1_collision_1.pdf"] == ()


def picture(kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **how)
    return out.getvalue()


def pdf(pages: int = 1, drawing: bytes = b"", **extra: Any) -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(595, 842))
        if drawing:
            page.Contents = made.make_stream(drawing)
    for key, value in extra.items():
        made.Root[f"/{key}"] = made.make_indirect(value)
    made.save(out)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"0" * 99)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.jpg", "empty_file"),
        (b"\xff\xd8" + b"0" * (20 * MB), "a.jpg", "too_large"),
        (png_claiming(2**31 - 1, 2**31 - 1), "a.png", "image_too_large"),
        (png_claiming(8000, 5001), "a.png", "image_too_large"),
        (picture("PNG", (20, 20)), "a.png", "image_too_small"),
        (picture("JPEG")[:300], "a.jpg", "corrupt_image"),
        (picture("TIFF")[:-5000], "a.tif", "corrupt_image"),
        (picture("WEBP")[:60], "a.webp", "corrupt_image"),
        (picture("GIF"), "a.jpg", "unsupported_type"),
        (pdf(51), "a.pdf", "too_many_pages"),
        (b"%PDF-1.7\n" + os.urandom(4000), "a.pdf", "corrupt_pdf"),
        (b"PK\x03\x04" + b"OFD.xml" * 3, "a.ofd", "unsupported_type"),
        (b"#!/bin/sh\necho hello\n", "a.jpg", "type_mismatch"),
        (os.urandom(3000), "a.jpg", "corrupt_image"),
        (os.urandom(3000), "a.bin", "unsupported_type"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_hostile_files_of_our_own(room: ReadingRoom, data: bytes, name: str, code: str):
    assert answer(room, data, name) == ("reject", code)


def test_a_tiff_with_too_many_pages(room: ReadingRoom):
    pages = [Image.new("1", (40, 40)) for _ in range(60)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert answer(room, out.getvalue(), "a.tif") == ("reject", "too_many_pages")


def test_a_page_that_inflates_without_end(room: ReadingRoom):
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    page.Contents = pikepdf.Stream(made, zlib.compress(b"0 0 m 9 9 l S\n" * 4_000_000, 9))
    page.Contents["/Filter"] = pikepdf.Name.FlateDecode
    made.save(out)
    assert answer(room, out.getvalue(), "a.pdf") == ("reject", "corrupt_pdf")


def test_a_password_is_asked_to_be_removed(room: ReadingRoom):
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Refused) as refused:
        room.inspect(out.getvalue(), "a.pdf")
    assert refused.value.code == "encrypted_pdf"
    assert "密码" in str(refused.value)


def test_every_refusal_says_the_limit_in_figures(room: ReadingRoom):
    with pytest.raises(Refused, match="50 页"):
        room.inspect(pdf(51), "a.pdf")
    with pytest.raises(Refused, match="40 百万像素"):
        room.inspect(png_claiming(60000, 60000), "a.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "RGBA", "1"])
def test_good_pictures_come_in(room: ReadingRoom, kind: str, mode: str):
    if (kind, mode) in {("JPEG", "RGBA"), ("PNG", "CMYK"), ("WEBP", "CMYK")}:
        pytest.skip(f"{kind} has no {mode}")
    inspection = room.inspect(picture(kind, mode=mode), f"身份证 正面.{kind.lower()}")
    assert (inspection.kind, inspection.width, inspection.pages) == (kind.lower(), 300, 1)


def test_limits_are_those_of_the_installation():
    small = ReadingRoom(ROOT / "catalogue", Limits(max_bytes=MB, max_pixels=1_000_000, max_pages=2))
    try:
        assert answer(small, pdf(3), "a.pdf") == ("reject", "too_many_pages")
        assert answer(small, picture("PNG", (1200, 1000)), "a.png") == ("reject", "image_too_large")
    finally:
        small.close()


def test_sentences_are_polite_and_say_what_to_do():
    for sentence in SENTENCES.values():
        assert "请" in sentence
        assert sentence.endswith("。")
