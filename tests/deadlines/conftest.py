from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.lifecycle import move
from beebox.cases.states import Action
from beebox.kernel.db import Office
from tests.handling.cases_made import by_code, received


@pytest.fixture
def citizen(person: Callable[..., Person]) -> Person:
    return person(Role.CITIZEN)


@pytest.fixture
def clerk(person: Callable[..., Person]) -> Person:
    """Of the department that handles senior cards."""
    return person(Role.CLERK, "civil-affairs")


class Back:
    """Somebody who signs in anew each time: days go by in these tests, and a session ends with its day."""

    def __init__(self, enter: Callable[[], FlaskClient]) -> None:
        self.enter = enter

    def get(self, path: str) -> TestResponse:
        return self.enter().get(path)

    def post(self, path: str, **given: Any) -> TestResponse:
        return self.enter().post(path, **given)


@pytest.fixture
def desk(signed_in: Callable[..., FlaskClient], clerk: Person) -> Back:
    return Back(lambda: signed_in(clerk))


@pytest.fixture
def boss(signed_in: Callable[..., FlaskClient], person: Callable[..., Person]) -> Back:
    supervisor = person(Role.SUPERVISOR)
    return Back(lambda: signed_in(supervisor))


@pytest.fixture
def code(office: Office, citizen: Person, clerk: Person) -> str:
    """An accepted senior card case: fifteen working days from Monday, 30 November 2026."""
    made = received(office, citizen)
    with office.work() as work:
        move(work, by_code(work, made), Action.ACCEPT, clerk.actor())
    return made
