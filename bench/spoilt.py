"""Good papers spoilt in every way, and how many of the faults are found: counts of a table.

What must be flagged is told by what is lost: a value that is read in the good picture and not, or not the
same, in the spoilt one. A picture on a screen must be flagged always. Where a spoilt picture still reads
well, either answer is right.
"""

import sys
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from rich.console import Console
from rich.progress import track
from rich.table import Table

from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import DocumentTypes, load_document_types
from beebox.preaudit.door import Limits
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.pages import load_pages, shrunk, turned_upright
from beebox.preaudit.ports import Page
from beebox.preaudit.reading import read_page
from beebox.preaudit.report import FieldValue, Line, PageReading, QualityWord
from beebox.preaudit.sniffing import sniff
from bench import spoiling
from bench.kept import KeptReader
from bench.preaudit.pictures import SHARED, Picture, by_type, read_truth, spread

WAYS = ("laid", "mild", "blurred", "dark", "overexposed", "glare", "cut_edge", "low_resolution", "screen")
_LONG_SIDE = 1500


@dataclass(frozen=True)
class Read:
    """What came of one picture: its word, and its values squeezed."""

    word: QualityWord
    values: dict[str, str]


@dataclass(frozen=True)
class Base:
    """A good picture that is spoilt: its pixels upright, where its lines and values stand on them."""

    name: str
    page: Page
    lines: tuple[Line, ...]
    fields: tuple[FieldValue, ...]
    read: Read


def rates(papers: int, seed: int) -> tuple[Table, list[str]]:
    """The table of what was found, and the pictures that were judged wrongly."""
    reader, types = KeptReader(), load_document_types(ROOT / "catalogue")
    folders = [by_type(read_truth(SHARED / "specimens" / folder)) for folder in ("good", "photo")]
    chosen = spread([picture for folder in folders for picture in folder], papers)
    counts: Counter[tuple[str, str, bool]] = Counter()
    missed = []
    console = Console(file=sys.stderr)
    for at, picture in enumerate(track(chosen, "spoiling", console=console, disable=not console.is_terminal)):
        if picture.truth["document_type"] in ("portrait_photo", None):
            continue
        chance = np.random.default_rng([seed, at])
        base = _base(picture, chance, reader, types)
        for way in WAYS:
            found = _read(spoilt(way, base, chance), reader, types)
            due = wanted(way, base.read, found)
            flagged = found.word is not QualityWord.GOOD
            counts[way, due, flagged] += 1
            if (due == "good" and flagged) or (due == "bad" and not flagged):
                missed.append(f"{picture.key} {way}: {found.word.value}, should be {due}")
    return _table(counts), missed


def _table(counts: Counter[tuple[str, str, bool]]) -> Table:
    table = Table("way", "good: flagged", "spoilt: flagged", "either: flagged")
    for way in WAYS:
        cells = []
        for due in ("good", "bad", "either"):
            flagged, left = counts[way, due, True], counts[way, due, False]
            cells.append(f"{flagged} of {flagged + left}" if flagged + left else "-")
        table.add_row(way, *cells)
    return table


def wanted(way: str, before: Read, after: Read) -> str:
    """`good` must be left alone, `bad` flagged; `either` where a spoilt picture still reads well."""
    lost = sum(after.values.get(name) != value for name, value in before.values.items())
    if way == "screen":
        return "bad"
    if way in ("laid", "mild"):
        return "good" if lost <= 0.2 * len(before.values) else "either"
    if not before.values:
        return "either"
    least = 1 if way in ("glare", "cut_edge") else 0.4 * len(before.values)
    return "bad" if lost >= least else "either"


def _base(picture: Picture, chance: Generator, reader: KeptReader, types: DocumentTypes) -> Base:
    """A scan is laid on a desk three times out of four."""
    data = picture.path.read_bytes()
    page = next(load_pages(data, sniff(data), Limits()))
    page = shrunk(np.ascontiguousarray(turned_upright(page, reader.read(page).rotation)), _LONG_SIDE)
    if picture.folder == "good" and chance.random() < 0.75:
        page, _ = spoiling.laid(page, str(chance.choice(spoiling.DESKS)), chance)
    text = reader.read(page)
    page = np.ascontiguousarray(turned_upright(page, text.rotation))
    papers = _papers(page, reader, types)
    return Base(picture.key, page, text.lines, _on_page(papers, text.lines), _told(papers))


