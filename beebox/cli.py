"""The command line: `beebox --help` lists everything, in words. Heavy parts are imported when needed."""

import sys
from pathlib import Path

import click

from beebox.adapters.engine_names import ENGINES
from beebox.catalog.vocabulary import DocumentType
from beebox.clock_commands import clock_command
from beebox.courier_commands import courier_command
from beebox.doctor import doctor_command
from beebox.insight_command import insight_command
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Settings
from beebox.rule_commands import rules_command

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


main.add_command(doctor_command)
main.add_command(courier_command)
main.add_command(rules_command)
main.add_command(insight_command)
main.add_command(clock_command)


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
    from beebox import starting

    starting.migrate(Settings.read())
    click.echo("The database is up to date.")


@main.command()
def recount() -> None:
    """Count all cases anew, for when the doctor finds the kept sums wrong; the service may go on."""
    from beebox.cases.counts import recount
    from beebox.wiring import build_office

    with build_office(Settings.read()).work() as work:
        wrong = recount(work)
    click.echo(f"The cases are counted anew; {wrong} sums were wrong.")


@main.group()
def catalogue() -> None:
    """Check or load the service items of the catalogue folder."""


@catalogue.command()
def check() -> None:
    """Read every catalogue file and say what is wrong, by file, line and field."""
    from beebox.cases.clock.ladder import ladder_in
    from beebox.catalog.loading import check_catalogue
    from beebox.logistics.money.tariffs import tariffs_in
    from beebox.notices.templates import messages_in
    from beebox.preaudit.checklist.lines import general_lines
    from beebox.preaudit.reasons import reasons_in
    from beebox.preaudit.rule_book import load_rule_book

    folder = Settings.read().catalogue_dir
    found = check_catalogue(folder)
    load_rule_book(folder)
    reasons_in(folder)
    general_lines(folder)
    tariffs_in(folder)
    messages_in(folder)
    ladder_in(folder)
    click.echo(f"{len(found.items)} service items are in order.")


@catalogue.command()
def load() -> None:
    """Take the catalogue files into the database; running cases keep their version."""
    from beebox.catalog.loading import load_catalogue
    from beebox.preaudit.library.loading import load_reasons
    from beebox.wiring import build_office

    settings = Settings.read()
    office = build_office(settings)
    click.echo(str(load_catalogue(office, settings.catalogue_dir)))
    with office.work() as work:
        if told := str(load_reasons(work, settings.catalogue_dir)):
            click.echo(told)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--as",
    "as_type",
    type=click.Choice([str(kind) for kind in DocumentType]),
    metavar="TYPE",
    help="The document type it should be, such as id_card_front.",
)
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def read(files: tuple[Path, ...], as_type: str | None, engine: str, as_json: bool) -> None:
    """Look at pictures and PDFs as the pre-audit would, and tell what is read and what is wrong."""
    from beebox.adapters.reading_desk import read_files

    for line in read_files(files, as_type, engine, as_json=as_json):
        click.echo(line)


@main.command("check")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(ENGINES), default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check_cases(folders: tuple[Path, ...], engine: str, as_json: bool) -> None:
    """Check whole cases, each a folder with case.json and its files, as the pre-audit would.

    Ends with 1 when a folder could not be checked; the others are checked all the same.
    """
    from beebox.adapters.case_desk import check_folders

    failed = False
    for told in check_folders(folders, engine, as_json=as_json):
        click.echo(told.text, err=not told.checked)
        failed = failed or not told.checked
    sys.exit(1 if failed else 0)


@main.command()
def states() -> None:
    """Print the charts of all states as Markdown."""
    from beebox.charts import states_document

    click.echo(states_document(), nl=False)


@main.command()
@click.option("--only", multiple=True, help="Play only this case of beebox/demo/cast.yaml, such as 09.")
@click.option("--url", help="Play against a program that runs already and that nobody signed in to yet.")
@click.option(
    "--told",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --url: the file with what that program printed at its first start.",
)
@click.option(
    "--wire/--no-wire",
    default=True,
    show_default=True,
    help="Send the parcels by EMS and SF, both played by beebox carrier-sim in a process of its own;"
    " else by the stand-in inside the program.",
)
def demo(only: tuple[str, ...], url: str | None, told: Path | None, wire: bool) -> None:
    """Play one whole working day over HTTP: 20 cases from the first photo to the return waybill."""
    from beebox.demo import day

    sys.exit(day.play(Settings.read(), only, url, told, wire=wire))


@main.command("carrier-sim")
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="Listen here; 0: any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--journal", type=click.Path(dir_okay=False, path_type=Path), help="Keep orders and scans here."
)
@click.option(
    "--keys", type=click.Path(dir_okay=False, path_type=Path), help="Keep the keys here; else new ones."
)
def carrier_sim(port: int, host: str, journal: Path | None, keys: Path | None) -> None:
    """Play two carriers, down to the wire; prints one line of JSON once it listens."""
    from beebox.carrier_sim import serving

    file = journal or Settings.read().var_dir / "carrier-sim.db"
    serving.serve(host, port, file, keys, click.echo)


@main.command("message-sim")
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="Listen here; 0: any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="Keep the messages here.")
@click.option(
    "--push",
    default="",
    help="Push delivery reports there, such as http://127.0.0.1:8000/api/messages/reports.",
)
def message_sim(port: int, host: str, journal: Path | None, push: str) -> None:
    """Play an SMS gateway and a WeChat account; prints address and keys as JSON once it listens."""
    from beebox.message_sim import serving

    file = journal or Settings.read().var_dir / "message-sim.jsonl"
    serving.serve(host, port, file, push, click.echo)
