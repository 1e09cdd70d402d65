"""Other people's files are opened in child processes only: limited, without network, replaceable.

A crash, a hang or a greedy file costs one child and one answer, never the service and never the
upload. Children start when first needed, keep their models, and are replaced after a failure.
"""

import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from queue import LifoQueue
from typing import Any

from beebox.adapters.edition import edition_of
from beebox.adapters.frames import Unpacker, packed
from beebox.adapters.page_shares import SharedFile
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Inspection, Limits
from beebox.preaudit.ports import ReadingFailed, Told, nobody
from beebox.preaudit.refusals import Refused
from beebox.preaudit.report import MaterialReading

log = logging.getLogger(__name__)
INSPECT_SECONDS = 10
READ_SECONDS = 60
"""For one page; the clock starts anew with each page that is finished."""
START_SECONDS = 60
MEMORY = 3 * 1024**3
"""Bytes of address space of a child: the models map about 1 GB, of which little is resident."""
_DOORS = 2
_CHUNK = 1 << 16

Progress = Callable[[int], None]


class ChildFailed(Exception):
    """The child crashed, hung, ran out of memory or answered nonsense; it is gone."""


class Child:
    """One persistent child process. Used by one thread at a time."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None
        self._unpacker = Unpacker()

    def ask(
        self, head: dict[str, Any], data: bytes, seconds: float, heard: Progress
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The child's answer. `seconds` without any word from it end it: ChildFailed."""
        try:
            process = self._running()
            alarm = round(seconds * 60) + 5
            self._write(process, packed({**head, "seconds": alarm}, (data,)), time.monotonic() + seconds)
            while True:
                answer, blobs = self._next(process, time.monotonic() + seconds)
                if answer.get("done"):
                    break
                heard(answer["page"])
        except (ChildFailed, OSError, ValueError, KeyError) as error:
            self.kill()
            raise ChildFailed(str(error)) from error
        if "failed" in answer:
            self.kill()
            raise ChildFailed(answer["failed"])
        return answer, blobs

    def start(self) -> None:
        """Starts the process and loads its models, if it does not run: ChildFailed."""
        try:
            self._running()
        except (ChildFailed, OSError, ValueError) as error:
            self.kill()
            raise ChildFailed(str(error)) from error

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

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.kill()
        self._unpacker = Unpacker()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "beebox.adapters.confined_child", json.dumps(self._config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=_environment(self._config["threads"]),
            start_new_session=True,
            bufsize=0,
        )
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            os.set_blocking(stream.fileno(), False)
        greeting, _ = self._next(self._process, time.monotonic() + START_SECONDS)
        if not greeting.get("ready"):
            raise ChildFailed("no greeting")
        return self._process

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
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise ChildFailed("took too long")
            data = os.read(process.stdout.fileno(), 1 << 20)
            if not data:
                raise ChildFailed("ended")
            self._unpacker.feed(data)
        return message


def _environment(threads: int) -> dict[str, str]:
    """All a child gets to know: where programs are, and how many threads it may use."""
    return {
        "PATH": f"/usr/local/bin{os.pathsep}{os.defpath}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": str(threads),
        "OMP_THREAD_LIMIT": str(threads),
    }


class ReadingRoom:
    """Looks at files and reads them, each in a child process. Safe to use from many threads."""

    def __init__(
        self,
        catalogue: Path,
        limits: Limits | None = None,
        *,
        engine: str = "auto",
        tesseract: str = "tesseract",
        readers: int = 1,
        threads: int = 1,
        memory: int = MEMORY,
        inspect_seconds: float = INSPECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        config: dict[str, Any] = {
            "limits": (limits or Limits()).to_json(),
            "catalogue": str(catalogue),
            "engine": engine,
            "tesseract": tesseract,
            "threads": threads,
            "memory": memory,
        }
        self._config = config
        self._inspect_seconds, self._read_seconds = inspect_seconds, read_seconds
        self._doors = _pool({**config, "work": "door"}, _DOORS)
        self._readers = _pool({**config, "work": "reader"}, readers)
        self.children = [*self._doors.queue, *self._readers.queue]

    def inspect(self, data: bytes, filename: str) -> Inspection:
        """What the file is; Refused when it cannot come in, also when looking at it failed."""
        with _lent(self._doors) as child:
            try:
                answer, _ = child.ask({"filename": filename}, data, self._inspect_seconds, lambda _page: None)
            except ChildFailed as error:
                raise Refused("could_not_check") from error
        if "refused" in answer:
            raise Refused(answer["refused"], answer["message"], **answer["places"])
        return Inspection.from_json(answer["inspection"])

    def get_ready(self) -> None:
        """Starts one child of each kind, so that the first citizen does not wait for models to load."""
        log.info("reading with %s", self.edition)
        for pool in (self._readers, self._doors):
            with _lent(pool) as child:
                try:
                    child.start()
                except ChildFailed:
                    log.warning("a child could not be started; it is tried again when it is needed")

    @cached_property
    def edition(self) -> str:
        """One word for everything a reading depends on beside the file."""
        return edition_of(self._config["engine"], self._config["tesseract"], Path(self._config["catalogue"]))

    def read(
        self, data: bytes, kind: str, pages: int = 1, told: Told = nobody
    ) -> tuple[MaterialReading, list[bytes]]:
        """The reading of an inspected file and a JPEG preview a page; ReadingFailed otherwise.

        Of several `pages` each goes to the next child that is idle; `told` hears how many are read.
        """

        def read_page(child: Child, number: int) -> tuple[MaterialReading, list[bytes]] | None:
            try:
                reading, previews = self._ask(child, {"kind": kind, "page": number}, data)
            except ReadingFailed:
                return None
            return (reading, previews) if reading.pages else None

        with _lent(self._readers) as child:
            if pages > 1:
                return SharedFile(self._readers, pages, read_page, told).read(child)
            return self._ask(child, {"kind": kind}, data)

    def _ask(self, child: Child, head: dict[str, Any], data: bytes) -> tuple[MaterialReading, list[bytes]]:
        try:
            answer, previews = child.ask(head, data, self._read_seconds, nobody)
            return MaterialReading.from_json(answer["reading"]), previews
        except (ChildFailed, KeyError) as error:
            raise ReadingFailed from error

    def close(self) -> None:
        """Ends every child. Nothing may be asked afterwards or meanwhile."""
        for child in self.children:
            child.kill()


def _pool(config: dict[str, Any], size: int) -> LifoQueue[Child]:
    """Last in, first out: one busy child stays warm while the others need not start at all."""
    pool: LifoQueue[Child] = LifoQueue()
    for _ in range(size):
        pool.put(Child(config))
    return pool


@contextmanager
def _lent(pool: LifoQueue[Child]) -> Iterator[Child]:
    child = pool.get()
    try:
        yield child
    finally:
        pool.put(child)
