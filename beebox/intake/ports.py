"""What intake needs from outside."""

from dataclasses import dataclass
from typing import Protocol

from beebox.cases.scans import Scan
from beebox.kernel.errors import BeeboxError


@dataclass(frozen=True)
class Inspected:
    """What a file truly is, whatever its name says."""

    kind: str
    mime: str
    pages: int
    cares: tuple[str, ...] = ()
    """What it holds beside the document, such as active_content: for those who open the file itself."""


class FileRefused(BeeboxError):
    """A file nobody could look at. The sentence names the limit or the fault, and how to mend it."""

    status = 422

    def __init__(self, code: str, message: str, /, **places: object) -> None:
        super().__init__(message, **places)
        self.code = code


class FileDoor(Protocol):
    """Looks at a file before it is kept.

    Takes up to some seconds: never called while a transaction is open. Raises FileRefused only for
    what cannot be opened or is over a limit; whether a paper is the right one is never its business.
    """

    def inspect(self, data: bytes, filename: str) -> Inspected: ...


class FileScanner(Protocol):
    """Looks for viruses in a file before it is kept.

    Takes up to some seconds: never called while a transaction is open. Never raises: a scanner that
    does not answer is a word of its own.
    """

    def scan(self, data: bytes) -> Scan: ...
