"""The migrations make exactly the tables the program knows, on every database, and can be taken back."""

from pathlib import Path

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
