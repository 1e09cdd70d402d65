"""`beebox clock`: every stored deadline counted again from its events."""

import json
import sys
from dataclasses import asdict

import click


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
    from beebox.starting import office_in_use

    with office_in_use() as office:
        wrong = list(check_clocks(office, ended=ended, proofs=proofs))
        for found in wrong:
            click.echo(json.dumps(asdict(found), ensure_ascii=False) if as_json else str(found))
        mended = mend_clocks(office, ended=ended) if mend and wrong else 0
    if not as_json:
        click.echo(f"{len(wrong)} stored dates differ from their events; {mended} cases were mended.")
    sys.exit(1 if wrong else 0)
