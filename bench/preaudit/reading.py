"""Many files through many readers, in processes of their own, with a progress bar on a terminal."""

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from beebox.preaudit.report import MaterialReading
from bench.preaudit.pictures import Picture
from bench.preaudit.readers import ONE_THREAD, TITLES, Found, reader_of

T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """One file through one reader. `seconds`: processor time of a page, programs it ran included."""

    column: str
    key: str
    text: str
    seconds: float
    reading: MaterialReading | None = None
    trouble: str = ""


Readings = dict[tuple[str, str], Seen]
"""(column, key of the picture) -> what was seen."""


def spent() -> float:
    """Seconds of processor time of this process and the programs it has run."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def see(column: str, key: str, path: Path) -> Seen:
    """Reads one file; whatever a reader raises is told in `trouble`."""
    reader = reader_of(column)
    with tempfile.TemporaryDirectory() as folder:
        started = spent()
        try:
            ready = reader.prepared(path, Path(folder))
            started = spent()
            found = reader.read(ready)
        except Exception as error:  # a reader that gives up loses this file, not the run
            return Seen(column, key, "", spent() - started, trouble=f"{type(error).__name__}: {error}"[:200])
    return _seen(column, key, found, spent() - started)


def _seen(column: str, key: str, found: Found, seconds: float) -> Seen:
    return Seen(column, key, found.text, seconds / max(found.pages, 1), found.reading)


def warmed_up(column: str, first: Path) -> None:
    """Loads the models; the first picture is not counted."""
    see(column, "", first)


def read_all(work: Iterable[tuple[str, Sequence[Picture]]], processes: int) -> Readings:
    """Each column's pictures read, on so many processors."""
    tasks = [(column, picture) for column, pictures in work for picture in pictures]
    seen: Readings = {}
    if not tasks:
        return seen
    os.environ.update(ONE_THREAD)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(see, column, picture.key, picture.path) for column, picture in tasks]
        for done in shown(as_completed(running), "reading", len(running)):
            one = done.result()
            seen[one.column, one.key] = one
    return seen


def read_in_turn(work: Iterable[tuple[str, Sequence[Picture]]]) -> Readings:
    """The same one after another in one process, each reader warm: for figures of time."""
    seen: Readings = {}
    os.environ.update(ONE_THREAD)
    for column, pictures in work:
        if not pictures:
            continue
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(warmed_up, column, pictures[0].path).result()
            for picture in shown(pictures, f"timing {TITLES[column]}", len(pictures)):
                one = pool.submit(see, column, picture.key, picture.path).result()
                seen[one.column, one.key] = one
    return seen


def shown(things: Iterable[T], what: str, count: int) -> Iterable[T]:
    """The things one by one, with a bar on a terminal and nothing elsewhere."""
    console = Console(file=sys.stderr)
    return track(things, what, total=count, console=console, disable=not console.is_terminal, transient=True)
