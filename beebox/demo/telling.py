"""What the demo says while it works, and the table at its end."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

FIGURES = {
    "rounds_left_from_before_the_day": "前一天补开的空批次",
    "differences_settled": "了结的差异",
    "rated": "收到的评价",
    "pictures_read": "读过的照片",
    "median_seconds_to_reading_one_by_one": "一张一张传，到看见结果的秒数（中位数）",
    "longest_seconds_to_reading_one_by_one": "一张一张传，最长的秒数",
    "median_seconds_to_reading_all_at_once": "大家一起传，到看见结果的秒数（中位数）",
    "longest_seconds_to_reading_all_at_once": "大家一起传，最长的秒数",
    "machine_and_auditor_agreed": "机审与预审员一致",
    "faults_only_the_auditor_saw": "只有预审员看出的",
    "complaints_the_auditor_overruled": "预审员没有采纳的机审意见",
    "where_they_differed": "不一致在",
    "minutes": "一共用了几分钟",
}
"""What the figures of the summary are called in the table's language."""
Step = Callable[[], None]
WIDE = 150
"""Columns of the table where nothing says how wide the output is."""


@dataclass(frozen=True)
class Fate:
    """One line of the table: what was planned for a case and what became of it."""

    tag: str
    code: str
    item: str
    who: str
    planned: str
    happened: str
    expected: str
    actual: str
    minutes: float

    @property
    def as_planned(self) -> bool:
        return self.expected == self.actual


class Telling:
    """Bars in a terminal, one plain line a scene anywhere else."""

    def __init__(self) -> None:
        self._console = Console(width=None if Console().is_terminal else WIDE, highlight=False)

    def say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False)

    @contextmanager
    def scene(self, words: str, total: int) -> Iterator[Step]:
        """A part of the day with so many steps; call what is given after each of them."""
        began = time.monotonic()
        if not self._console.is_terminal:
            yield lambda: None
        else:
            with self._bar() as bar:
                task = bar.add_task(words, total=total)
                yield lambda: bar.advance(task)
        self.say(f"✓ {words} · {total} · {time.monotonic() - began:.0f} s")

    def table(self, fates: Sequence[Fate]) -> None:
        table = Table(title="这一天 / The day", title_justify="left")
        heads = ("编号\ncode", "事项\nitem", "申请人\nwho", "计划\nplanned", "经过\nwhat happened")
        for head in (*heads, "应到\nexpected", "实到\nactual", "分钟\nmin"):
            table.add_column(head, overflow="fold")
        for fate in fates:
            mark = "✓" if fate.as_planned else "✗"
            end = f"{mark} {fate.actual}"
            words = (
                fate.code,
                fate.item,
                fate.who,
                fate.planned,
                fate.happened,
                fate.expected,
                end,
            )
            table.add_row(*words, f"{fate.minutes:.1f}", style="" if fate.as_planned else "bold red")
        self._console.print(table)

    def _bar(self) -> Progress:
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )


def write_summary(
    file: Path, fates: Sequence[Fate], figures: dict[str, Any], problems: Sequence[str]
) -> None:
    """The same for programs: every case, the figures of the day, and what was not as planned."""
    cases = [asdict(fate) | {"as_planned": fate.as_planned} for fate in fates]
    told = {"problems": list(problems), "figures": figures, "cases": cases}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
