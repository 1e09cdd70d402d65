"""The auditors' queue with few and with very many cases side by side, and what the ratio is.

Every line is the whole page or the whole button through the web application. Promised: at most 1.5 times.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.app import create_app
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit.waiting.models import Skill
from beebox.web.limits import limiter
from bench.pages import (
    POSTGRES,
    Counter,
    Figures,
    PageCall,
    Visit,
    database,
    measure_page,
    postgres_answers,
    signed_in,
    visit_of,
)
from bench.queue_rows import queue_office

SIZES = (10_000, 1_000_000)
PROMISED = 1.5
A, TRAINED = Role.AUDITOR, "trained"
CALLS = (
    PageCall("queue", A, "/review"),
    PageCall("queue, in the middle", A, "/review?after={middle}"),
    PageCall("queue, back from the middle", A, "/review?before={middle}"),
    PageCall("item", A, "/review?item={item}"),
    PageCall("rare item", A, "/review?item={rare}"),
    PageCall("department", A, "/review?department=civil-affairs"),
    PageCall("urgent", A, "/review?shade=stop"),
    PageCall("came again", A, "/review?again=1"),
    PageCall("in English", A, "/review?language=en"),
    PageCall("held by somebody", A, "/review?held=held"),
    PageCall("held by nobody", A, "/review?held=free"),
    PageCall("frequent label", A, "/review?label=1"),
    PageCall("rare label", A, "/review?label=3"),
    PageCall("rare label and item", A, "/review?label=3&item={item}"),
    PageCall("submitted lately", A, "/review?since={day}"),
    PageCall("waiting longest", A, "/review?sort=waiting"),
    PageCall("newest, of an item", A, "/review?sort=newest&item={item}"),
    PageCall("newest, of a rare item", A, "/review?sort=newest&item={rare}"),
    PageCall("submitted lately, of an item", A, "/review?since={day}&item={item}"),
    PageCall("frequent label, held by nobody", A, "/review?label=1&held=free"),
    PageCall("frequent label, rare item", A, "/review?label=1&item={rare}"),
    PageCall("by code", A, "/review?q={middle}"),
    PageCall("take next", A, "/review/next", undo="/review/{reviewing}/put-back"),
    PageCall("take next, trained for a rare item", TRAINED, "/review/next", undo="/review/{given}/put-back"),
    PageCall("overview", Role.SUPERVISOR, "/review/overview"),
    PageCall("notes of a case", A, "/review/{reviewing}/notes"),
)


class Measured:
    """One filled database with its program, asked line by line."""

    def __init__(self, office: Office) -> None:
        self.office, self.figures = office, {one.name: Figures() for one in CALLS}
        app, self._counter = create_app(office), Counter(office.engine)
        app.config.update(WTF_CSRF_ENABLED=False)
        limiter.enabled = False
        self._visit = visit_of(office, app.test_client)
        _prepare(office, self._visit, app.test_client())

    def ask(self, call: PageCall) -> None:
        """Once more, after one that does not count."""
        got, kept = measure_page(self._visit, call, self._counter, 1), self.figures[call.name]
        if call.undo:
            self._visit.clients[call.role].post(call.undo.format(**self._visit.codes))
        if got is None:
            raise RuntimeError(f"there is no page for {call.name}")
        kept.times += got.times
        kept.statements, kept.slowest = got.statements, max(kept.slowest, got.slowest)


def _prepare(office: Office, visit: Visit, browser: object) -> None:
    """The case in the middle of the queue, an item, and who is trained for one thing only."""
    waiting = select(Case.code).where(Case.state == State.REVIEWING)
    due = waiting.order_by(Case.notice_due_on, Case.id)
    with office.look() as work:
        number = select(func.count(Case.id)).where(Case.state == State.REVIEWING)
        half = (work.session.scalar(number) or 0) // 2
        trained, rare = work.session.execute(select(Skill.person_id, Skill.what)).one()
        common = select(Case.item_code).where(Case.state == State.REVIEWING).group_by(Case.item_code)
        items = work.session.scalars(common.order_by(func.count().desc()).limit(1)).all()
        found = {
            "middle": work.session.scalars(due.offset(half).limit(1)).one(),
            "given": work.session.scalars(due.where(Case.item_code == rare).limit(1)).one(),
            "rare": rare,
            "item": items[0],
            "day": str((office.now() - timedelta(days=4)).date()),
        }
        assert work.session.get(Person, trained) is not None
    visit.codes.update(found)
    visit.clients[TRAINED] = signed_in(office, browser, trained)  # type: ignore[arg-type]  # a test client


def run(
    engine: str, sizes: tuple[int, ...], waiting: float, runs: int, postgres: str
) -> dict[int, dict[str, Figures]]:
    """Fill one database for each size, ask them in turn so that neighbours slow both, throw them away."""
    with tempfile.TemporaryDirectory(prefix="beebox-bench-") as folder, ExitStack() as stack:
        filled = {}
        for size in sorted(sizes):
            settings = stack.enter_context(database(Path(folder), engine, size, postgres))
            with click.progressbar(length=size, label=f"{engine}, {size}", file=sys.stderr) as bar:
                office = queue_office(settings, size, waiting, bar.update)
            stack.callback(office.close)
            filled[size] = Measured(office)
        for call in CALLS:
            for _ in range(runs):
                for one in filled.values():
                    one.ask(call)
        return {size: one.figures for size, one in filled.items()}


def table(found: Mapping[int, Mapping[str, Figures]]) -> Iterator[str]:
    """Markdown lines: median, p95 and statements of each size, the ratio of the medians, and the verdict."""
    sizes = sorted(found)
    yield "| queue | " + " | ".join(f"{size:,}: median | p95 | SQL" for size in sizes) + " | ratio |"
    yield "|---" * (2 + 3 * len(sizes)) + "|"
    worst = 0.0
    for name in found[sizes[0]]:
        figures = [found[size][name] for size in sizes]
        ratio = figures[-1].median / figures[0].median
        worst = max(worst, ratio)
        cells = " | ".join(f"{one.median:.1f} ms | {one.p95:.1f} ms | {one.statements}" for one in figures)
        yield f"| {name} | {cells} | {ratio:.2f} |"
    yield ""
    yield f"worst ratio {worst:.2f}, promised {PROMISED}: {'kept' if worst <= PROMISED else 'NOT KEPT'}"
    for name, figures in found[sizes[-1]].items():
        if figures.median > found[sizes[0]][name].median * PROMISED:
            seconds, statement = figures.slowest
            yield f"{name}: longest statement {seconds * 1000:.1f} ms: {' '.join(statement.split())[:1500]}"


@click.command(help=__doc__)
@click.option("--cases", "sizes", multiple=True, type=int, help="How many cases; default 10000 and 1000000.")
@click.option("--waiting", default=0.015, show_default=True, help="The share that waits for review.")
@click.option("--runs", default=25, show_default=True, help="How often each line is asked for.")
@click.option("--database", "engines", multiple=True, type=click.Choice(["sqlite", "postgresql"]))
@click.option(
    "--postgres", default=POSTGRES, show_default=True, envvar="BEEBOX_TEST_POSTGRES_URL",
    help="A server on which databases may be made and dropped.",
)  # fmt: skip
def main(sizes: tuple[int, ...], waiting: float, runs: int, engines: tuple[str, ...], postgres: str) -> None:
    for engine in engines or ("sqlite", "postgresql"):
        if engine == "postgresql" and not postgres_answers(postgres):
            print(f"\nno PostgreSQL answers at {postgres}: not measured")
            continue
        found = run(engine, sizes or SIZES, waiting, runs, postgres)
        print(f"\n{engine}, {waiting:.1%} of the cases wait\n")
        for told in table(found):
            print(told)


if __name__ == "__main__":
    main()
