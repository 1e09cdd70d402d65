"""Rows written many at a time; changed ones are still held to the version they were read with."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, inspect, update
from sqlalchemy.orm.exc import StaleDataError

from beebox.kernel.db import Base, Work

_ID, _VERSION = "the_id", "the_version"


def add_many(work: Work, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Add these rows, all with the same columns; what they point to must have been written."""
    work.session.connection().execute(insert(_table(model)), rows)


def write_changed(work: Work, model: type[Base], things: Iterable[Any]) -> None:
    """Write what was changed on these loaded rows: `id` is the key of their table, `version` counts changes.

    The session alone sends one statement for each versioned row; this sends one for all that changed in the
    same columns. What was written is read anew when it is looked at. Raises StaleDataError, like a flush,
    when a row is not what it was. Mapper events are not called: who counts on them does their part.
    """
    names = set(inspect(model).column_attrs.keys()) - {"id", "version"}
    alike: dict[tuple[str, ...], list[Any]] = {}
    for thing in sorted(things, key=lambda one: one.id):
        columns = tuple(sorted(names - inspect(thing).unmodified))
        if columns:
            alike.setdefault(columns, []).append(thing)
    for columns, those in alike.items():
        _write(work, model, columns, those)


def _write(work: Work, model: type[Base], columns: tuple[str, ...], things: list[Any]) -> None:
    table = _table(model)
    statement = (
        update(table)
        .where(table.c.id == bindparam(_ID), table.c.version == bindparam(_VERSION))
        .values({name: bindparam(f"new_{name}") for name in columns} | {"version": bindparam("next")})
    )
    rows = [
        {f"new_{name}": getattr(thing, name) for name in columns}
        | {_ID: thing.id, _VERSION: thing.version, "next": thing.version + 1}
        for thing in things
    ]
    written = work.session.connection().execute(statement, rows).rowcount
    if written != len(rows):
        raise StaleDataError(f"{len(rows)} rows of {table.name} were to be changed, {written} were")
    for thing in things:
        work.session.expire(thing)


def _table(model: type[Base]) -> Table:
    return model.__table__  # type: ignore[return-value]  # ours are all plain tables
