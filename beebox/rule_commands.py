"""`beebox rules`: what the pages about rules show, in a terminal or for a program."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from beebox.adapters.engine_names import ENGINES
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_MINUTES = click.FloatRange(0, 600)


@click.group("rules")
def rules_command() -> None:
    """Versions of the rules, what differs between them, and how often each rule was right."""


@contextmanager
def _looking() -> Iterator[Work]:
    from beebox.starting import office_in_use

    with office_in_use() as office, office.look() as work:
        yield work


def _tell(
    rows: Iterable[dict[str, Any]], in_words: Callable[[dict[str, Any]], str], *, as_json: bool
) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else in_words(row))


@rules_command.command("list")
@_JSON
def list_versions(*, as_json: bool) -> None:
    """Every version, the newest first."""
    from beebox.preaudit.rulework.queries import listed_versions

    with _looking() as work:
        rows = listed_versions(work)
    _tell(rows, "{version:>4}  {state:<9} {origin:<5} {sha256:.12}  {why}".format_map, as_json=as_json)


@rules_command.command("diff")
@click.argument("older", type=click.IntRange(1, 10**6))
@click.argument("newer", type=click.IntRange(1, 10**6))
@_JSON
def show_difference(older: int, newer: int, *, as_json: bool) -> None:
    """What is different between two versions, one line a place."""
    from beebox.preaudit.rulekeeping.versions import version
    from beebox.preaudit.rulework.differing import changes

    with _looking() as work:
        found = [asdict(one) for one in changes(version(work, older).content, version(work, newer).content)]
    _tell(found, "{part} · {label} {about}: {before} → {after}".format_map, as_json=as_json)
    if not found and not as_json:
        click.echo("Nothing differs.")


@rules_command.command("score")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How far back.")
@click.option("--by-version", is_flag=True, help="Each version of the rules apart.")
@click.option("--limit", help="What each other place of this limit, such as name_sure, would have cost.")
@click.option("--wrong", type=_MINUTES, default=3, show_default=True, help="Minutes of a needless complaint.")
@click.option("--missed", type=_MINUTES, default=25, show_default=True, help="Minutes of a miss.")
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="Cases at most."
)
@_JSON
def score(*, days: int, by_version: bool, limit: str | None, as_json: bool, **costing: Any) -> None:
    """How often each rule was right and what it missed; the same numbers as /review/rules/scores.

    With --limit: what each place of it would have meant in the cases that were reviewed.
    """
    from beebox.preaudit.rulework.scoring import as_dict, scores, since_days

    with _looking() as work:
        if limit is not None:
            rows = _costs(work, limit, **costing)
        else:
            rows = [as_dict(one) for one in scores(work, since_days(work, days), by_version=by_version)]
    if not rows and not as_json:
        click.echo("No person has judged a finding in that time.")
    else:
        _show(rows, as_json=as_json)


def _costs(work: Work, limit: str, wrong: float, missed: float, most: int) -> list[dict[str, Any]]:
    from beebox.preaudit.rule_limits import SPANS
    from beebox.preaudit.rulework.pricing import price_now

    if limit not in SPANS:
        raise click.BadParameter(f"one of {', '.join(SPANS)}", param_hint="--limit")
    now, found = price_now(work, limit, most)
    return [
        {
            "limit": limit, "value": one.value, "now": one.value == now, "looked": one.looked,
            "wrong": one.wrong, "missed": one.missed, "right": one.right, "unsure": one.unsure,
            "minutes": one.minutes(wrong, missed),
        }
        for one in found
    ]  # fmt: skip


@rules_command.command("read-samples")
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)
def read_packed_samples(engine: str) -> None:
    """Read the packed sample cases anew, after the reader has changed; takes a minute or two."""
    from beebox.adapters.sample_readings import read_samples

    for name in read_samples(Settings.read(), engine):
        click.echo(name)


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        _tell(rows, str, as_json=True)
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    Console(width=140).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
