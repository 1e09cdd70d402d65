"""What the pre-audit asks of the machines that see: text from a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.report import Line, MaterialReading

Page = NDArray[np.uint8]
"""One page as rows x columns x RGB."""


class ReadingFailed(BeeboxError):
    """A file could not be read to the end: the reader stopped, hung or ran out of memory."""

    status = 503
    code = "reading_failed"
    message = N_("这份材料暂时没能自动读出来，已经转给预审员人工查看。您不用重新上传。")


class CopyFailed(BeeboxError):
    """No marked copy of a file could be made."""

    status = 503
    code = "copy_failed"
    message = N_("这份材料暂时做不出带用途水印的副本，所以没有下载。请在预审台上看图片，或稍后再试。")


@dataclass(frozen=True)
class PageText:
    """The lines of one page, top to bottom. Their boxes are in pixels of the page once it is turned
    upright, that is by `rotation` degrees counter-clockwise (0, 90, 180 or 270)."""

    rotation: int
    lines: tuple[Line, ...]


class TextReader(Protocol):
    """Reads print. Finds out which way is up; never invents a line on an empty page."""

    name: str
    version: str

    def read(self, page: Page) -> PageText: ...

    def again(self, line: Page, signs: str) -> str:
        """One line looked at by other means, which know that it holds only these signs.

        Empty where nothing was made out or there are no other means.
        """
        ...


Told = Callable[[int], None]
"""Hears how many pages of a file are read so far; called from any thread, never from two at once."""


def nobody(_pages: int) -> None:
    """Listens to nothing."""


class PageReader(Protocol):
    """Turns a whole file into what stands on its pages."""

    def get_ready(self) -> None:
        """Load what reading needs ahead of the first file: takes seconds, and nothing depends on it."""
        ...

    @property
    def edition(self) -> str:
        """One word for everything a reading depends on beside the file; the same word, the same reading."""
        ...

    def read(
        self, data: bytes, kind: str, pages: int = 1, told: Told = nobody
    ) -> tuple[MaterialReading, list[bytes]]:
        """What was read, and one upright JPEG per page as its preview, in page order.

        `kind` and `pages` are what the door found. Pages that could not be read are named in the
        reading's `unread`, and their preview is empty; where none could be, ReadingFailed is raised.
        Slow: never called while a transaction is open.
        """
        ...


class CopyMaker(Protocol):
    """Makes copies of files for people outside."""

    def copies(self, data: bytes, kind: str, line: str) -> list[bytes]:
        """A JPEG for each page of an inspected file with this line across it, and nothing else in it.

        Slow: never called while a transaction is open. Raises CopyFailed.
        """
        ...
