"""Couriers, as ratios in one run: labels beside bare reportlab, rounds by size, the fold, pushes a second.

`make bench ARGS="logistics"` measures all of it (about five minutes); the parts can be asked for alone.
"""

import click

from bench import logistics_labels, logistics_rounds, logistics_tracking


@click.group(help=__doc__, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    if context.invoked_subcommand is not None:
        return
    context.invoke(logistics_tracking.main, count=20_000, postgres=logistics_tracking.POSTGRES)
    context.invoke(logistics_rounds.main, sizes=logistics_rounds.SIZES)
    context.invoke(logistics_labels.main, count=10_000)


main.add_command(logistics_labels.main, "labels")
main.add_command(logistics_rounds.main, "rounds")
main.add_command(logistics_tracking.main, "tracking")

if __name__ == "__main__":
    main(prog_name="python -m bench.logistics")
