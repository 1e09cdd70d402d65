"""The pages of one file, read by every child that happens to be idle, put together in their order."""

import time
from collections import deque
from collections.abc import Callable
from queue import Empty, LifoQueue
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar

from beebox.preaudit.joining import joined
from beebox.preaudit.ports import ReadingFailed, Told
from beebox.preaudit.report import MaterialReading

Part = tuple[MaterialReading, list[bytes]]
WORTH_A_START = 3
"""So many pages must be left before a child is started for them that has not loaded its models yet."""
STEP_ASIDE = 0.01
"""Seconds a helping child is free between two pages, so that somebody else's upload gets it first."""
_NOT_READ = MaterialReading("", "", (), "other", (), 0.0, unread=(1,))


class Reader(Protocol):
    @property
    def pid(self) -> int | None:
        """The process, once it was started."""
        ...


R = TypeVar("R", bound=Reader)


class SharedFile(Generic[R]):
    """One file with several pages. `read_page(child, number)` gives None for a page that failed.

    A page that fails costs this page only: it is named as unread, the others are kept.
    """

    def __init__(
        self, idle: "LifoQueue[R]", pages: int, read_page: Callable[[R, int], Part | None], told: Told
    ) -> None:
        self._idle, self._read_page, self._told = idle, read_page, told
        self._numbers = range(1, pages + 1)
        self._left = deque(self._numbers)
        self._parts: dict[int, Part | None] = {}
        self._lock = Lock()

    def read(self, child: R) -> Part:
        """Reads with this child, and with idle ones as they turn up; ReadingFailed when no page was read."""
        helping: list[Thread] = []
        try:
            while (number := self._next()) is not None:
                helping += self._recruited()
                self._keep(number, self._read_page(child, number))
        finally:
            self._left.clear()
            for thread in helping:
                thread.join()
        return self._together()

    def _next(self) -> int | None:
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def _recruited(self) -> list[Thread]:
        found = []
        while self._left and (child := self._idle_one()) is not None:
            found.append(Thread(target=self._help, args=(child,), name="page-helper", daemon=True))
            found[-1].start()
        return found

    def _idle_one(self) -> R | None:
        try:
            child = self._idle.get_nowait()
        except Empty:
            return None
        if child.pid is None and len(self._left) < WORTH_A_START:
            self._idle.put(child)
            return None
        return child

    def _help(self, lent: R) -> None:
        child: R | None = lent
        while child is not None:
            try:
                number = self._next()
                if number is not None:
                    self._keep(number, self._read_page(child, number))
            finally:
                self._idle.put(child)
            time.sleep(STEP_ASIDE)
            child = self._idle_one() if self._left else None

    def _keep(self, number: int, part: Part | None) -> None:
        with self._lock:
            self._parts[number] = part
            self._told(len(self._parts))

    def _together(self) -> Part:
        parts = [self._parts.get(number) for number in self._numbers]
        if not any(parts):
            raise ReadingFailed
        readings = [part[0] if part else _NOT_READ for part in parts]
        return joined(readings), [part[1][0] if part else b"" for part in parts]
