"""The command line: `beebox --help` lists everything, in words."""

import sys

import click

from beebox.doctor import doctor_command
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Settings


class Commands(click.Group):
    """Tells our own errors as one sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BeeboxError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Commands)
def main() -> None:
    """小蜂箱 Little Bee Box: papers in, result back, zero errands."""


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Listen here instead of BEEBOX_PORT.")
@click.option("--host", help="Listen on this address instead of BEEBOX_HOST.")
def serve(port: int | None, host: str | None) -> None:
    """Serve the pages, work off what was announced and keep the timetable, all in one process."""
    from beebox import serving

    serving.serve(Settings.read(), host, port)


@main.command()
def migrate() -> None:
    """Bring the database to the present shape (safe to repeat)."""
    from beebox import serving

    serving.migrate(Settings.read())
    click.echo("The database is up to date.")


main.add_command(doctor_command)
