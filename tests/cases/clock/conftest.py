from collections.abc import Callable

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Role


@pytest.fixture
def citizen(person: Callable[..., Person]) -> Person:
    return person(Role.CITIZEN)
