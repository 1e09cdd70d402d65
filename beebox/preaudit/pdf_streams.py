"""How large the streams of a PDF become, found out without ever holding more than a limit.

Every decoder here stops at the limit, and all of them together after a budget of steps: a stream
that would go further is not looked at to its end. ISO 32000-1, 7.4, names the filters.
"""

import binascii
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEPS = 1_500_000
"""Turns of the slow loops one file may ask for; about two seconds."""
_LZW_CLEAR, _LZW_END = 256, 257


class TooMuch(Exception):
    """A stream goes on beyond the limit, or asks for more work than a file may."""


@dataclass
class Budget:
    """What is left for one file: bytes of output of all its streams together, and steps."""

    bytes: int
    steps: int = STEPS

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooMuch


def unpacked(data: bytes, filters: Sequence[str], limit: int, budget: Budget) -> bytes | None:
    """The bytes behind these filters; None when one is unknown or broken. TooMuch beyond `limit`."""
    for name in filters:
        decode = _DECODERS.get(name)
        if decode is None:
            return None
        try:
            data = decode(data, limit, budget)
        except (ValueError, zlib.error, IndexError):
            return None
        if len(data) > limit:
            raise TooMuch
        budget.bytes -= len(data)
        if budget.bytes < 0:
            raise TooMuch
    return data


def _flate(data: bytes, limit: int, _budget: Budget) -> bytes:
    return zlib.decompressobj().decompress(data, limit + 1)


def _hex(data: bytes, _limit: int, _budget: Budget) -> bytes:
    digits = b"".join(data.partition(b">")[0].split())
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def _ascii85(data: bytes, limit: int, budget: Budget) -> bytes:
    text = b"".join(data.partition(b"~")[0].split())
    budget.spend(len(text) // 4)
    out = bytearray()
    at = 0
    while at < len(text):
        if text[at] == 0x7A:  # z stands for four zeros
            zeros = len(text[at:]) - len(text[at:].lstrip(b"z"))
            out += bytes(4 * min(zeros, limit))
            at += zeros
        else:
            group = text[at : at + 5]
            at += 5
            out += _five(group)
        if len(out) > limit:
            raise TooMuch
    return bytes(out)


def _five(group: bytes) -> bytes:
    value = 0
    for sign in group.ljust(5, b"u"):
        if not 33 <= sign <= 117:
            raise ValueError("not ASCII85")
        value = value * 85 + sign - 33
    return (value & 0xFFFFFFFF).to_bytes(4, "big")[: len(group) - 1]


def _run_length(data: bytes, limit: int, budget: Budget) -> bytes:
    out = bytearray()
    at = 0
    while at < len(data) and data[at] != 128:
        budget.spend(1)
        length = data[at]
        if length < 128:
            out += data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            out += data[at + 1 : at + 2] * (257 - length)
            at += 2
        if len(out) > limit:
            raise TooMuch
    return bytes(out)


def _lzw(data: bytes, limit: int, budget: Budget) -> bytes:
    """Codes of 9 to 12 bits, most significant first, which grow one code early."""
    single = [bytes((value,)) for value in range(256)] + [b"", b""]
    table, out = list(single), bytearray()
    before, width, bits, have = b"", 9, 0, 0
    for byte in data:
        bits, have = bits << 8 | byte, have + 8
        if have < width:
            continue
        budget.spend(1)
        have -= width
        code, bits = bits >> have, bits & ((1 << have) - 1)
        if code == _LZW_END:
            break
        if code == _LZW_CLEAR:
            table, before, width = list(single), b"", 9
            continue
        entry = table[code] if code < len(table) else before + before[:1]
        out += entry
        if len(out) > limit:
            raise TooMuch
        if before and len(table) < 4096:
            table.append(before + entry[:1])
        before = entry
        width = min(12, max(9, (len(table) + 1).bit_length()))
    return bytes(out)


_DECODERS: dict[str, Callable[[bytes, int, Budget], bytes]] = {
    "/FlateDecode": _flate,
    "/Fl": _flate,
    "/ASCIIHexDecode": _hex,
    "/AHx": _hex,
    "/ASCII85Decode": _ascii85,
    "/A85": _ascii85,
    "/RunLengthDecode": _run_length,
    "/RL": _run_length,
    "/LZWDecode": _lzw,
    "/LZW": _lzw,
    "/Crypt": lambda data, _limit, _budget: data,
}
