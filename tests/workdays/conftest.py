from collections.abc import Iterator
from pathlib import Path

import pytest

from beebox.kernel.clock import Clock, SystemClock
from beebox.kernel.db import Base, Office, build_engine
from beebox.workdays.models import CalendarImport, WorkDay, WorkDayEdit

KEPT = (WorkDay, WorkDayEdit, CalendarImport)


@pytest.fixture
def calendar_office(tmp_path: Path) -> Iterator[Office]:
    """An office whose database has nothing but the tables of working days."""
    engine = build_engine(f"sqlite:///{tmp_path}/calendar.db")
    Base.metadata.create_all(engine, tables=[kind.__table__ for kind in KEPT])
    yield Office(engine, {Clock: SystemClock()}, lambda _work, _event: ())
    engine.dispose()
