"""The file of a result: PDF or JPEG, known by its first bytes and not by its name."""

from dataclasses import dataclass
from typing import BinaryIO

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileStore

_SIGNS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
_PIECE = 64 * 1024
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg"}


class WrongResultFile(BeeboxError):
    status = 422
    code = "wrong_result_file"
    message = N_("结果文件要是 PDF 或 JPEG。这个文件不是，没有收下；请另存为 PDF 再传，填写的内容都在。")


@dataclass(frozen=True)
class KeptFile:
    key: str
    name: str
    mime: str


def keep_result_file(store: FileStore, stream: BinaryIO, name: str, max_bytes: int) -> KeptFile:
    """Keep the stream whole, or raise WrongResultFile, TooLarge or NoRoom and keep nothing."""
    arriving = store.incoming(max_bytes)
    try:
        first = stream.read(_PIECE)
        mime = next((mime for sign, mime in _SIGNS.items() if first.startswith(sign)), None)
        if mime is None:
            raise WrongResultFile
        while first:
            arriving.write(first)
            first = stream.read(_PIECE)
        return KeptFile(arriving.keep().key, _clean(name, mime), mime)
    finally:
        arriving.close()


def _clean(name: str, mime: str) -> str:
    plain = "".join(sign for sign in name if sign.isprintable() and sign not in '/\\:*?"<>|')
    stem = plain.rsplit(".", 1)[0].strip(" .")[:80]
    return (stem or "result") + ENDINGS[mime]
