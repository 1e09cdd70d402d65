"""Rows of the published bad files: each through the confined children, as an upload would go."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beebox.adapters.confined import ReadingRoom
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Inspection
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.refusals import SENTENCES, Refused
from beebox.preaudit.report import Answer, MaterialReading
from bench.preaudit.figures import NONE, Goal, Row, at_least, share_row
from bench.preaudit.judging import Score, readability
from bench.preaudit.pictures import Picture
from bench.preaudit.readers import OURS
from bench.preaudit.reading import shown

_PART = "bad inputs"
MEGABYTES, DOOR_SECONDS = 600, 6.0
"""The goals: resident memory of a worker; the longest that anybody waits for the door."""
_CARES = {"active_content", "embedded_files", "type_by_content"}
_EMPTY = {"no_text_found", "not_a_document"}
_TIMED_OUT = {"timeout": "could_not_check"}
_LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `refused`: the code; `failure`: why a child was lost, if one was."""

    refused: str = ""
    inspection: Inspection | None = None
    reading: MaterialReading | None = None
    failure: str = ""
    at_door: float = 0.0

    @property
    def hung(self) -> bool:
        return self.failure == "took too long"


class Memory:
    """The highest resident memory of any child, in megabytes."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.rises: list[str] = []
        """Which file made it how high."""

    @contextmanager
    def of(self, room: ReadingRoom) -> Iterator[None]:
        """Looks again and again meanwhile; the kernel keeps the peak, so little is missed."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_LOOK_EVERY):
                self.look(room)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self.look(room)
            over.set()
            watcher.join()

    def after(self, key: str, before: float) -> None:
        """Notes that this file made it higher than it was before."""
        if self.peak > before:
            self.rises.append(f"memory: {key}: {self.peak:.0f} MB")

    def look(self, room: ReadingRoom) -> None:
        for child in room.children:
            if child.pid is not None:
                self.peak = max(self.peak, _high_water(child.pid))


def _high_water(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def expected(bad: Path, limit: int | None) -> list[dict[str, Any]]:
    lines = (bad / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines][:limit]


def measure(bad: Path, lines: Sequence[dict[str, Any]], cameras: Sequence[Picture]) -> tuple[Score, Memory]:
    """Every line through one room; then the camera pictures, which count for memory only."""
    score, memory = Score(), Memory()
    room = ReadingRoom(ROOT / "catalogue")
    try:
        with memory.of(room):
            for line in shown(lines, "bad inputs", len(lines)):
                before, name = memory.peak, line.get("upload_name", line["file"])
                judge(score, line, sent(room, (bad / line["file"]).read_bytes(), name))
                memory.look(room)
                memory.after(line["file"], before)
            for picture in cameras:
                before = memory.peak
                sent(room, picture.path.read_bytes(), picture.path.name)
                memory.look(room)
                memory.after(f"{picture.key} at 12 megapixels", before)
    finally:
        room.close()
    score.misses += memory.rises
    return score, memory


def sent(room: ReadingRoom, data: bytes, name: str) -> Outcome:
    """One upload: looked at and, if it may come in, read."""
    started = time.monotonic()
    try:
        inspection = room.inspect(data, name)
    except Refused as refused:
        return Outcome(refused.code, failure=_cause(refused), at_door=time.monotonic() - started)
    at_door = time.monotonic() - started
    try:
        reading, _ = room.read(data, inspection.kind)
    except ReadingFailed as failed:
        return Outcome("", inspection, None, _cause(failed), at_door)
    return Outcome("", inspection, reading, "", at_door)


def _cause(error: Exception) -> str:
    return str(error.__cause__) if error.__cause__ else ""


def judge(score: Score, line: Mapping[str, Any], outcome: Outcome) -> None:
    """Holds an outcome against its line of expected.jsonl."""
    key, reasons = line["file"], line["reason"].split(" or ")
    told = outcome.refused or "accepted"
    late = outcome.refused in {_TIMED_OUT.get(reason) for reason in reasons}
    wanted = {"reject": outcome.refused, "either": True}.get(line["expect"], not outcome.refused)
    score.note("as told", key, f"{line['expect']} / {told}", right=bool(wanted))
    right = _reason_told(reasons, outcome)
    if right is not None:
        score.note("reason", key, f"{line['reason']} / {told}", right=right)
    score.harm("crashes", key, outcome.failure, done=bool(outcome.failure) and not outcome.hung)
    score.harm("hangs", key, outcome.failure, done=outcome.hung and not late)
    slow = outcome.at_door > DOOR_SECONDS
    score.harm("slow door", key, f"{outcome.at_door:.1f} s", done=slow)


def _reason_told(reasons: Sequence[str], outcome: Outcome) -> bool | None:
    """Whether the reason of the file was told; None where ours has no such word to tell.

    A refused file is asked for its code, an accepted one for its cares, or, where nothing can be read
    in it, for a word that a person should look or a better picture is needed.
    """
    if outcome.refused:
        codes = {_TIMED_OUT.get(reason, reason) for reason in reasons}
        return outcome.refused in codes if codes & set(SENTENCES) else None
    if outcome.inspection is not None and _CARES.intersection(reasons):
        return bool(set(outcome.inspection.cares).intersection(reasons))
    if outcome.reading is not None and _EMPTY.intersection(reasons):
        return readability(outcome.reading) is not Answer.PASS
    return None


_ROWS: Sequence[tuple[str, str, Goal]] = (
    ("accepted or refused as told", "as told", at_least(1.0)),
    ("reason as told", "reason", at_least(1.0)),
    ("crashes", "crashes", NONE),
    ("hangs", "hangs", NONE),
    (f"answered later than after {DOOR_SECONDS:.0f} s at the door", "slow door", NONE),
)


def rows(score: Score, memory: Memory) -> list[Row]:
    made = [share_row(_PART, title, {OURS: score.shares[name]}, goal, OURS) for title, name, goal in _ROWS]
    peak = {OURS: f"{memory.peak:.0f} MB"}
    title = "peak memory of a worker, 12-megapixel photos among them"
    return [*made, Row(_PART, title, peak, f"< {MEGABYTES} MB", memory.peak < MEGABYTES)]
