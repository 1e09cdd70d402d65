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
def tail(citizen: Person) -> str:
    assert citizen.phone
    return citizen.phone[-4:]


@pytest.fixture
def code(office: Office, citizen: Person) -> str:
    return cases_made.received(office, citizen)


@pytest.fixture
def mine(signed_in: Callable[..., FlaskClient], citizen: Person) -> FlaskClient:
    return signed_in(citizen)


@pytest.fixture
def desk(signed_in: Callable[..., FlaskClient]) -> FlaskClient:
    return signed_in(Role.CLERK, "civil-affairs")
