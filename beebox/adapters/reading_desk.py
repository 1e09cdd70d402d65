"""`beebox read`: files from the command line, through the same door and rooms as an upload."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import track

from beebox.adapters.confined import ReadingRoom
from beebox.kernel.clock import SystemClock
from beebox.kernel.settings import Settings
from beebox.preaudit.door import Limits
from beebox.preaudit.reading_desk import as_json_line, as_words, read_each


def open_room(settings: Settings, engine: str) -> ReadingRoom:
    """A reading room for one command: one reader, its models kept from file to file."""
    return ReadingRoom(
        settings.catalogue_dir,
        Limits(settings.max_upload_bytes, settings.max_pixels, settings.max_pages),
        engine=engine,
        program=settings.ocr_program,
    )


def read_files(
    paths: Sequence[Path],
    as_type: str | None,
    engine: str,
    *,
    as_json: bool,
) -> Iterator[str]:
    """One line (JSON) or one paragraph a page. Models stay loaded from file to file.

    On a terminal a bar on the error stream shows how far it is; nothing is kept of the files.
    """
    settings = Settings.read()
    room = open_room(settings, engine)
    today = SystemClock().now().astimezone(settings.zone).date()
    told = as_json_line if as_json else as_words
    console = Console(file=sys.stderr)
    try:
        for path in track(paths, "读取中", console=console, disable=not console.is_terminal, transient=True):
            for page in read_each([path], as_type, room, today):
                yield told(page)
    finally:
        room.close()
