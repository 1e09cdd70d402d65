"""What the pre-audit reaches, beside other readers, in one run: the goals, the figures, the verdicts.

The columns: our engine as installed; the same with tesseract alone; raw pytesseract; RapidOCR with its
defaults; OCRmyPDF. Each on one thread. What is sampled is told below the table.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from bench.preaudit import bad_inputs, cases, real, specimens, table, timing
from bench.preaudit.figures import Row
from bench.preaudit.judging import Score
from bench.preaudit.pictures import PAGES_OF_A_PDF, SHARED
from bench.preaudit.readers import DPI, OURS, OURS_TESSERACT, TITLES, missing, versions
from bench.preaudit.reading import read_all, read_in_turn

SECTIONS = ("types", "cases", "real", "time", "bad")
_CAMERAS_FOR_MEMORY = 3


@dataclass
class Run:
    """What is asked of one run, and what it has found so far."""

    columns: Sequence[str]
    limit: int | None
    processes: int
    folder: Path
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, rows: Sequence[Row], scores: dict[str, Score]) -> None:
        self.rows += rows
        for column, score in scores.items():
            self.misses += [f"{TITLES[column]}: {miss}" for miss in score.misses]


@click.command(help=__doc__)
@click.option("--limit", type=click.IntRange(1), help="At most so many files of each folder.")
@click.option("--only", multiple=True, type=click.Choice(SECTIONS), help="Only this part; may be repeated.")
@click.option("--engines", multiple=True, type=click.Choice(list(TITLES)), help="Only this column; the same.")
@click.option("--misses", is_flag=True, help="List everything that was not right.")
@click.option("--markdown", is_flag=True, help="Print the table for a document.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count(), help="Readers at work at once.")
def main(
    *,
    limit: int | None,
    only: tuple[str, ...],
    engines: tuple[str, ...],
    misses: bool,
    markdown: bool,
    processes: int,
) -> None:
    if not SHARED.exists():
        sys.exit(f"no pictures in {SHARED}: set BEEBOX_SHARED_DATA")
    columns = [column for column in TITLES if column in (engines or TITLES)]
    lacking = {column: why for column in columns if (why := missing(column))}
    with tempfile.TemporaryDirectory() as folder:
        run = Run([one for one in columns if one not in lacking], limit, processes, Path(folder))
        measure(run, only or SECTIONS)
    lines = (table.markdown if markdown else table.drawn)(run.rows, columns, lacking)
    notes = [f"- {note}." for note in run.notes]
    click.echo("\n".join([*lines, "", *notes, *(["", *run.misses] if misses else [])]))


def measure(run: Run, sections: Sequence[str]) -> None:
    """The parts one after another, in the order of the table; readings of pictures come first."""
    _read_pictures(run, sections)
    if "cases" in sections and OURS in run.columns:
        _check_cases(run)
    if "time" in sections:
        _time(run)
    if "bad" in sections and OURS in run.columns:
        _try_bad_inputs(run)
    run.notes.append(versions())


def _read_pictures(run: Run, sections: Sequence[str]) -> None:
    drawn = specimens.plan(run.limit) if "types" in sections else specimens.Plan((), ())
    published = real.plan(run.limit, run.folder) if "real" in sections else real.Plan((), (), {})
    work = [(column, [*drawn.of(column), *published.of(column)]) for column in run.columns]
    seen = read_all(work, run.processes)
    if "types" in sections:
        scores = specimens.scored(drawn, run.columns, seen)
        run.add(specimens.rows(scores), scores)
        run.notes.append(
            f"specimens: {len(drawn.whole)} for {TITLES[OURS]}, {len(drawn.sample)} of them for "
            f"{TITLES[OURS_TESSERACT]}, of these the good and photo ones for the others"
        )
    if "real" in sections:
        scores = real.scored(published, run.columns, seen)
        run.add(real.rows(scores, published), scores)
        run.notes.append(
            f"real: {len(published.pictures)} files with a truth, {len(published.sample)} of them for "
            f"{TITLES[OURS_TESSERACT]}; PDFs up to page {PAGES_OF_A_PDF}, drawn at {DPI} dpi for readers of "
            "pictures; OCRmyPDF is told to take a picture for a sheet of A4"
        )


def _check_cases(run: Run) -> None:
    wanted = cases.folders(run.limit)
    try:
        answers = cases.checked(wanted)
    except cases.CannotCheck as why:
        run.notes.append(str(why))
        run.add(cases.rows(Score(), {}), {})
        return
    score = cases.scored(wanted, answers)
    run.add(cases.rows(score, answers), {OURS: score})


def _time(run: Run) -> None:
    plan = timing.plan(run.limit, run.folder, SHARED / "specimens")
    for size in plan.sizes:
        seen = read_in_turn([(column, plan.of(size, column)) for column in run.columns])
        found = {column: timing.seconds_of(plan.of(size, column), column, seen) for column in run.columns}
        run.rows += timing.rows(size, found)
    run.notes.append(
        "time: processor seconds of one core, warm, decoding included, programs that are started "
        "included; one after another while nothing else of this run is at work"
    )


def _try_bad_inputs(run: Run) -> None:
    bad = SHARED / "bad"
    cameras = timing.plan(_CAMERAS_FOR_MEMORY, run.folder, SHARED / "specimens").sizes[timing.LARGE]
    score, memory = bad_inputs.measure(bad, bad_inputs.expected(bad, run.limit), cameras)
    run.add(bad_inputs.rows(score, memory), {OURS: score})
