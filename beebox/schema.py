"""Import every table, so that metadata is whole."""

from importlib import import_module
from importlib.util import find_spec

from beebox.kernel.db import Base

for _room in (
    "kernel.outbox",
    "accounts.models",
    "workdays.models",
    "catalog.models",
    "cases.models",
    "cases.papers",
    "preaudit.models",
    "logistics.models",
    "logistics.parcels",
    "handling.models",
    "notices.models",
):
    if find_spec(f"beebox.{_room}"):
        import_module(f"beebox.{_room}")

metadata = Base.metadata
