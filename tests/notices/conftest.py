from collections.abc import Callable

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from tests.handling import cases_made


@pytest.fixture
def citizen(person: Callable[..., Person]) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def code(office: Office, citizen: Person) -> str:
    return cases_made.received(office, citizen)
