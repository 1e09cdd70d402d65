"""What the pre-audit needs from outside."""

from typing import Protocol

from beebox.preaudit.report import MaterialReading


class ReadingFailed(Exception):
    """A file could not be read: damaged, too slow, too large, or its reader came to grief.

    Reading the same file again would end the same way.
    """


class PageReader(Protocol):
    """Turns a file into what stands on its pages."""

    def read(self, data: bytes, kind: str) -> tuple[MaterialReading, list[bytes]]:
        """What was read, and one upright JPEG per page as its preview, in page order.

        `kind` is the kind the door found. Slow: never called while a transaction is open.
        Raises ReadingFailed.
        """
        ...
