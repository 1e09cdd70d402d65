"""A row that may exist once only, added by whoever comes first."""

from typing import Any

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite

from beebox.kernel.db import Base, Work


def insert_once(work: Work, table: type[Base], **values: Any) -> bool:
    """Add the row unless a unique key says it is there; True when it was added by this call.

    Two processes at once: one adds, the other learns that it was second, and neither fails.
    """
    dialect = work.session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    added = insert(table).values(**values).on_conflict_do_nothing().returning(literal(1))
    return work.session.execute(added).first() is not None
