"""Everything the simulator took, one line of JSON each: to be read by people and by the developers' page."""

import json
import logging
import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from beebox.kernel.clock import Clock
from beebox.message_sim.magic import LATE, USUAL, Fate, fate_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """One message in the journal."""

    row: dict[str, Any]

    @property
    def number(self) -> str:
        return str(self.row["id"])

    def state(self, now: datetime) -> tuple[str, str]:
        """accepted, delivered or failed at this moment, and why."""
        fate = Fate(self.row.get("fate", Fate.DELIVERED))
        at = datetime.fromisoformat(str(self.row["at"]))
        after: timedelta = LATE if fate is Fate.LATE else USUAL
        if fate is Fate.SILENT or now < at + after:
            return "accepted", ""
        if fate is Fate.FAILED:
            return "failed", "simulated: not reachable"
        return "delivered", ""


class Journal:
    """A file that only grows; several processes may write and read it."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._lock = threading.Lock()
        self._rows: list[dict[str, Any]] = []
        self._by_reference: dict[tuple[str, str], dict[str, Any]] = {}
        self._read_to = 0

    def now(self) -> datetime:
        return self._clock.now()

    def take(self, channel: str, to: str, reference: str, **told: Any) -> Taken:
        """Write a message down, once for each reference. Raises OSError when it cannot."""
        with self._lock:
            self._read()
            known = self._by_reference.get((channel, reference))
            if known is not None:
                return Taken(known)
            row = {
                "at": self._clock.now().isoformat(),
                "channel": channel,
                "phone": to,
                "text": "",
                "reference": reference,
                "id": _number(channel, reference),
                "fate": fate_of(to).value,
                **told,
            }
            self._write(row)
            self._read()
        log.info("message (%s) to %s: %s", channel, to, row["text"])
        return Taken(row)

    def by_reference(self, channel: str, reference: str) -> Taken | None:
        with self._lock:
            self._read()
            row = self._by_reference.get((channel, reference))
        return Taken(row) if row else None

    def all(self) -> list[Taken]:
        """Every message, the oldest first."""
        with self._lock:
            self._read()
            return [Taken(row) for row in self._rows]

    def latest(self, count: int | None) -> list[dict[str, Any]]:
        """The newest messages, newest first; all of them for None."""
        with self._lock:
            self._read()
            return list(reversed(self._rows[-count:] if count else self._rows))

    def _write(self, row: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        place = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(place, line)
        finally:
            os.close(place)

    def _read(self) -> None:
        """What was added since the last look, by us or by another process; whole lines only."""
        try:
            with self._file.open("rb") as file:
                file.seek(self._read_to)
                added = file.read()
        except FileNotFoundError:
            self._rows, self._by_reference, self._read_to = [], {}, 0
            return
        whole = added[: added.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.splitlines():
            row = json.loads(line)
            self._rows.append(row)
            self._by_reference[row.get("channel", "sms"), row["reference"]] = row


def _number(channel: str, reference: str) -> str:
    """A number of ours for a reference; WeChat's are digits."""
    digest = sha256(f"{channel}:{reference}".encode())
    return str(int(digest.hexdigest()[:13], 16)) if channel == "wechat" else digest.hexdigest()[:20]
