"""Ways to send a short message: into a file for developers, or by the operator's own command."""

import json
import logging
import os
import shlex
import signal
import subprocess
import threading
from hashlib import sha256
from pathlib import Path

from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.kernel.clock import Clock
from beebox.kernel.settings import Settings

log = logging.getLogger(__name__)
TIMEOUT = 20.0
"""Seconds a sending command may take."""


class WriteDown:
    """Writes messages to the log and to `dev-messages.jsonl`: for developers, never in production."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self._one_at_a_time = threading.Lock()

    def send(self, phone: str, text: str, reference: str) -> None:
        line = {"at": self._clock.now().isoformat(), "phone": phone, "text": text, "reference": reference}
        with self._one_at_a_time:
            if reference in {told["reference"] for told in self.latest(None)}:
                return
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            except OSError as full:
                raise MessageNotSent(str(full)) from full
        log.info("message to %s: %s", phone, text)

    def latest(self, count: int | None) -> list[dict[str, str]]:
        """The newest messages, newest first; all of them for None."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in reversed(lines[-count:] if count else lines)]


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
            raise MessageNotSent(f"the sending command took over {self._timeout:g} seconds") from None
        if running.returncode:
            raise MessageNotSent(f"the sending command ended with {running.returncode}")


class Unequipped:
    """Production without BEEBOX_SMS_COMMAND: nothing is sent, and it says so each time."""

    def send(self, phone: str, text: str, reference: str) -> None:
        raise MessageNotSent("BEEBOX_SMS_COMMAND is not set, so no message can be sent")


def sender_for(settings: Settings, clock: Clock) -> MessageSender:
    """The sender these settings ask for."""
    if settings.sms_command:
        return RunCommand(settings.sms_command, settings.var_dir / "sent-messages")
    if settings.development:
        return WriteDown(settings.var_dir / "dev-messages.jsonl", clock)
    return Unequipped()
