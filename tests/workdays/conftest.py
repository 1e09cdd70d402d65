from collections.abc import Iterator
from pathlib import Path

import pytest

from beebox.kernel.clock import Clock, SystemClock
from beebox.kernel.db import Base, Office, build_engine
from beebox.workdays.models import WorkDay


@pytest.fixture
def calendar_office(tmp_path: Path) -> Iterator[Office]:
    """An office whose database has nothing but the table of working days."""
    engine = build_engine(f"sqlite:///{tmp_path}/calendar.db")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[WorkDay.__tablename__]])
    yield Office(engine, {Clock: SystemClock()}, lambda _work, _event: ())
    engine.dispose()
