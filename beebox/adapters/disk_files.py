"""Encrypted files below one folder of this machine.

A file is sealed in pieces of 64 KiB with AES-256-GCM under a key of its own, which is itself wrapped
by the store's key. The nonce of a piece is its number; the last piece is marked, so that a cut file is
noticed. Order of a write: data, fsync(file), rename, fsync(folder) - and only then may a row name it.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beebox.kernel.clock import SystemClock
from beebox.kernel.files import FileGone, NoRoom, Stored, TooLarge

PIECE = 64 * 1024
MAGIC = b"BEE1"
SPARE = 64 * 1024 * 1024
_WRAPPED = 32 + 16


class DiskFiles:
    def __init__(self, folder: Path, key: bytes) -> None:
        self._blobs, self._incoming = folder / "blobs", folder / "incoming"
        self._key = AESGCM(key)
        for made in (self._blobs, self._incoming):
            made.mkdir(parents=True, exist_ok=True, mode=0o700)

    def incoming(self, max_bytes: int) -> "DiskIncoming":
        if shutil.disk_usage(self._incoming).free < SPARE + 2 * max_bytes:
            raise NoRoom
        return DiskIncoming(self, max_bytes)

    def put(self, data: bytes) -> Stored:
        arriving = self.incoming(max(len(data), 1))
        arriving.write(data)
        return arriving.keep()

    def read(self, key: str) -> bytes:
        try:
            sealed = self._path(key).read_bytes()
            return b"".join(self._open(key, sealed))
        except (OSError, InvalidTag, ValueError) as broken:
            raise FileGone from broken

    def remove(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def keys(self, age: timedelta = timedelta()) -> Iterator[str]:
        return (path.name for path in _older(self._blobs.glob("??/*"), age))

    def forget_unfinished(self, age: timedelta) -> int:
        parts = list(_older(self._incoming.glob("*.part"), age))
        for part in parts:
            part.unlink(missing_ok=True)
        return len(parts)

    def _path(self, key: str) -> Path:
        if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
            raise ValueError("not a file key")
        return self._blobs / key[:2] / key

    def begin(self, key: str) -> tuple[Path, AESGCM, bytes]:
        """A place for the arriving file, its own cipher, and the head that stores its wrapped key."""
        own, nonce = AESGCM.generate_key(256), secrets.token_bytes(12)
        wrapped = self._key.encrypt(nonce, own, key.encode())
        return self._incoming / f"{key}.part", AESGCM(own), MAGIC + nonce + wrapped

    def settle(self, part: Path, key: str) -> None:
        target = self._path(key)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        part.rename(target)
        for folder in (target.parent, self._blobs):
            _sync_folder(folder)

    def _open(self, key: str, sealed: bytes) -> Iterator[bytes]:
        if sealed[:4] != MAGIC:
            raise ValueError("not one of our files")
        head = 4 + 12 + _WRAPPED
        own = AESGCM(self._key.decrypt(sealed[4:16], sealed[16:head], key.encode()))
        step, count = PIECE + 16, 0
        for start in range(head, len(sealed), step):
            last = start + step >= len(sealed)
            yield own.decrypt(_nonce(count, last=last), sealed[start : start + step], None)
            count += 1
        if not count:
            raise ValueError("the file was cut")


class DiskIncoming:
    """Bytes are sealed and hashed as they arrive, so that no plain byte of a paper touches the disk.

    What `read` serves is a copy in memory (an upload is some megabytes at most).
    """

    def __init__(self, store: DiskFiles, max_bytes: int) -> None:
        self._store, self._max = store, max_bytes
        self.key = secrets.token_hex(16)
        self._part, self._cipher, head = store.begin(self.key)
        self._plain = SpooledTemporaryFile(max_size=max_bytes + PIECE)  # noqa: SIM115 - closed in close()
        self._hash, self._size, self._count = hashlib.sha256(), 0, 0
        self._pending = b""
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(head)

    def write(self, data: bytes, /) -> int:
        self._size += len(data)
        if self._size > self._max:
            self.close()
            raise TooLarge(limit=self._max // (1024 * 1024))
        self._hash.update(data)
        self._plain.write(data)
        self._pending += data
        while len(self._pending) > PIECE:
            self._seal(self._pending[:PIECE], last=False)
            self._pending = self._pending[PIECE:]
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        return self._plain.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._plain.seek(offset, whence)

    def tell(self) -> int:
        return self._plain.tell()

    def keep(self) -> Stored:
        try:
            self._seal(self._pending, last=True)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._store.settle(self._part, self.key)
        except OSError as full:
            self.close()
            raise NoRoom from full
        self._plain.close()
        return Stored(self.key, self._hash.hexdigest(), self._size)

    def close(self) -> None:
        self._file.close()
        self._plain.close()
        self._part.unlink(missing_ok=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last=last), piece, None))
        self._count += 1


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _older(paths: Iterable[Path], age: timedelta) -> Iterator[Path]:
    moment = (SystemClock().now() - age).timestamp()
    return (path for path in paths if path.stat().st_mtime <= moment)
