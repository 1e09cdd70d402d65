"""A citizen with a browser, and a door that looks at files in this very process."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.adapters.file_door import PreauditDoor
from beebox.intake.ports import FileDoor
from beebox.kernel.db import Office
from beebox.preaudit.door import Limits, inspect
from tests.intake.walking import Walk


@pytest.fixture
def office(office: Office) -> Office:
    """The door looks at files in this very process: what is tested here is intake."""
    door = PreauditDoor(lambda data, name: inspect(data, name, Limits()))
    office._tools[FileDoor] = door
    return office


@pytest.fixture
def citizen(person: Callable[..., Person]) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def walk(signed_in: Callable[..., FlaskClient], office: Office, citizen: Person) -> Walk:
    return Walk(signed_in(citizen), office, lambda: signed_in(citizen))


@pytest.fixture
def stranger(signed_in: Callable[..., FlaskClient], office: Office) -> FlaskClient:
    """Another citizen, signed in, with no case of their own."""
    return signed_in(Role.CITIZEN)
