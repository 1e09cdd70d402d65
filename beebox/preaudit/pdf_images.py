"""How many pixels a picture inside a PDF claims, read from its own first bytes.

The dictionary around a picture may say something else than the picture itself, and decoders believe
the picture. Nothing is decoded here. Sources: ITU-T T.81 B.2.2, T.88 7.2 and 7.4.8, T.800 A.5.1.
"""

_JBIG2_PAGE = 48
_JPEG_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}


def claimed_pixels(data: bytes, filter_name: str) -> int:
    """Pixels by the picture's own word; 0 when it says nothing."""
    if filter_name == "/JBIG2Decode":
        return jbig2_pixels(data)
    if filter_name == "/JPXDecode":
        return jpeg2000_pixels(data)
    if filter_name in ("/DCTDecode", "/DCT"):
        return jpeg_pixels(data)
    return 0


def jbig2_pixels(data: bytes) -> int:
    """What the page information segment claims."""
    at = 0
    while at + 19 <= len(data) and data[at + 4] & 0x3F != _JBIG2_PAGE:
        at += 11 + int.from_bytes(data[at + 7 : at + 11], "big")
    if at + 19 > len(data):
        return 0
    return _product(data[at + 11 : at + 15], data[at + 15 : at + 19])


def jpeg2000_pixels(data: bytes) -> int:
    """What the size marker right after the start of the codestream claims."""
    at = data.find(b"\xff\x4f\xff\x51")
    return _product(data[at + 8 : at + 12], data[at + 12 : at + 16]) if at >= 0 else 0


def jpeg_pixels(data: bytes) -> int:
    """What the frame header claims."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            return _product(data[at + 5 : at + 7], data[at + 7 : at + 9])
        bare = marker in _JPEG_BARE or marker == 0xFF
        at += 1 if marker == 0xFF else 2 if bare else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def _product(one: bytes, other: bytes) -> int:
    return int.from_bytes(one, "big") * int.from_bytes(other, "big")
