"""One declarative base, one way to open a transaction."""

import enum
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Engine, Enum, MetaData, create_engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from beebox.kernel.clock import Clock
from beebox.kernel.errors import N_, BeeboxError

T = TypeVar("T")


class Overtaken(BeeboxError):
    """Somebody else changed the same row first; nothing of ours was written."""

    code = "overtaken"
    message = N_("刚刚已被他人处理。请刷新页面，看看最新的情况再继续。")


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone was given to the database")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """Words of an enumeration are kept as they read, in plain text columns: a new word needs no new type."""

    type_annotation_map = {
        dict[str, Any]: JSON,
        list[Any]: JSON,
        datetime: Instant,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=_values),
    }
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Work:
    """What a use case may touch while one transaction is open."""

    def __init__(self, session: Session, office: "Office") -> None:
        self.session = session
        self._office = office

    def now(self) -> datetime:
        return self._office.now()

    def use(self, port: type[T]) -> T:
        return self._office.use(port)

    def emit(self, event: object) -> None:
        """Announce what happened: it is delivered after, and only if, this transaction commits."""
        self.session.add_all(self._office.deliveries(self, event))


class Office:
    """The running service: a database and the tools plugged into its ports."""

    def __init__(
        self,
        engine: Engine,
        tools: dict[type, Any],
        deliveries: Callable[["Work", object], Iterable[object]],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self._writing = sessionmaker(engine)
        self._looking = sessionmaker(engine.execution_options(looking=True))
        self._tools = tools
        self.deliveries = deliveries
        self.wake = wake

    def use(self, port: type[T]) -> T:
        return self._tools[port]  # type: ignore[no-any-return]  # keyed by its own type

    def now(self) -> datetime:
        clock: Clock = self._tools[Clock]
        return clock.now()

    def close(self) -> None:
        """Let go of the database and of every tool that holds something."""
        for tool in self._tools.values():
            if hasattr(tool, "close"):
                tool.close()
        self.engine.dispose()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Commit if the block ends well, roll back if it raises."""
        try:
            with self._writing.begin() as session:
                yield Work(session, self)
        except StaleDataError as stale:
            raise Overtaken from stale
        self.wake()

    @contextmanager
    def look(self) -> Iterator[Work]:
        """A read-only transaction: many may look at once, and none keeps a writer waiting."""
        with self._looking() as session:
            yield Work(session, self)
            session.rollback()


def build_engine(url: str) -> Engine:
    """An engine with the guarantees this product promises: see docs/adr/0002-transactions.md."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    looking = connection.get_execution_options().get("looking", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={int(looking)}")
        connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")
    elif looking:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
