"""One child process that opens other people's files, seen from its parent: asked, timed, replaced."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from beebox.adapters.frames import Unpacker, packed
from beebox.adapters.nursery import Nursery
from beebox.kernel.settings import ROOT

START_SECONDS = 60
WHOLE_FILE = 20
"""A task may take this many times what one page may, however many pages it has."""
_CHUNK = 1 << 16
_LOOK_SECONDS = 0.25
"""How often the memory of a working child is looked at."""
_MEMORY_MANNERS = ":".join(
    (
        "glibc.malloc.mmap_threshold=4194304",
        "glibc.malloc.trim_threshold=16777216",
        "glibc.malloc.arena_max=2",
        "glibc.malloc.hugetlb=1",
    )
)
"""Large pieces are taken from the system in huge pages and given back at once. Measured on a page of
dense print: at most 550 MB in use instead of 900, at the same speed."""

Progress = Callable[[int], None]


class ChildFailed(Exception):
    """The child hung, ran out of memory or answered nonsense; it is gone."""


class ChildCrashed(ChildFailed):
    """The child ended in the middle of its task."""


class Child:
    """One persistent child process. Used by one thread at a time.

    `config` is what it is told at its start; `resident` and `ceiling` are bytes of memory in use:
    above the first it is replaced after its task, above the second at once. Processes are started by
    `nursery`, whose thread must live as long as the children shall: the system ends them with it.
    """

    def __init__(self, config: dict[str, Any], nursery: Nursery) -> None:
        self._config = config
        self._nursery = nursery
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._unpacker = Unpacker()

    def ask(
        self, head: dict[str, Any], data: bytes, seconds: float, heard: Progress
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The child's answer. `seconds` without any word from it end it: ChildFailed."""
        try:
            process = self._running()
            alarm = round(seconds * WHOLE_FILE) + 5
            self._write(process, packed({**head, "seconds": alarm}, (data,)), time.monotonic() + seconds)
            while True:
                answer, blobs = self._next(process, time.monotonic() + seconds)
                if answer.get("done"):
                    break
                heard(answer["page"])
        except ChildFailed:
            self.kill()
            raise
        except BrokenPipeError as error:
            self.kill()
            raise ChildCrashed("ended") from error
        except (OSError, ValueError, KeyError) as error:
            self.kill()
            raise ChildFailed(str(error)) from error
        if "failed" in answer:
            self.kill()
            raise ChildFailed(answer["failed"])
        if answer["retired"]:
            self._replace()
        return answer, blobs

    def start(self) -> None:
        """Starts the process and loads its models, if it does not run: ChildFailed."""
        try:
            self._running()
        except (ChildFailed, OSError, ValueError) as error:
            self.kill()
            raise ChildFailed(str(error)) from error

    @property
    def work(self) -> str:
        """What this child is for."""
        return str(self._config["work"])

    @property
    def pid(self) -> int | None:
        """The process, once it was started."""
        return self._process.pid if self._process is not None else None

    def kill(self) -> None:
        """Ends the child and everything it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _replace(self) -> None:
        """A new process begins to load at once, so that the next task need not wait for it."""
        self.kill()
        with contextlib.suppress(OSError):  # then the next task starts it, or tells
            self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self._unpacker, self._ready = Unpacker(), False
        config = json.dumps({**self._config, "parent": os.getpid()})
        command = [sys.executable, "-m", "beebox.adapters.confined_child", config]
        self._process = self._nursery.start(command, ROOT, _environment(self._config["threads"]))
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            os.set_blocking(stream.fileno(), False)
        return self._process

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is None or process.poll() is not None:
            self.kill()
            process = self._start()
        if not self._ready:
            greeting, _ = self._next(process, time.monotonic() + START_SECONDS)
            if not greeting.get("ready"):
                raise ChildFailed("no greeting")
            self._ready = True
        return process

    def _write(self, process: subprocess.Popen[bytes], message: bytes, until: float) -> None:
        assert process.stdin is not None
        rest = memoryview(message)
        while rest:
            _, ready, _ = select.select([], [process.stdin], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise ChildFailed("does not listen")
            rest = rest[os.write(process.stdin.fileno(), rest[:_CHUNK]) :]

    def _next(self, process: subprocess.Popen[bytes], until: float) -> tuple[dict[str, Any], list[bytes]]:
        assert process.stdout is not None
        while (message := self._unpacker.take()) is None:
            left = until - time.monotonic()
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, min(left, _LOOK_SECONDS)))
            if ready:
                data = os.read(process.stdout.fileno(), 1 << 20)
                if not data:
                    raise _how_it_ended(process)
                self._unpacker.feed(data)
            elif left <= 0:
                raise ChildFailed("took too long")
            elif resident_bytes(process.pid) > self._config["ceiling"]:
                raise ChildFailed("grew too large")
        return message


def _how_it_ended(process: subprocess.Popen[bytes]) -> ChildFailed:
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.wait(1) == -signal.SIGXCPU:
            return ChildFailed("used too much processor time")
    return ChildCrashed("ended")


def resident_bytes(pid: int) -> int:
    """Memory a process really uses; 0 once it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _environment(threads: int) -> dict[str, str]:
    """All a child gets to know: where programs are, how many threads it may use, and how to take
    memory (see `_MEMORY_MANNERS`)."""
    return {
        "PATH": f"/usr/local/bin{os.pathsep}{os.defpath}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": str(threads),
        "OMP_THREAD_LIMIT": str(threads),
        "GLIBC_TUNABLES": _MEMORY_MANNERS,
    }
