"""SMS by the operator's own command."""

import os
import shlex
import signal
import subprocess
from hashlib import sha256
from pathlib import Path

from beebox.accounts.ports import MessageNotSent
from beebox.adapters.channels.command import TooLate

TIMEOUT = 20.0
"""Seconds a sending command may take."""


class RunCommand:
    """Hands each message to a command of the operator's: phone, reference and text on its input.

    The command gets three lines (the text may go on over more), ends with 0 when the message was taken,
    and must not send again what it already sent under the same reference: a command that took too long
    is asked again. What was taken once is remembered here and not handed over a second time.
    """

    def __init__(self, command: str, remembered: Path, timeout: float = TIMEOUT) -> None:
        self._command = shlex.split(command)
        self._remembered, self._timeout = remembered, timeout

    def send(self, phone: str, text: str, reference: str) -> None:
        taken = self._remembered / sha256(reference.encode()).hexdigest()
        if taken.exists():
            return
        self._run(f"{phone}\n{reference}\n{text}\n")
        self._remembered.mkdir(parents=True, exist_ok=True)
        taken.touch()

    def _run(self, told: str) -> None:
        try:
            running = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                encoding="utf-8",
            )
        except OSError as missing:
            raise MessageNotSent(f"the sending command cannot be started: {missing}") from missing
        try:
            running.communicate(told, timeout=self._timeout)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            raise TooLate(f"the sending command took over {self._timeout:g} seconds") from None
        if running.returncode:
            raise MessageNotSent(f"the sending command ended with {running.returncode}")
