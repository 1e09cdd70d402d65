"""Page times with few and with many cases, through the whole web application.

Each page is asked for many times with everything between the request and the answer: session, access,
queries, template. Pages that the program does not have are shown with a dash.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import click
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.app import create_app
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.kernel.ids import new_secret
from beebox.kernel.settings import Settings
from beebox.web.limits import limiter
from bench.filling import filled_office

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1/postgres"
SIZES = (1_000, 100_000)
SLOW_MS, STEEP = 200.0, 3.0


@dataclass(frozen=True)
class PageCall:
    """One page: who asks, for what. A `post` is undone by the second path, which is not measured."""

    name: str
    role: Role | str | None
    path: str
    undo: str | None = None


PAGES = (
    PageCall("home", None, "/"),
    PageCall("item page", None, "/items/elder-card-first"),
    PageCall("search", None, "/search?q=lnr"),
    PageCall("my cases", Role.CITIZEN, "/cases"),
    PageCall("task list", Role.CITIZEN, "/cases/{draft}"),
    PageCall("timeline", Role.CITIZEN, "/track/{closed}"),
    PageCall("review queue", Role.AUDITOR, "/review"),
    PageCall("take next", Role.AUDITOR, "/review/next", undo="/review/{reviewing}/put-back"),
    PageCall("bench page", Role.AUDITOR, "/review/{reviewing}"),
    PageCall("overview", Role.SUPERVISOR, "/review/overview"),
    PageCall("figures, 90 days", Role.SUPERVISOR, "/review/insight?period=90"),
    PageCall("figures, all of it", Role.SUPERVISOR, "/review/insight?from=2024-01-01"),
    PageCall("own figures", Role.AUDITOR, "/review/insight?period=30"),
    PageCall("rounds", Role.COLLECTOR, "/rounds"),
    PageCall("sorting", Role.COLLECTOR, "/sorting"),
    PageCall("bags", Role.COLLECTOR, "/bags"),
    PageCall("mail-out", Role.COLLECTOR, "/mail-out"),
    PageCall("alarms", Role.SUPERVISOR, "/alarms"),
    PageCall("desk", Role.CLERK, "/desk"),
    PageCall("desk case", Role.CLERK, "/desk/{accepted}"),
)


@dataclass
class Figures:
    """What one page took, in milliseconds, and how many statements the database was asked."""

    times: list[float] = field(default_factory=list)
    statements: int = 0
    slowest: tuple[float, str] = (0.0, "")

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[min(len(self.times) - 1, round(len(self.times) * 0.95))]


class Counter:
    """Counts and times the statements an engine runs."""

    def __init__(self, engine: Engine) -> None:
        self.told: list[tuple[float, str]] = []
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def _before(self, connection: sa.Connection, *_: object) -> None:
        connection.info["began"] = time.perf_counter()

    def _after(self, connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
            self.told.append((time.perf_counter() - connection.info["began"], statement))


@dataclass
class Visit:
    """The people and cases the pages are asked for, in one filled database."""

    office: Office
    codes: dict[str, str]
    clients: dict[Role | str | None, FlaskClient]


def measure(office: Office, runs: int) -> dict[str, Figures]:
    """Every page, `runs` times after one that does not count."""
    app, counter = create_app(office), Counter(office.engine)
    app.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    visit = visit_of(office, app.test_client)
    return {page.name: figures for page in PAGES if (figures := measure_page(visit, page, counter, runs))}


def measure_page(visit: Visit, page: PageCall, counter: Counter, runs: int) -> Figures | None:
    figures, client = Figures(), visit.clients[page.role]
    path = page.path.format(**visit.codes)
    ask: Callable[..., object] = client.post if page.undo else client.get
    for run in range(runs + 1):
        counter.told.clear()
        began = time.perf_counter()
        answer = ask(path)
        took = (time.perf_counter() - began) * 1000
        status = answer.status_code  # type: ignore[attr-defined]  # werkzeug's TestResponse
        if status == 404:
            return None
        if status not in {200, 303} or (status == 303 and not page.undo):
            raise RuntimeError(f"{page.name}: {path} answered {status}")
        if run:
            figures.times.append(took)
            figures.statements = len(counter.told)
            figures.slowest = max(figures.slowest, *counter.told, (0.0, ""))
        if page.undo and run < runs:
            client.post(page.undo.format(**visit.codes))
    return figures


def visit_of(office: Office, browser: Callable[[], FlaskClient]) -> Visit:
    codes: dict[str, str] = {}
    with office.look() as work:
        first = select(Case).order_by(Case.notice_due_on, Case.id).limit(1)
        for state in (State.DRAFT, State.CLOSED, State.REVIEWING, State.ACCEPTED):
            found = work.session.scalars(first.where(Case.state == state)).one()
            codes[state.value] = found.code
        clerk = select(Person.id).where(Person.department_id == found.department_id)
        people: dict[Role, int] = {Role.CLERK: work.session.scalars(clerk).one()}
        for role in (Role.AUDITOR, Role.COLLECTOR, Role.SUPERVISOR):
            people[role] = work.session.scalars(select(Person.id).where(Person.role == role).limit(1)).one()
    people[Role.CITIZEN] = 1
    with office.work() as work:
        own = sa.update(Case).where(Case.code.in_([codes["draft"], codes["closed"]]))
        work.session.execute(own.values(citizen_id=1))
    clients: dict[Role | str | None, FlaskClient] = {None: browser()}
    clients |= {role: signed_in(office, browser(), person) for role, person in people.items()}
    return Visit(office, codes, clients)


def signed_in(office: Office, client: FlaskClient, person: int) -> FlaskClient:
    secret = new_secret()
    with office.work() as work:
        hashed = sha256(secret.encode()).hexdigest()
        now = work.now()
        work.session.add(
            LoginSession(secret_hash=hashed, person_id=person, data={}, created_at=now, seen_at=now)
        )
    client.set_cookie("bee", secret)
    return client


@contextmanager
def database(base: Path, engine: str, cases: int, postgres: str) -> Iterator[Settings]:
    """Settings of an empty database for this many cases; a PostgreSQL one is dropped afterwards."""
    env = {"BEEBOX_VAR": str(base / f"{engine}-{cases}")}
    if engine == "sqlite":
        yield Settings.from_env(env)
        return
    name, server = f"beebox_bench_{cases}", sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(postgres).set(database=name).render_as_string(hide_password=False)
    try:
        yield Settings.from_env(env | {"BEEBOX_DATABASE_URL": url})
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        server.dispose()


def run(engine: str, sizes: Sequence[int], runs: int, postgres: str) -> dict[int, dict[str, Figures]]:
    """Fill, measure and throw away one database for each size."""
    with tempfile.TemporaryDirectory(prefix="beebox-bench-") as folder:
        return {size: _run_one(Path(folder), engine, size, runs, postgres) for size in sorted(sizes)}


def _run_one(folder: Path, engine: str, cases: int, runs: int, postgres: str) -> dict[str, Figures]:
    told = f"{engine}, {cases} cases"
    with (
        database(folder, engine, cases, postgres) as settings,
        click.progressbar(length=cases, label=told, file=sys.stderr) as bar,
    ):
        office = filled_office(settings, cases, bar.update)
        try:
            return measure(office, runs)
        finally:
            office.close()


def postgres_answers(url: str) -> bool:
    """Whether there is a server to measure on."""
    engine = sa.create_engine(url, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()
    return True


@click.command(help=__doc__)
@click.option("--cases", "sizes", multiple=True, type=int, help="How many cases; default 1000 and 100000.")
@click.option("--runs", default=15, show_default=True, help="How often each page is asked for.")
@click.option("--database", "engine", default="sqlite", type=click.Choice(["sqlite", "postgresql"]))
@click.option(
    "--postgres", default=POSTGRES, show_default=True, envvar="BEEBOX_TEST_POSTGRES_URL",
    help="A server on which databases may be made and dropped.",
)  # fmt: skip
def main(sizes: tuple[int, ...], runs: int, engine: str, postgres: str) -> None:
    from bench.page_table import remarks, table

    if engine == "postgresql" and not postgres_answers(postgres):
        raise click.ClickException(f"no PostgreSQL answers at {postgres}")
    found = run(engine, sizes or SIZES, runs, postgres)
    print(f"\n{engine}\n")
    for told in (*table(found), "", *remarks(found)):
        print(told)


if __name__ == "__main__":
    main()
