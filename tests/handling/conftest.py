from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from tests.handling import cases_made


@pytest.fixture
def citizen(person: Callable[..., Person]) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def clerk(person: Callable[..., Person]) -> Person:
    """Of the department that handles senior cards."""
    return person(Role.CLERK, "civil-affairs")


@pytest.fixture
def desk(signed_in: Callable[..., FlaskClient], clerk: Person) -> FlaskClient:
    return signed_in(clerk)


@pytest.fixture
def code(office: Office, citizen: Person) -> str:
    """A received senior card case."""
    return cases_made.received(office, citizen)
