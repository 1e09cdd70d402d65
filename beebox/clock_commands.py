"""`beebox clock`: every stored deadline counted again from its events."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from beebox.kernel.db import Office
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Settings


class OtherTables(BeeboxError):
    code = "other_tables"
    message = "The database is new or of another version; back it up, then run: beebox migrate"


@click.group("clock")
def clock_command() -> None:
    """Recompute the legal clock and compare it with what is stored."""


@clock_command.command()
@click.option("--ended", is_flag=True, help="Also the cases that are over.")
@click.option("--proofs", is_flag=True, help="Prove each event by the calendar as it was known then.")
@click.option("--mend", is_flag=True, help="Make the cached dates agree with their events.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(*, ended: bool, proofs: bool, mend: bool, as_json: bool) -> None:
    """Count every deadline again. Ends with 1 when one differs, also when it was mended."""
    from beebox.cases.clock.checking import check_clocks, mend_clocks

    with _office() as office:
        wrong = list(check_clocks(office, ended=ended, proofs=proofs))
        for found in wrong:
            click.echo(json.dumps(asdict(found), ensure_ascii=False) if as_json else str(found))
        mended = mend_clocks(office, ended=ended) if mend and wrong else 0
    if not as_json:
        click.echo(f"{len(wrong)} stored dates differ from their events; {mended} cases were mended.")
    sys.exit(1 if wrong else 0)


@contextmanager
def _office() -> Iterator[Office]:
    from beebox.starting import is_migrated
    from beebox.wiring import build_office

    office = build_office(Settings.read())
    try:
        if not is_migrated(office):
            raise OtherTables
        yield office
    finally:
        office.close()
