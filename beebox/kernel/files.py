"""Files as a port: what was given is kept, exactly, and found again by its key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from beebox.kernel.errors import N_, BeeboxError


class TooLarge(BeeboxError):
    """The stream went over the limit; nothing of it was kept."""

    status = 413
    code = "file_too_large"
    message = N_("这个文件超过 %(limit)d MB，没有收下。请压缩或重新拍照后再传；之前传的都在。")


class NoRoom(BeeboxError):
    """The disk is too full to take another file safely."""

    status = 507
    code = "no_room"
    message = N_("我们这边暂时存不下新文件，已经通知管理员。您之前传的都在，请稍后再试。")


class FileGone(BeeboxError):
    """A file is missing or was changed on disk: it is never served wrong."""

    status = 410
    code = "file_gone"
    message = N_("这个文件现在读不出来，已经记下并通知管理员。请重新上传这一份，其他材料都在。")


@dataclass(frozen=True)
class Stored:
    """A file that is on disk, whole: `sha256` and `size` are of the bytes as given."""

    key: str
    sha256: str
    size: int


class Incoming(Protocol):
    """A file on its way in: hashed and written as it arrives, invisible until kept."""

    def write(self, data: bytes, /) -> int: ...

    def read(self, size: int = -1, /) -> bytes:
        """The bytes from the current position (after `seek(0)`)."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def keep(self) -> Stored:
        """Make it durable (file and folder synced) and give its key. Only then may a row name it."""
        ...

    def close(self) -> None:
        """Forget it, unless it was kept."""
        ...


class FileStore(Protocol):
    def incoming(self, max_bytes: int) -> Incoming: ...

    def put(self, data: bytes) -> Stored:
        """Keep bytes we made ourselves (a preview, a printed sheet)."""
        ...

    def read(self, key: str) -> bytes:
        """The bytes as given, or FileGone when they are missing or were altered."""
        ...

    def remove(self, key: str) -> None:
        """Forget a file; a missing one is no error."""
        ...

    def keys(self, age: timedelta = timedelta()) -> Iterator[str]:
        """The keys of all files that are at least this old by the store's own clock."""
        ...

    def forget_unfinished(self, age: timedelta) -> int:
        """Remove what began to arrive so long ago and was never kept; how many."""
        ...
