"""Sample pictures for reasons: a supervisor's file becomes a clean copy that says it is a sample."""

from typing import Protocol

from beebox.kernel.db import Office
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileStore
from beebox.preaudit.door import Inspection
from beebox.preaudit.ports import CopyMaker

LARGEST = 5 * 1024 * 1024
LINE = "样图 仅供参考 SAMPLE"


class NotAPicture(BeeboxError):
    status = 422
    code = "not_a_picture"
    message = N_("样图要是一张照片（JPEG、PNG 等），只有一页，不超过 5 MB。请换一张再传，写好的都在。")


class PictureDoor(Protocol):
    """Looks at a file before it is kept, in a child process; Refused when it cannot come in."""

    def inspect(self, data: bytes, filename: str) -> Inspection: ...


def keep_picture(office: Office, name: str, data: bytes) -> str:
    """`file:` and the key of a copy without anything hidden in it, with the word sample across it.

    Takes up to some seconds: never called while a transaction is open.
    """
    if len(data) > LARGEST:
        raise NotAPicture
    found = office.use(PictureDoor).inspect(data, name)
    if found.kind == "pdf" or found.pages != 1:
        raise NotAPicture
    copy = office.use(CopyMaker).copies(data, found.kind, LINE)[0]
    return f"file:{office.use(FileStore).put(copy).key}"