def _on_page(papers: list[PageReading], lines: tuple[Line, ...]) -> tuple[FieldValue, ...]:
    """The values where their text stands on the page as it was given: papers may have been cut out of it."""
    found = []
    for field in (field for paper in papers for field in paper.fields):
        text = squeezed(field.value)
        line = next((one for one in lines if text[:6] in squeezed(one.text)), None)
        if line is not None:
            found.append(replace(field, box=line.box))
    return tuple(found)


def _papers(page: Page, reader: KeptReader, types: DocumentTypes) -> list[PageReading]:
    return read_page(page, 1, reader, types)[0]


def _told(papers: list[PageReading]) -> Read:
    words = [paper.quality.word for paper in papers]
    word = next((word for word in words if word is not QualityWord.GOOD), QualityWord.GOOD)
    return Read(word, {field.name: squeezed(field.value) for paper in papers for field in paper.fields})


def _read(page: Page, reader: KeptReader, types: DocumentTypes) -> Read:
    return _told(_papers(page, reader, types))


def spoilt(way: str, base: Base, chance: Generator) -> Page:
    """The base spoilt in one of WAYS, as hard as chance will have it, and saved as JPEG."""
    page = base.page if way == "laid" else _SPOILING[way](base, chance)
    return spoiling.as_jpeg(page, int(chance.integers(75, 93)))


def _height(base: Base) -> float:
    heights = sorted(line.box.h for line in base.lines)
    return float(heights[len(heights) // 2]) if heights else 20.0


def _mild(base: Base, chance: Generator) -> Page:
    page = base.page
    ways = (
        lambda: spoiling.tilted(page, float(chance.uniform(-10, 10))),
        lambda: spoiling.darkened(page, float(chance.uniform(0.4, 0.8)), chance),
        lambda: spoiling.as_jpeg(page, int(chance.integers(25, 60))),
        lambda: spoiling.overexposed(page, float(chance.uniform(1.05, 1.25))),
    )
    return ways[int(chance.integers(len(ways)))]()


def _blurred(base: Base, chance: Generator) -> Page:
    reach = float(chance.uniform(0.08, 0.6) * _height(base))
    return spoiling.blurred(base.page, str(chance.choice(spoiling.BLURS)), reach, chance)


def _dark(base: Base, chance: Generator) -> Page:
    return spoiling.darkened(base.page, float(np.exp(chance.uniform(np.log(0.02), np.log(0.35)))), chance)


def _overexposed(base: Base, chance: Generator) -> Page:
    return spoiling.overexposed(base.page, float(chance.uniform(1.3, 4.5)))


def _glare(base: Base, chance: Generator) -> Page:
    boxes = [field.box for field in base.fields if field.box] or [line.box for line in base.lines]
    if not boxes:
        return base.page
    box, height = boxes[int(chance.integers(len(boxes)))], _height(base)
    middle = (box.x + box.w * float(chance.uniform(0.3, 0.7)), box.y + box.h / 2)
    size = (
        max(box.w * float(chance.uniform(0.3, 0.8)), 2 * height),
        max(height * float(chance.uniform(1, 3)), 0.7 * box.h),
    )
    soft, angle = float(chance.uniform(0.1, 0.9)), float(chance.uniform(-25, 25))
    return spoiling.glared(base.page, middle, size, soft, angle)


def _cut(base: Base, chance: Generator) -> Page:
    """From just outside the print to a quarter of it."""
    side, into = str(chance.choice(spoiling.SIDES)), float(chance.uniform(-0.02, 0.25))
    height, width = base.page.shape[:2]
    boxes = [line.box for line in base.lines]
    x0, y0 = min(box.x for box in boxes), min(box.y for box in boxes)
    x1, y1 = max(box.right for box in boxes), max(box.bottom for box in boxes)
    shares = {
        "left": (x0 + into * (x1 - x0)) / width,
        "right": (width - x1 + into * (x1 - x0)) / width,
        "top": (y0 + into * (y1 - y0)) / height,
        "bottom": (height - y1 + into * (y1 - y0)) / height,
    }
    return spoiling.cut_off(base.page, side, min(0.6, max(0.01, shares[side])))


def _small(base: Base, chance: Generator) -> Page:
    return spoiling.scaled(base.page, min(1.0, float(chance.uniform(3, 13)) / _height(base)))


def _screen(base: Base, chance: Generator) -> Page:
    pitch, strength = float(chance.uniform(0.75, 4)), float(chance.uniform(0.3, 1))
    return spoiling.on_screen(base.page, pitch, float(chance.uniform(-6, 6)), strength, chance)


_SPOILING = {
    "mild": _mild,
    "blurred": _blurred,
    "dark": _dark,
    "overexposed": _overexposed,
    "glare": _glare,
    "cut_edge": _cut,
    "low_resolution": _small,
    "screen": _screen,
}
