"""What a Zebra printer is sent, taken apart again by a decoder that shares nothing with the encoder."""

import base64
import re
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.pdf import pdf_of
from beebox.logistics.labels.zpl import Dots, format_of, zpl_of
from beebox.logistics.orders import LabelPaper
from tests.logistics.labels.samples import LONG_PARTY, PLAIN, scanned

FIELD = re.compile(
    rb"\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS"
    rb"(?:\^PQ1)?\^XZ"
)


def crc16(data: bytes) -> int:
    """CRC-16 bit by bit: polynomial 0x1021, beginning with nought, highest bit first."""
    crc = 0
    for byte in data:
        for bit in range(7, -1, -1):
            carry = (crc >> 15 & 1) ^ (byte >> bit & 1)
            crc = (crc << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return crc


def decoded(zpl: bytes) -> list[Image.Image]:
    """What the print head burns: white paper, black where a bit is set."""
    found = []
    for width, height, total, field, row, packed, crc in FIELD.findall(zpl):
        assert crc16(packed) == int(crc, 16)
        bits = zlib.decompress(base64.b64decode(packed, validate=True))
        assert len(bits) == int(total) == int(field) == int(row) * int(height)
        image = Image.new("L", (int(width), int(height)), 255)
        pixels = image.load()
        assert pixels is not None
        for y in range(int(height)):
            for x in range(int(width)):
                if bits[y * int(row) + x // 8] & (128 >> x % 8):
                    pixels[x, y] = 0
        found.append(image)
    return found


@pytest.mark.parametrize(
    ("paper", "size"), [(LabelPaper.LARGE, (800, 1439)), (LabelPaper.SMALL, (608, 1039))]
)
def test_a_label_decodes_to_a_picture_that_scans(paper: LabelPaper, size: tuple[int, int]) -> None:
    label = replace(PLAIN, receiver=LONG_PARTY, number="SF1234567890123", nth=2)
    (image,) = decoded(zpl_of(pdf_of([draw(label, paper)])))
    assert image.size == size
    assert scanned(image) == {("Code 128", label.number), ("QR Code", f"LBB:WAY:{label.number}")}
    black = sum(image.histogram()[:128]) / (size[0] * size[1])
    assert 0.02 < black < 0.4, "black on white, not the negative"


def test_many_labels_are_one_file_in_their_order() -> None:
    labels = [replace(PLAIN, number=f"EA10260{n:04d}5CN") for n in range(5)]
    images = decoded(zpl_of(pdf_of(draw(label, LabelPaper.SMALL) for label in labels)))
    assert [{text for kind, text in scanned(image) if kind == "Code 128"} for image in images] == [
        {label.number} for label in labels
    ]


def test_the_check_sum_is_the_one_of_the_catalogues() -> None:
    """Of "123456789" it is 31C3, as every table of CRCs says of this one (XMODEM)."""
    assert crc16(b"123456789") == 0x31C3


def test_a_dot_is_a_bit_and_rows_begin_on_bytes() -> None:
    (image,) = decoded(format_of(Dots(10, 2, bytes([0b10000000, 0b01000000, 0, 0b11000000]))))
    black = {(x, y) for y in range(2) for x in range(10) if image.getpixel((x, y)) == 0}
    assert black == {(0, 0), (9, 0), (8, 1), (9, 1)}
