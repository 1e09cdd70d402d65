"""The table as a person reads it on a terminal, or as Markdown for README and docs."""

import io
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.preaudit.figures import Row
from bench.preaudit.readers import TITLES

_WIDE = 200
_FIRST = ("", "goal", "reached")
_REACHED = {True: "yes", False: "no", None: ""}


def titles(columns: Sequence[str], missing: Mapping[str, str]) -> list[str]:
    """What the columns are called; `missing`: why one is empty."""
    return [f"{TITLES[one]} ({missing[one]})" if missing.get(one) else TITLES[one] for one in columns]


def line(row: Row, columns: Sequence[str]) -> list[str]:
    cells = [row.cells.get(column, "–") for column in columns]
    return [f"{row.part}: {row.title}", row.goal, _REACHED[row.reached], *cells]


def markdown(rows: Sequence[Row], columns: Sequence[str], missing: Mapping[str, str]) -> Iterator[str]:
    yield _piped([*_FIRST, *titles(columns, missing)])
    yield "|" + "---|" * (len(columns) + 3)
    for row in rows:
        yield _piped(line(row, columns))


def _piped(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def drawn(rows: Sequence[Row], columns: Sequence[str], missing: Mapping[str, str]) -> Iterator[str]:
    """As wide as the terminal, or as wide as it needs where there is none."""
    terminal = Console()
    console = Console(file=io.StringIO(), width=terminal.width if terminal.is_terminal else _WIDE)
    table = Table(*_FIRST, *titles(columns, missing))
    part = rows[0].part if rows else ""
    for row in rows:
        if row.part != part:
            table.add_section()
            part = row.part
        table.add_row(*line(row, columns))
    with console.capture() as captured:
        console.print(table)
    yield from captured.get().splitlines()
