"""The thread that starts child processes.

The system can end a child together with the thread that started it, not with the process. So one
thread that lives as long as the program does all the starting, for threads of requests come and go.
"""

import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue

_Birth = tuple[Future["subprocess.Popen[bytes]"], Sequence[str], Path, Mapping[str, str]]


class Nursery:
    """Starts processes that talk through their input and output. Safe to use from many threads."""

    def __init__(self) -> None:
        self._births: SimpleQueue[_Birth] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(
        self, command: Sequence[str], folder: Path, env: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """The process, just begun, leader of a session of its own; OSError when it cannot be."""
        born: Future[subprocess.Popen[bytes]] = Future()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=_serve, args=(self._births,), name="nursery", daemon=True
                )
                self._thread.start()
        self._births.put((born, command, folder, env))
        return born.result()


def _serve(births: SimpleQueue[_Birth]) -> None:
    while True:
        born, command, folder, env = births.get()
        try:
            born.set_result(
                subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=folder,
                    env=env,
                    start_new_session=True,
                    bufsize=0,
                )
            )
        except OSError as error:
            born.set_exception(error)
        del born
