"""Alembic's way in: it is given a connection by beebox.starting.migrate or `beebox db`."""

from alembic import context

from beebox.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
