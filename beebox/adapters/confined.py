"""Other people's files are opened in child processes only: limited, without network, replaceable.

A crash, a hang or a greedy file costs one child and one answer, never the service and never the
upload. Children start when first needed, keep their models, and are replaced after a failure, after
many tasks, or when they have grown.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from queue import LifoQueue
from typing import Any

from beebox.adapters.child_process import Child, ChildCrashed, ChildFailed
from beebox.adapters.edition import edition_of
from beebox.adapters.nursery import Nursery
from beebox.adapters.page_shares import SharedFile
from beebox.preaudit.door import Inspection, Limits
from beebox.preaudit.ports import CopyFailed, ReadingFailed, Told, nobody
from beebox.preaudit.refusals import Refused
from beebox.preaudit.report import MaterialReading

log = logging.getLogger(__name__)
MB = 1024 * 1024
INSPECT_SECONDS = 10
INSPECT_CPU_SECONDS = 5
READ_SECONDS = 60
"""For one page; the clock starts anew with each page that is finished."""
READ_CPU_SECONDS = 40
"""Processor time of one page. A busy machine makes a page slow but never greedy."""
DOOR_MEMORY = 1200 * MB
MEMORY = 3 * 1024 * MB
"""Bytes of address space of a reader: the models map about 1 GB, of which little is resident."""
RESIDENT = 450 * MB
"""Memory in use above which a child is replaced once its task is done."""
CEILING = 900 * MB
"""Memory in use above which a child is ended in the middle of its task."""
TASKS = 500
"""Tasks after which a child is replaced in any case: libraries leak a little."""
_DOORS = 2


class ReadingRoom:
    """Looks at files, reads and copies them, each in a child process. Safe to use from many threads."""

    def __init__(
        self,
        catalogue: Path,
        limits: Limits | None = None,
        *,
        engine: str = "auto",
        program: str = "",
        readers: int = 1,
        threads: int = 1,
        memory: int = MEMORY,
        resident: int = RESIDENT,
        ceiling: int = CEILING,
        tasks: int = TASKS,
        inspect_seconds: float = INSPECT_SECONDS,
        inspect_cpu_seconds: int = INSPECT_CPU_SECONDS,
        read_seconds: float = READ_SECONDS,
        read_cpu_seconds: int = READ_CPU_SECONDS,
    ) -> None:
        shared: dict[str, Any] = {
            "limits": (limits or Limits()).to_json(),
            "catalogue": str(catalogue),
            "engine": engine,
            "program": program,
            "threads": threads,
            "resident": resident,
            "ceiling": ceiling,
            "tasks": tasks,
        }
        door = {"work": "door", "memory": min(memory, DOOR_MEMORY), "niceness": 2}
        reader = {"work": "reader", "memory": memory, "niceness": 10}
        self._config = shared
        self._inspect_seconds, self._read_seconds = inspect_seconds, read_seconds
        nursery = Nursery()
        self._doors = _pool({**shared, **door, "cpu_seconds": inspect_cpu_seconds}, _DOORS, nursery)
        self._readers = _pool({**shared, **reader, "cpu_seconds": read_cpu_seconds}, readers, nursery)
        self.children = [*self._doors.queue, *self._readers.queue]

    def inspect(self, data: bytes, filename: str) -> Inspection:
        """What the file is; Refused when it cannot come in, also when looking at it failed.

        A child that crashed may have been spoilt by the file before: another one looks again.
        """
        try:
            answer = self._look(data, filename)
        except ChildCrashed:
            answer = self._look_again(data, filename)
        except ChildFailed as error:
            raise Refused("could_not_check") from error
        if "refused" in answer:
            raise Refused(answer["refused"], answer["message"], **answer["places"])
        return Inspection.from_json(answer["inspection"])

    def _look(self, data: bytes, filename: str) -> dict[str, Any]:
        with _lent(self._doors) as child:
            return child.ask({"filename": filename}, data, self._inspect_seconds, lambda _page: None)[0]

    def _look_again(self, data: bytes, filename: str) -> dict[str, Any]:
        try:
            return self._look(data, filename)
        except ChildFailed as error:
            raise Refused("could_not_check") from error

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
        return edition_of(self._config["engine"], self._config["program"], Path(self._config["catalogue"]))

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

    def copies(self, data: bytes, kind: str, line: str) -> list[bytes]:
        """A JPEG for each page of an inspected file with this line across it; CopyFailed otherwise."""
        with _lent(self._doors) as child:
            try:
                head = {"kind": kind, "line": line}
                answer, pages = child.ask(head, data, self._inspect_seconds, lambda _page: None)
            except ChildFailed as error:
                raise CopyFailed from error
        if "refused" in answer or not pages:
            raise CopyFailed
        return pages

    def close(self) -> None:
        """Ends every child. Nothing may be asked afterwards or meanwhile."""
        for child in self.children:
            child.kill()


def _pool(config: dict[str, Any], size: int, nursery: Nursery) -> LifoQueue[Child]:
    """Last in, first out: one busy child stays warm while the others need not start at all."""
    pool: LifoQueue[Child] = LifoQueue()
    for _ in range(size):
        pool.put(Child(config, nursery))
    return pool


@contextmanager
def _lent(pool: LifoQueue[Child]) -> Iterator[Child]:
    child = pool.get()
    try:
        yield child
    finally:
        pool.put(child)
