import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.outbox import deliveries_for
from beebox.kernel.settings import Settings
from beebox.preaudit.ports import PageReader
from beebox.wiring import build_tools
from tests.conftest import PersonMaker
from tests.preaudit.machine_room import READS, ScriptedReader


@pytest.fixture
def reader() -> ScriptedReader:
    return ScriptedReader()


@pytest.fixture
def bureau(office: Office, settings: Settings, reader: ScriptedReader) -> Office:
    """The office of the other fixtures with a reader that does as it is told."""
    tools = {**build_tools(settings), Clock: office.use(Clock), PageReader: reader}
    return Office(office.engine, tools, deliveries_for(READS))


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)
