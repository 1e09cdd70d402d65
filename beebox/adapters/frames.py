"""How a confined child and its parent talk: a JSON head and some blobs, each with its length."""

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct(">I")
MAX_HEAD = 64 * 1024 * 1024


def packed(head: dict[str, Any], blobs: tuple[bytes, ...] = ()) -> bytes:
    """One message as bytes."""
    text = json.dumps({**head, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join((_HEAD.pack(len(text)), text, *blobs))


class Unpacker:
    """Takes bytes as they come and gives whole messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        self._bytes += data

    def take(self) -> tuple[dict[str, Any], list[bytes]] | None:
        """The next whole message, or None until more bytes are fed. ValueError for nonsense."""
        if len(self._bytes) < _HEAD.size:
            return None
        length = _HEAD.unpack_from(self._bytes)[0]
        if length > MAX_HEAD:
            raise ValueError("a head longer than any this program writes")
        start = _HEAD.size + length
        if len(self._bytes) < start:
            return None
        head = json.loads(bytes(self._bytes[_HEAD.size : start]))
        end = start + sum(head["blobs"])
        if len(self._bytes) < end:
            return None
        blobs = []
        for size in head["blobs"]:
            blobs.append(bytes(self._bytes[start : start + size]))
            start += size
        del self._bytes[:end]
        return head, blobs


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message of a blocking stream; None at its end."""
    start = stream.read(_HEAD.size)
    if len(start) < _HEAD.size:
        return None
    head = json.loads(stream.read(_HEAD.unpack(start)[0]))
    return head, [stream.read(size) for size in head["blobs"]]
