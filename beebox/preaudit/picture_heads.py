"""What the first bytes of a picture claim, read without any decoder.

A decoder may take memory for all that a file claims before anybody can ask how much that is. Here a
claim is read first: sizes, number of pages, and whether the file is as long as it says.
ValueError, IndexError or struct.error for what contradicts itself. Sources: RFC 9649 (WebP),
TIFF 6.0 section 2, ISO/IEC 14496-12 section 4.2.
"""

import struct
from collections.abc import Iterator

_WEBP_FRAME = b"\x9d\x01\x2a"
_OLD_BMP_HEAD = 12
_WIDTH, _HEIGHT = 256, 257
_WHOLE_NUMBERS = {3: "H", 4: "I"}
MAX_SCANS = 100
"""Passes over a JPEG; cameras and editors write about ten, and each costs a decoding."""


def gif_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of all its first picture and the screen it is shown on cover."""
    width, height = struct.unpack_from("<HH", data, 6)
    colours = 3 * 2 << (data[10] & 7) if data[10] & 0x80 else 0
    first = data.find(b",", 13 + colours)
    if first >= 0:
        x, y, wide, high = struct.unpack_from("<HHHH", data, first + 1)
        width, height = max(width, x + wide), max(height, y + high)
    return width, height


def bmp_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    if data[14] == _OLD_BMP_HEAD:
        width, height = struct.unpack_from("<HH", data, 18)
    else:
        width, height = struct.unpack_from("<Ii", data, 18)
    return width, abs(height)


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the canvas."""
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise ValueError("shorter than it says")
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and data[23:26] == _WEBP_FRAME:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no picture in it")


def tiff_sizes(data: bytes, most: int) -> list[tuple[int, int]]:
    """Width and height of each page, of at most so many; a list of pages that loops is no list."""
    order = "<" if data[:2] == b"II" else ">"
    sizes: list[tuple[int, int]] = []
    seen: set[int] = set()
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    try:
        while at and len(sizes) < most:
            if at in seen:
                raise ValueError("its list of pages runs in a circle")
            seen.add(at)
            size, at = _tiff_page(data, order, at)
            sizes.append(size)
    except struct.error as error:
        raise ValueError("its list of pages is cut off") from error
    if not sizes:
        raise ValueError("no page in it")
    return sizes


def _tiff_page(data: bytes, order: str, at: int) -> tuple[tuple[int, int], int]:
    (entries,) = struct.unpack_from(f"{order}H", data, at)
    told = {}
    for place in range(at + 2, at + 2 + entries * 12, 12):
        tag, kind = struct.unpack_from(f"{order}HH", data, place)
        if tag in (_WIDTH, _HEIGHT) and kind in _WHOLE_NUMBERS:
            (told[tag],) = struct.unpack_from(f"{order}{_WHOLE_NUMBERS[kind]}", data, place + 8)
    (after,) = struct.unpack_from(f"{order}I", data, at + 2 + entries * 12)
    return (told.get(_WIDTH, 0), told.get(_HEIGHT, 0)), after


def boxes(data: bytes) -> Iterator[bytes]:
    """The names of the outermost boxes of a HEIC; ValueError where one is cut off."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1:
            if at + 16 > len(data):
                raise ValueError("cut off")
            (size,) = struct.unpack_from(">Q", data, at + 8)
        elif size == 0:
            size = len(data) - at
        if size < 8 or at + size > len(data):
            raise ValueError("cut off")
        yield name
        at += size


def jpeg_scans(data: bytes) -> int:
    """How often the picture is gone over; more than the truth where another picture is inside."""
    return data.count(b"\xff\xda")
