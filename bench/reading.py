"""How well and how fast papers are read: `python -m bench.reading [--engine both] [--limit N]`.

Runs over drawn specimens (good, photo, bad) of BEEBOX_SHARED_DATA and prints, for each engine, the
share of types, fields, rotations and quality words that are right, values that were invented, and
seconds a picture on one core. Texts are compared after NFKC without spaces.
"""

import argparse
import json
import os
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
from rich.console import Console
from rich.progress import track
from rich.table import Table

from beebox.adapters.engines import make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.door import Limits
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.pages import load_pages
from beebox.preaudit.ports import TextReader
from beebox.preaudit.reading import read_page
from beebox.preaudit.report import MarkKind, PageReading, QualityWord
from beebox.preaudit.sniffing import sniff

SPECIMENS = Path(os.environ.get("BEEBOX_SHARED_DATA", str(ROOT.parent / "shared" / "data"))) / "specimens"
FOLDERS = ("good", "photo", "bad")


@dataclass
class Score:
    files: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def note(self, what: str, *, right: bool) -> None:
        self.files[what] += 1
        self.right[what] += right

    def share(self, what: str) -> str:
        if not self.files[what]:
            return "-"
        return f"{self.right[what] / self.files[what]:.1%} of {self.files[what]}"


def specimens(folder: str, limit: int | None) -> Iterator[dict[str, Any]]:
    lines = (SPECIMENS / folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    step = 1 if limit is None else max(1, len(lines) // limit)
    for line in lines[::step][:limit]:
        yield json.loads(line)


def measured(reader: TextReader, limit: int | None) -> Score:
    """Every specimen read once, scored against its truth."""
    score = Score()
    work = [(folder, truth) for folder in FOLDERS for truth in specimens(folder, limit)]
    types = load_document_types(ROOT / "catalogue")
    console = Console(file=sys.stderr)
    for folder, truth in track(work, reader.name, console=console, disable=not console.is_terminal):
        data = (SPECIMENS / folder / truth["file"]).read_bytes()
        pages = []
        for number, page in enumerate(load_pages(data, sniff(data), Limits()), start=1):
            started = _spent()
            try:
                pages.extend(read_page(page, number, reader, types)[0])
            except RuntimeError as gave_up:
                score.misses.append(f"{folder}/{truth['file']} given up: {gave_up}")
                break
            score.seconds.append(_spent() - started)
        else:
            _judge(score, folder, truth, pages)
    return score


def _spent() -> float:
    """Seconds of processor time of this process and the programs it has run."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _judge(score: Score, folder: str, truth: dict[str, Any], pages: list[PageReading]) -> None:
    word = pages[0].quality.word.value
    score.words[truth["quality"], word] += 1
    if folder == "bad":
        if truth["expected"] == "fail":
            score.note("bad found", right=word != QualityWord.GOOD)
        _count_invented(score, truth, pages)
        return
    score.note("good left alone", right=word == QualityWord.GOOD)
    score.note("rotation", right=pages[0].rotation == truth["rotation"])
    kinds = truth["document_type"]
    wanted = set(kinds) if isinstance(kinds, list) else {kinds}
    found = {page.document_type for page in pages}
    score.note(f"type {folder}", right=found == wanted)
    _compare(score, folder, truth, pages, "several" if isinstance(kinds, list) else str(kinds))
    _marks(score, truth, pages)


def _marks(score: Score, truth: dict[str, Any], pages: list[PageReading]) -> None:
    if len(pages) > 1 or pages[0].document_type not in ("application_form", "business_licence"):
        return
    seal, signature = pages[0].mark(MarkKind.SEAL), pages[0].mark(MarkKind.SIGNATURE)
    if seal is not None and not pages[0].grey:
        score.note("seal", right=seal.present == truth["marks"]["seal"])
    if signature is not None:
        score.note("signature", right=signature.present == truth["marks"]["signature"])


def _wanted(truth: dict[str, Any]) -> list[tuple[str, str]]:
    fields = truth["fields"]
    if isinstance(truth["document_type"], list):
        return [pair for kind in truth["document_type"] for pair in fields[kind].items()]
    return list(fields.items())


def _compare(score: Score, folder: str, truth: dict[str, Any], pages: list[PageReading], kind: str) -> None:
    read = [(one.name, squeezed(one.value)) for page in pages for one in page.fields]
    for name, value in _wanted(truth):
        right = (name, squeezed(value)) in read
        score.note(f"fields {folder}", right=right)
        score.fields[kind]["all"] += 1
        score.fields[kind]["right"] += right
        if not right:
            said = [text for other, text in read if other == name]
            score.fields[kind]["wrong" if said else "absent"] += 1
            score.misses.append(f"{folder}/{truth['file']} {name}: {value} / {said}")


def _count_invented(score: Score, truth: dict[str, Any], pages: list[PageReading]) -> None:
    """A value read where the truth says that it is lost, and not what stood there."""
    hidden, partial = truth.get("fields_hidden") or {}, truth.get("fields_partial") or {}
    for page in pages:
        for one in page.fields:
            if one.name in partial:
                continue
            told = {**truth["fields"], **hidden}.get(one.name)
            wrong = told is not None and squeezed(told) != squeezed(one.value)
            score.files["invented"] += 1
            score.right["invented"] += wrong
            if wrong:
                score.misses.append(f"bad/{truth['file']} invented {one.name}: {told} / {one.value}")


ROWS = (
    "type good", "type photo", "fields good", "fields photo", "rotation", "bad found",
    "good left alone", "seal", "signature",
)  # fmt: skip


def show(scores: dict[str, Score]) -> None:
    console = Console(width=110)
    table = Table("", *scores, title="Reading of drawn specimens")
    for row in ROWS:
        table.add_row(row, *(score.share(row) for score in scores.values()))
    table.add_row(
        "values invented on bad pictures",
        *(f"{score.right['invented']} of {score.files['invented']} read" for score in scores.values()),
    )
    table.add_row("seconds a page, median", *(f"{statistics.median(s.seconds):.2f}" for s in scores.values()))
    table.add_row(
        "seconds a page, 95th percentile",
        *(f"{sorted(s.seconds)[int(len(s.seconds) * 0.95)]:.2f}" for s in scores.values()),
    )
    console.print(table)
    kinds = Table("fields right by type", *scores)
    for kind in sorted({kind for score in scores.values() for kind in score.fields}):
        kinds.add_row(kind, *(_of_kind(score.fields[kind]) for score in scores.values()))
    console.print(kinds)
    for name, score in scores.items():
        console.print(f"quality words, {name} (truth -> found: files)")
        for (truth, found), count in sorted(score.words.items()):
            console.print(f"  {truth} -> {found}: {count}" + ("" if truth == found else "   <"))


def _of_kind(counts: Counter[str]) -> str:
    return f"{counts['right']}/{counts['all']} (wrong {counts['wrong']}, absent {counts['absent']})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["rapidocr", "tesseract", "both"], default="both")
    parser.add_argument("--limit", type=int, help="at most so many files of each folder")
    parser.add_argument("--misses", action="store_true", help="list every value that was not right")
    wanted = parser.parse_args()
    if not SPECIMENS.exists():
        sys.exit(f"no specimens in {SPECIMENS}: set BEEBOX_SHARED_DATA")
    cv2.setNumThreads(1)
    names = ["rapidocr", "tesseract"] if wanted.engine == "both" else [wanted.engine]
    scores = {name: measured(make_reader(name), wanted.limit) for name in names}
    show(scores)
    if len(scores) == 2:
        fast, slow = (statistics.median(scores[name].seconds) for name in names)
        print(f"median seconds rapidocr / tesseract: {fast / slow:.2f}")
    if wanted.misses:
        for name, score in scores.items():
            print(*(f"{name} {miss}" for miss in score.misses), sep="\n")


if __name__ == "__main__":
    main()
