"""The parts every test may ask for: an office with a real database, a clock to move, people to be."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.app import create_app
from beebox.catalog.queries import department_by_code
from beebox.kernel.clock import Clock, StageClock
from beebox.kernel.db import Office
from beebox.kernel.outbox import Lane, deliver_pending
from beebox.kernel.settings import ROOT, Settings
from beebox.schema import metadata
from beebox.starting import migrate, seed
from beebox.wiring import HANDLERS, build_office

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZONE)
"""When every test begins, unless it says otherwise: a working day, later than the system's today."""
SHARED = Path(os.environ.get("BEEBOX_SHARED_DATA", str(ROOT.parent / "shared" / "data")))
POSTGRES = os.environ.get("BEEBOX_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1/postgres")


def settings_in(folder: Path, **extra: str) -> Settings:
    return Settings.from_env({"BEEBOX_VAR": str(folder), **{f"BEEBOX_{k}": v for k, v in extra.items()}})


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by the migrations with the catalogue in it, to be copied by each test."""
    folder = tmp_path_factory.mktemp("filled")
    settings = settings_in(folder)
    migrate(settings)
    office = build_office(settings)
    seed(office)
    office.close()
    return folder / "beebox.db"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "var")


@pytest.fixture
def office(settings: Settings, filled: Path) -> Iterator[Office]:
    """A whole service on SQLite at nine o'clock on a Monday; nothing is delivered by itself."""
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(filled, settings.var_dir / "beebox.db")
    made = build_office(settings)
    stage(made).move_to(MONDAY)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgres"])
def any_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The same service on each database there is: for tests of what storage promises."""
    if request.param == "sqlite":
        yield request.getfixturevalue("office")
        return
    url = fresh_postgres(request.node.name, request.getfixturevalue("filled_postgres"))
    made = build_office(settings_in(tmp_path / "pg", DATABASE_URL=url))
    stage(made).move_to(MONDAY)
    yield made
    made.close()
    drop_postgres(url)


@pytest.fixture(scope="session")
def filled_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with the catalogue in it, to be copied by each test."""
    url = fresh_postgres("filled")
    made = build_office(settings_in(tmp_path_factory.mktemp("pg"), DATABASE_URL=url))
    metadata.create_all(made.engine)
    seed(made)
    made.close()
    yield str(sa.make_url(url).database)
    drop_postgres(url)


def fresh_postgres(name: str, like: str = "template1") -> str:
    """The address of a new database, a copy of `like`; skips visibly where no PostgreSQL answers."""
    engine = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    database = f"beebox_{os.getpid()}_{abs(hash(name)) % 10**8}"
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {database}")
            connection.exec_driver_sql(f"CREATE DATABASE {database} TEMPLATE {like}")
    except sa.exc.OperationalError as error:
        if os.environ.get("BEEBOX_REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"no PostgreSQL answers at BEEBOX_TEST_POSTGRES_URL: {str(error.orig).strip()[:80]}")
    finally:
        engine.dispose()
    return sa.make_url(POSTGRES).set(database=database).render_as_string(hide_password=False)


def drop_postgres(url: str) -> None:
    engine = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")
    engine.dispose()


def stage(office: Office) -> StageClock:
    """The clock of a test's office: `stage(office).move_to(moment)`."""
    clock = office.use(Clock)
    assert isinstance(clock, StageClock)
    return clock


@pytest.fixture
def deliver(office: Office) -> Callable[..., int]:
    """Work off what was announced, now; `deliver(Lane.QUICK)` leaves slow errands alone.

    Nothing is printed unless it is asked for: `deliver(Lane.PRINTING)`.
    """

    def run(*lanes: Lane) -> int:
        through = 0
        while done := deliver_pending(office, HANDLERS, lanes or set(Lane) - {Lane.PRINTING}):
            through += done
        return through

    return run


@pytest.fixture
def app(office: Office) -> Flask:
    made = create_app(office)
    made.config.update(WTF_CSRF_ENABLED=False, TESTING=False, RATELIMIT_ENABLED=False)
    from beebox.web.limits import limiter

    limiter.enabled = False
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who has not signed in."""
    return app.test_client()


PersonMaker = Callable[..., Person]


@pytest.fixture
def person(office: Office) -> PersonMaker:
    """`person(Role.CLERK, department="civil-affairs")`: a person of this role, already known."""
    count = iter(range(1000))

    def make(role: Role, department: str | None = None) -> Person:
        number = next(count)
        with office.work() as work:
            made = Person(
                role=role,
                name=f"{role}{number}",
                created_at=work.now(),
                phone=f"1500000{number:04d}" if role is Role.CITIZEN else None,
                login=None if role is Role.CITIZEN else f"{role}{number}",
                department_id=department_by_code(work, department).id if department else None,
            )
            work.session.add(made)
            work.session.flush()
            work.session.expunge(made)
        return made

    return make


@pytest.fixture
def signed_in(app: Flask, office: Office, person: PersonMaker) -> Callable[..., FlaskClient]:
    """`signed_in(Role.CITIZEN)` or `signed_in(somebody)`: a browser in which they are signed in."""
    from hashlib import sha256

    from beebox.kernel.ids import new_secret

    def enter(who: Role | Person, department: str | None = None) -> FlaskClient:
        somebody = who if isinstance(who, Person) else person(who, department)
        secret = new_secret()
        with office.work() as work:
            work.session.add(
                LoginSession(
                    secret_hash=sha256(secret.encode()).hexdigest(),
                    person_id=somebody.id,
                    data={},
                    created_at=work.now(),
                    seen_at=work.now(),
                )
            )
        browser = app.test_client()
        browser.set_cookie("bee", secret)
        return browser

    return enter


@pytest.fixture
def shared_data() -> Path:
    """The folder of published test pictures, read in place; skipped visibly where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared test data at {SHARED} (set BEEBOX_SHARED_DATA)")
    return SHARED
