"""What time it is, as a port: everything that needs the time is given it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Reading(NamedTuple):
    """The machine's own time beside a clock nobody can set: together they show whether it leapt."""

    wall: datetime
    """As the machine is set, without what a rehearsal added to it on purpose."""
    steady: float
    """Seconds since the machine was started, also those it slept; only its differences mean something."""
    boot: str
    """Which start of which machine `steady` counts from; empty where that cannot be known."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...

    def reading(self) -> Reading:
        """The present instant as the machine has it, to be held against the last one."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def reading(self) -> Reading:
        return _reading()


class StageClock:
    """The system's clock moved forward by a number of seconds kept in a file.

    For development and rehearsal only: it lets a whole working day pass in minutes. Every process
    that reads the same file sees the same time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead()

    def reading(self) -> Reading:
        return _reading()

    def move_to(self, moment: datetime) -> None:
        """Go forward to `moment`; a clock never goes back, so an earlier moment changes nothing."""
        ahead = max(self._ahead(), moment - datetime.now(UTC))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_text(str(ahead.total_seconds()))
        part.replace(self._file)

    def _ahead(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()


def _reading() -> Reading:
    """A machine that slept counts its sleep where it can (Linux): waking up is no leap."""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    steady = time.monotonic() if kind is None else time.clock_gettime(kind)
    try:
        boot = _BOOT.read_text("ascii").strip()
    except OSError:
        boot = ""
    return Reading(datetime.now(UTC), steady, boot)
