"""`beebox check`: whole cases from the command line, read in the same rooms and judged by the same rules."""

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from beebox.adapters.confined import ReadingRoom
from beebox.adapters.engines import chosen_engine
from beebox.adapters.reading_desk import open_room
from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.case_desk import (
    CaseFile,
    Given,
    WrongCase,
    as_json_line,
    as_words,
    judge,
    parse_case,
    wanted_of,
)
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.refusals import Refused
from beebox.preaudit.rule_book import load_rule_book

CASE_FILE = "case.json"


@dataclass(frozen=True)
class Told:
    """One answer; `checked` is False where the folder could not be checked and `text` says why."""

    text: str
    checked: bool


def check_folders(folders: Sequence[Path], engine: str, *, as_json: bool) -> Iterator[Told]:
    """One line (JSON) or one paragraph a folder. Models stay loaded from case to case.

    On a terminal a bar on the error stream shows how far it is; nothing is kept of the files.
    Raises NoEngine when the engine is not there.
    """
    settings = Settings.read()
    chosen_engine(engine, settings.ocr_program)
    console = Console(file=sys.stderr)
    room = open_room(settings, engine)
    try:
        bar = track(folders, "核对中", console=console, disable=not console.is_terminal, transient=True)
        for folder in bar:
            try:
                yield Told(_checked(folder, settings.catalogue_dir, room, as_json=as_json), checked=True)
            except BeeboxError as wrong:
                yield Told(f"{folder}：{str(wrong).removesuffix('。')}。", checked=False)
    finally:
        room.close()


def _checked(folder: Path, catalogue: Path, room: ReadingRoom, *, as_json: bool) -> str:
    started = time.monotonic()
    case = _case_in(folder)
    wanted = wanted_of(case, _item(case.service_like, catalogue))
    files = {code: _bytes_of(case, code, folder) for code in case.materials}
    given = {code: _read(given, room) for code, given in files.items()}
    judged = judge(case, wanted, given, load_rule_book(catalogue))
    name, seconds = folder.resolve().name, time.monotonic() - started
    if as_json:
        return as_json_line(name, judged, seconds)
    return as_words(name, judged, {one.code: one.name for one in wanted}, seconds)


def _case_in(folder: Path) -> CaseFile:
    try:
        text = (folder / CASE_FILE).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCase(f"读不到 {CASE_FILE}，请检查文件夹和文件编码（UTF-8）") from error
    return parse_case(text)


def _item(code: str, catalogue: Path) -> Item:
    path = catalogue / "items" / f"{code}.yaml"
    if not path.is_file():
        raise WrongCase(f"目录里没有事项“{code}”")
    return read_checked(path, Item)


def _bytes_of(case: CaseFile, material: str, folder: Path) -> list[tuple[str, bytes]]:
    found = []
    for name in case.files(material):
        try:
            found.append((name, (folder / name).read_bytes()))
        except OSError as error:
            raise WrongCase(f"读不到材料“{material}”的文件“{name}”") from error
    return found


def _read(files: Sequence[tuple[str, bytes]], room: ReadingRoom) -> Given:
    """Every file of a material, through the door and the reader."""
    given = Given(sha256=tuple(hashlib.sha256(data).hexdigest() for _, data in files))
    for name, data in files:
        try:
            inspection = room.inspect(data, name)
            reading, _ = room.read(data, inspection.kind, inspection.pages)
            given = replace(given, readings=(*given.readings, reading))
        except Refused as refused:
            given = replace(given, refused=(*given.refused, str(refused)))
        except ReadingFailed as failed:
            given = replace(given, unread=(*given.unread, str(failed)))
    return given
