"""What time it is, as a port: everything that needs the time is given it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class StageClock:
    """The system's clock moved forward by a number of seconds kept in a file.

    For development and rehearsal only: it lets a whole working day pass in minutes. Every process
    that reads the same file sees the same time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead()

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
