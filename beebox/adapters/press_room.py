"""Type is set in a process of its own: a second of work there takes nothing from the pages of the web.

The child starts when there is something to print and ends by itself after a quiet minute, or when its
parent is gone. It is given frozen words of ours alone; one that hangs or ends is replaced.
"""

import contextlib
import select
import subprocess
import sys
import threading
import time
from typing import Any

from beebox.adapters.frames import Unpacker, packed
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import ROOT

SECONDS = 120.0
"""For one document, the start of the child with it: many times what a busy machine needs."""


class NotPrinted(BeeboxError):
    """The document was not set; the message says why. It is tried again by itself."""

    code = "not_printed"


class PressRoom:
    """Safe to use from many threads; one document at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds, self._lock = seconds, threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def press(self, template: str, content: dict[str, Any]) -> bytes:
        with self._lock:
            try:
                told, blobs = self._ask({"template": template, "content": content})
            except (OSError, ValueError, KeyError) as error:
                self._end()
                raise NotPrinted(f"press: {error!r}") from error
        if "failed" in told:
            raise NotPrinted(str(told["failed"]))
        return blobs[0]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _ask(self, wanted: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        message = packed(wanted)
        process = self._running()
        try:
            self._write(process, message)
        except BrokenPipeError:  # it went home just now
            self._end()
            process = self._running()
            self._write(process, message)
        return self._heard(process)

    def _write(self, process: subprocess.Popen[bytes], message: bytes) -> None:
        assert process.stdin is not None
        process.stdin.write(message)
        process.stdin.flush()

    def _heard(self, process: subprocess.Popen[bytes]) -> tuple[dict[str, Any], list[bytes]]:
        assert process.stdout is not None
        until, unpacker = time.monotonic() + self._seconds, Unpacker()
        while (answer := unpacker.take()) is None:
            ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise TimeoutError("the press took too long")
            data = process.stdout.read1(1 << 20)  # type: ignore[attr-defined]  # a buffered reader has it
            if not data:
                raise ConnectionError("the press ended in the middle of a document")
            unpacker.feed(data)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "beebox.adapters.press_child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=ROOT, start_new_session=True,
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
