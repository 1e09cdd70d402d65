"""Short messages: written down for developers, or handed to a program of the district's own."""

import fcntl
import json
import logging
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from beebox.accounts.ports import MessageNotSent
from beebox.kernel.clock import Clock
from beebox.kernel.masking import mask_phone

log = logging.getLogger(__name__)
SECONDS = 20


class Written(TypedDict):
    at: str
    phone: str
    text: str
    reference: str


class WriteDown:
    """Writes each message into a file that the developers' page shows. Never used in production."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock

    def send(self, phone: str, text: str, reference: str) -> None:
        line: Written = {
            "at": self._clock.now().isoformat(),
            "phone": phone,
            "text": text,
            "reference": reference,
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if any(json.loads(old)["reference"] == reference for old in file):
                return
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        log.info("message to %s: %s", mask_phone(phone), text)

    def latest(self, count: int) -> list[tuple[datetime, str, str]]:
        """The last messages as (moment, phone, text), newest first."""
        if not self._file.exists():
            return []
        told = [json.loads(line) for line in self._file.read_text(encoding="utf-8").splitlines()[-count:]]
        return [(datetime.fromisoformat(m["at"]), m["phone"], m["text"]) for m in reversed(told)]


class RunCommand:
    """Runs the district's own program: phone and reference as arguments, the text on its input.

    The program must treat one reference as one message, and exit with 0 once the message is accepted.
    """

    def __init__(self, command: str) -> None:
        self._command = command

    def send(self, phone: str, text: str, reference: str) -> None:
        try:
            subprocess.run(
                [self._command, phone, reference],
                input=text.encode(),
                timeout=SECONDS,
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise MessageNotSent(str(error)) from error
