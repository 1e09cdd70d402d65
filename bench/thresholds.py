"""The evidence for catalogue/thresholds.yaml, measured again: `python -m bench.thresholds`.

Prints how each measure is spread over the drawn specimens and the published pictures of BEEBOX_SHARED_DATA,
by what is wrong with them; `--spoilt 40` spoils so many good papers on purpose in every way and prints
which faults are found. What was read is kept below var/bench, so that a second run is quick.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

import click
import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages
from beebox.preaudit.ports import Page
from beebox.preaudit.sniffing import sniff
from bench.kept import KeptReader
from bench.measures import measured
from bench.preaudit.pictures import SHARED, Picture, read_truth, spread
from bench.spoilt import rates

FOLDERS = ("good", "photo", "cases", "bad")
_PERCENTILES = (0, 2, 50, 98, 100)


def pictures(limit: int | None) -> Iterator[tuple[str, Picture]]:
    """Every picture with its class: good, what is wrong with it, or real."""
    for folder in FOLDERS:
        for picture in spread(read_truth(SHARED / "specimens" / folder), limit):
            yield str(picture.truth["quality"]), picture
    for place in sorted((SHARED / "real").iterdir()):
        for picture in spread(read_truth(place), limit):
            yield "real", picture


def first_page(picture: Picture) -> Page | None:
    """None for a file the door would not let in."""
    data = picture.path.read_bytes()
    return next(load_pages(data, sniff(data), Limits()), None)


def spreads(chosen: Sequence[tuple[str, Picture]]) -> dict[str, dict[str, list[float]]]:
    """By measure and class, what was measured."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    reader, types = KeptReader(), load_document_types(ROOT / "catalogue")
    console = Console(file=sys.stderr)
    for kind, picture in track(chosen, "papers", console=console, disable=not console.is_terminal):
        page = first_page(picture)
        if page is None:
            continue
        for code, measures in measured(page, reader, types):
            name = "portrait" if code == "portrait_photo" else kind
            for measure, value in measures.items():
                found[measure][name].append(value)
    return found


@click.command(help=__doc__)
@click.option("--limit", type=click.IntRange(1), help="At most so many files of each folder.")
@click.option("--spoilt", type=click.IntRange(1), help="Spoil so many good papers on purpose.")
@click.option("--seed", type=int, default=1, help="Of the chance that spoils them.")
@click.option("--misses", is_flag=True, help="List the spoilt pictures that were judged wrongly.")
def main(*, limit: int | None, spoilt: int | None, seed: int, misses: bool) -> None:
    if not SHARED.exists():
        sys.exit(f"no pictures in {SHARED}: set BEEBOX_SHARED_DATA")
    cv2.setNumThreads(1)
    console = Console(width=110)
    if spoilt is not None:
        table, missed = rates(spoilt, seed)
        console.print(table)
        if misses:
            console.print(*missed, sep="\n", markup=False)
        return
    for measure, classes in sorted(spreads(list(pictures(limit))).items()):
        table = Table("class", "papers", *(f"{share} %" for share in _PERCENTILES), title=measure)
        for name, values in sorted(classes.items()):
            marks = np.percentile(values, _PERCENTILES)
            table.add_row(name, str(len(values)), *(f"{mark:.4g}" for mark in marks))
        console.print(table)


if __name__ == "__main__":
    main()
