"""`beebox courier`: what a person does for parcels where no page helps. Says what it did, line by line."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click


@click.group("courier")
def courier_command() -> None:
    """Ask carriers, settle what is open, take messages again, look at one parcel."""


@courier_command.command()
@click.option("--carrier", default="", help="Only parcels of this company.")
@click.option("--number", "name", default="", help="Only the parcel of this number or reference.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def poll(carrier: str, name: str, *, as_json: bool) -> None:
    """Ask carriers now where parcels are. Ends with 1 when one of them did not answer."""
    from beebox.logistics.upkeep import polling
    from beebox.starting import office_in_use

    with office_in_use() as office:
        told = list(polling.poll(office, carrier, name))
    _tell((asdict(one) for one in told), "{reference}  {number}  {status}  +{new} {fault}", as_json=as_json)
    sys.exit(1 if any(one.fault for one in told) else 0)


@courier_command.command()
@click.option("--carrier", default="", help="Only this company.")
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How far back.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def reconcile(carrier: str, days: int, *, as_json: bool) -> None:
    """Settle open calls, then list where a carrier and we do not agree. Ends with 1 when there is any."""
    from beebox.logistics.upkeep import reconciling
    from beebox.starting import office_in_use

    with office_in_use() as office:
        told = list(reconciling.reconcile(office, carrier, days))
    line = "{what}  {reference}  {carrier}  ours: {ours}  theirs: {theirs}"
    _tell((asdict(one) for one in told), line, as_json=as_json)
    if not told and not as_json:
        click.echo("Nothing differs.")
    sys.exit(1 if told else 0)


@courier_command.command()
@click.option("--dead-letters", is_flag=True, help="Only what found no place or was given up.")
@click.option("--since", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="From then on, UTC.")
def replay(since: datetime | None, *, dead_letters: bool) -> None:
    """Take stored pushes again, and send webhook messages again. Nothing is doubled by it."""
    from beebox.logistics.upkeep import replaying

    if since is None and not dead_letters:
        raise click.UsageError("Say --since or --dead-letters: everything there ever was is too much.")
    from beebox.starting import office_in_use

    with office_in_use() as office:
        moment = since.replace(tzinfo=UTC) if since else None
        done = replaying.replay(office, moment, dead_letters=dead_letters)
    click.echo(f"pushes: {done.taken} of {done.pushes} taken, {done.riddles} cannot be read")
    click.echo(f"messages: {done.arrived} of {done.messages} arrived; the others go on by themselves")


@courier_command.command()
@click.argument("name", metavar="NUMBER|REFERENCE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def inspect(name: str, *, as_json: bool) -> None:
    """Everything known of one parcel: calls, scans as told and as folded, pushes, ledger, messages."""
    from beebox.logistics.upkeep import inspecting
    from beebox.starting import office_in_use

    with office_in_use() as office, office.look() as work:
        found = inspecting.inspect_parcel(work, name)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for part, told in found.items():
        click.echo(f"{part}:")
        for line in _lines(told):
            click.echo(f"  {line}")


def _tell(rows: Iterable[dict[str, Any]], line: str, *, as_json: bool) -> None:
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line.format(**row).rstrip())


def _lines(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        yield from (f"{name}: {_short(value)}" for name, value in told.items())
    else:
        yield from (_short(row) for row in told or ["-"])


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name}={_short(one)}" for name, one in value.items() if one not in (None, "", []))
    return "-" if value is None else str(value)
