"""Filling an empty database with many cases, quickly and always in the same way."""

import random
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from beebox.cases.counts import recount
from beebox.kernel.clock import Clock, StageClock
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from beebox.schema import metadata
from beebox.starting import seed
from beebox.wiring import build_office
from bench.case_rows import SHARES, Batch, Story, write_case
from bench.paper_rows import write_paper
from bench.town import Town, found_town, put, town_rows

SEED = 20261130
MOMENT = datetime(2026, 11, 30, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A working day before its first round: what lies open, lies open."""
CHUNK = 2000
HIS_OWN = 12
"""Cases of the citizen whose pages are measured, in every database."""
Progress = Callable[[int], object]
"""Hears how many cases were added."""


def filled_office(settings: Settings, cases: int, progress: Progress = lambda _done: None) -> Office:
    """A service with this many cases in every state; the same call gives the same rows."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    office = build_office(settings)
    clock = office.use(Clock)
    assert isinstance(clock, StageClock)
    clock.move_to(MOMENT)
    metadata.create_all(office.engine)
    seed(office)
    town = found_town(office, cases)
    with office.engine.connect() as connection:
        hurry(connection)
        _fill(connection, town, cases, progress)
        settle(connection)
    with office.work() as work:
        recount(work)
    return office


def _fill(connection: Connection, town: Town, cases: int, progress: Progress) -> None:
    chance, batch = random.Random(SEED), Batch()
    states = chance.choices(list(SHARES), list(SHARES.values()), k=cases)
    with connection.begin():
        for table, rows in town_rows(town, chance):
            put(connection, table, rows)
    for first in range(1, cases + 1, CHUNK):
        for number in range(first, min(first + CHUNK, cases + 1)):
            mine = number > cases - HIS_OWN
            story = Story(
                town, chance, batch, number, states[number - 1],
                day=min(number * len(town.days) // cases, len(town.days) - 1),
                item=town.items[number % len(town.items)],
                citizen=1 if mine else chance.choice(town.citizens),
            )  # fmt: skip
            write_case(story)
            write_paper(story)
        with connection.begin():
            for table in metadata.sorted_tables:
                put(connection, table, batch.rows[table])
        batch.rows.clear()
        progress(min(CHUNK, cases - first + 1))


def hurry(connection: Connection) -> None:
    """A database that can be made again need not survive a power cut while it is made."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]  # sqlite3's own connection


def settle(connection: Connection) -> None:
    """What PostgreSQL does by itself in time: figures for the planner; and each id column's next number."""
    with connection.begin():
        if connection.dialect.name == "postgresql":
            for table in metadata.sorted_tables:
                if "id" in table.c and table.c.id.autoincrement:
                    connection.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - our own tables
                            f"(SELECT coalesce(max(id), 1) FROM {table.name}))"
                        )
                    )
            connection.execute(text("ANALYZE"))
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA synchronous=FULL")  # type: ignore[union-attr]  # sqlite3's own connection
