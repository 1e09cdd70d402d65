"""The migrations make exactly the tables the program knows, on every database, and can be taken back."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from beebox.kernel.db import build_engine
from beebox.kernel.settings import ROOT
from beebox.schema import metadata
from beebox.starting import migrate
from tests.conftest import drop_postgres, fresh_postgres, settings_in

TAKEN_OVER = {"alembic_version", "formal_notices"}
"""The latter become documents: test_documents_taken_over."""

SOMETHING: dict[type[sa.types.TypeEngine[Any]], object] = {
    sa.Boolean: False,
    sa.LargeBinary: b"1",
    sa.Numeric: 1,
    sa.DateTime: datetime(2026, 11, 23, 9, tzinfo=UTC),
    sa.Date: date(2026, 11, 23),
}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]  # fixture
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.db"
        return
    made = fresh_postgres(request.node.name)
    yield made
    drop_postgres(made)


def test_migrations_and_models_agree(url: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, DATABASE_URL=url)
    migrate(settings)
    migrate(settings)
    engine = build_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_step_can_be_taken_back(url: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, DATABASE_URL=url)
    migrate(settings)
    engine = build_engine(url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()
    migrate(settings)


def test_a_database_in_use_keeps_every_row_on_the_way_up(url: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, DATABASE_URL=url)
    engine, config = build_engine(url), Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012_desk")
    then = sa.MetaData()
    then.reflect(engine)
    with engine.begin() as connection:
        for table in then.sorted_tables:
            if table.name not in TAKEN_OVER:
                connection.execute(table.insert().values(_row_of(table)))
    migrate(settings)
    with engine.connect() as connection:
        kept = [name for name in then.tables if name in metadata.tables]
        empty = [name for name in kept if not connection.scalar(sa.text(f"SELECT count(*) FROM {name}"))]
        assert empty == []
    engine.dispose()


def _row_of(table: sa.Table) -> dict[str, object]:
    """One row with something in every column: the first of each table points to the first of the others."""
    known = metadata.tables.get(table.name)
    return {
        column.name: _something(column, known.c.get(column.name) if known is not None else None)
        for column in table.columns
    }


def _something(column: sa.Column[object], now: sa.Column[object] | None) -> object:
    if column.foreign_keys or isinstance(column.type, sa.Integer):
        return 1
    if now is not None and isinstance(now.type, sa.Enum):
        return str(now.type.enums[0])
    if now is not None and isinstance(now.type, sa.JSON):
        default = now.default.arg if now.default is not None else None
        return "[]" if getattr(default, "__name__", "") == "list" else "{}"
    return next((value for kind, value in SOMETHING.items() if isinstance(column.type, kind)), "1")
