"""The head of a page marks the link under which somebody is."""

import pytest

from beebox.accounts.roles import Role
from beebox.navigation import LINKS, here


@pytest.mark.parametrize(
    ("role", "path", "link"),
    [
        (Role.SUPERVISOR, "/courier", "/courier"),
        (Role.SUPERVISOR, "/courier/calls", "/courier"),
        (Role.SUPERVISOR, "/courier/claims/3", "/courier/claims"),
        (Role.SUPERVISOR, "/money/disputes", "/money/statements"),
        (Role.SUPERVISOR, "/review/overview", "/review/overview"),
        (Role.SUPERVISOR, "/review/insight/cases", "/review/insight"),
        (Role.AUDITOR, "/review/insight", "/review/insight"),
        (Role.AUDITOR, "/review/7K3Q-9M2X", "/review"),
        (Role.COLLECTOR, "/courier/claims", "/courier"),
        (Role.COLLECTOR, "/couriers", ""),
        (Role.CLERK, "/alarms", ""),
    ],
)
def test_a_page_lies_under_the_link_that_says_most(role: Role, path: str, link: str) -> None:
    assert here(LINKS[role], path) == link
