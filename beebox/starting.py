"""What must stand before anybody comes: tables, calendar, catalogue, boxes, one account per role."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select

from beebox.accounts.models import Person
from beebox.accounts.roles import STAFF, Role
from beebox.accounts.secrets import hash_password, new_password
from beebox.cases.clock.checking import make_missing
from beebox.catalog.loading import load_catalogue
from beebox.catalog.queries import departments
from beebox.kernel.db import Office, Work, build_engine
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.box_loading import load_boxes
from beebox.logistics.start_check import check_carriers
from beebox.preaudit.library.loading import load_reasons
from beebox.preaudit.rulekeeping.versions import keep_rule_file
from beebox.preaudit.second.ruling import begin_with_a_share
from beebox.wiring import build_office
from beebox.workdays.loading import load_arrangements


class BrokenReferences(BeeboxError):
    """A row points to a row that is not there."""

    code = "broken_references"
    message = N_("数据库里有一行指向不存在的记录（%(row)s），没有升级，数据没有动。请先从备份核对这一行。")


class OtherTables(BeeboxError):
    code = "other_tables"
    message = "The database is new or of another version; back it up, then run: beebox migrate"


@contextmanager
def office_in_use() -> Iterator[Office]:
    """The service's own office, for a command of the terminal; OtherTables where it is of another version."""
    office = build_office(Settings.read())
    try:
        if not is_migrated(office):
            raise OtherTables
        yield office
    finally:
        office.close()


def prepare(office: Office) -> Iterator[str]:
    """Do it all; each line tells what was done. Safe to repeat."""
    settings = office.use(Settings)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings)
    seed(office)
    make_missing(office)
    with office.work() as work:
        begin_with_a_share(work)
        yield from list(_open_accounts(work))
    yield from check_carriers(office)


def seed(office: Office) -> None:
    """The calendar, the rules and the catalogue, from their files."""
    folder = office.use(Settings).catalogue_dir
    with office.work() as work:
        load_arrangements(work, folder)
        load_boxes(work, folder)
        load_reasons(work, folder)
        keep_rule_file(work, folder)
    load_catalogue(office, folder)


def migrate(settings: Settings) -> None:
    """Bring the database to the present shape, or leave it as it was."""
    config = _migrations()
    engine = build_engine(settings.database_url)
    with engine.connect() as connection:
        _let_tables_be_made_anew(connection)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _refuse_orphans(connection)
    engine.dispose()


def _let_tables_be_made_anew(connection: Connection) -> None:
    """SQLite alters a table by copying it, which references to its rows would forbid; checked afterwards."""
    if connection.dialect.name == "sqlite":
        plain = connection.connection.driver_connection
        assert plain is not None
        plain.execute("PRAGMA foreign_keys=OFF")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise BrokenReferences(row=f"{orphans[0][0]} {orphans[0][1]} -> {orphans[0][2]}")


def is_migrated(office: Office) -> bool:
    """Whether the tables are those of this version."""
    wanted = set(ScriptDirectory.from_config(_migrations()).get_heads())
    with office.look() as work:
        return set(MigrationContext.configure(work.session.connection()).get_current_heads()) == wanted


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def _open_accounts(work: Work) -> Iterator[str]:
    """One account per role at the very first start; a clerk for each department."""
    known = select(Person.id).where(Person.role.in_(STAFF)).limit(1)
    if work.session.scalar(known) is not None:
        return
    yield "一次性密码（第一次登录后要改，只显示这一次） / one-time passwords, shown only now:"
    yield "  登录 / sign in at  /staff/sign-in"
    for role in (Role.AUDITOR, Role.COLLECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR):
        yield _open_account(work, role.value, role, None)
    for department in departments(work):
        yield _open_account(work, f"clerk-{department.code}", Role.CLERK, department.id)


def _open_account(work: Work, login: str, role: Role, department_id: int | None) -> str:
    password = new_password()
    work.session.add(
        Person(
            role=role,
            login=login,
            name=login,
            password_hash=hash_password(password),
            must_change_password=True,
            department_id=department_id,
            created_at=work.now(),
        )
    )
    return f"  {login:28} {password}"
