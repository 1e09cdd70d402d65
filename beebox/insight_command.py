"""`beebox insight`: the figures of the desk on a terminal, the same tables as on /review/insight."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import click


@click.command("insight")
@click.option("--days", type=click.Choice(["7", "30", "90"]), help="The last days; 30 by default.")
@click.option("--month", help="One month, such as 2026-11.")
@click.option("--from", "begin", help="From this day on, such as 2026-11-01.")
@click.option("--to", "end", help="Up to and with this day.")
@click.option("--department", help="Only this department, by its code.")
@click.option("--item", help="Only this item, by its code.")
@click.option("--table", "wanted", multiple=True, help="Only this table; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def insight_command(wanted: tuple[str, ...], *, as_json: bool, **asked: str | None) -> None:
    """Print what is right first time, what is sent back and why, who has how much, and what waits."""
    names = {"days": "period", "begin": "from", "end": "to"}
    told = _told({names.get(name, name): value for name, value in asked.items() if value})
    if unknown := set(wanted) - set(told["tables"]):
        raise click.UsageError(f"No table {', '.join(unknown)}; there are {', '.join(told['tables'])}.")
    told["tables"] = {name: one for name, one in told["tables"].items() if not wanted or name in wanted}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"{told['from']} – {told['to']}")
    for name, table in told["tables"].items():
        click.echo(f"\n{table['title']} ({name})")
        for line in _lines([table["heads"], *table["rows"]]):
            click.echo(f"  {line}")


def _told(args: dict[str, str]) -> dict[str, Any]:
    """Everything as plain values; the first sentence about what cannot be used is raised."""
    from beebox.accounts.roles import Actor, Role
    from beebox.starting import office_in_use
    from beebox.tracking.insight.asking import asked_of
    from beebox.tracking.insight.figures import insight, sheets_of

    with office_in_use() as office, office.look() as work:
        asked = asked_of(work, args, Actor(None, Role.SUPERVISOR))
        if asked.problems:
            raise asked.problems[0]
        sheets, period = sheets_of(insight(work, asked.wanted)), asked.wanted.period
    tables = {
        name: {
            "title": sheet.title,
            "heads": [head.text for head in sheet.heads],
            "rows": [[cell.bare(cell.text) for cell in row] for row in (*sheet.rows, sheet.total) if row],
        }
        for name, sheet in sheets.items()
    }
    return {"from": period.first.isoformat(), "to": period.last.isoformat(), "tables": tables}


def _lines(rows: list[list[str]]) -> Iterator[str]:
    """Columns set under each other; a Chinese sign is two places wide."""
    places = max(map(len, rows))
    widths = [max(_width(row[at]) for row in rows if at < len(row)) for at in range(places)]
    for row in rows:
        yield "  ".join(text + " " * (widths[at] - _width(text)) for at, text in enumerate(row)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
