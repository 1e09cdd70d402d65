"""The head of a page marks the link under which somebody is."""

import pytest

from beebox.accounts.roles import Role
from beebox.navigation import LINKS, Area, areas, here


@pytest.mark.parametrize(
    ("role", "path", "link"),
    [
        (Role.SUPERVISOR, "/courier", "/courier"),
        (Role.SUPERVISOR, "/courier/calls", "/courier"),
        (Role.SUPERVISOR, "/courier/claims/3", "/courier/claims"),
        (Role.SUPERVISOR, "/money/disputes", "/money/statements"),
        (Role.SUPERVISOR, "/review/overview", "/review/overview"),
        (Role.SUPERVISOR, "/review/insight/cases", "/review/insight"),
        (Role.SUPERVISOR, "/review/reasons/blur", "/review/reasons"),
        (Role.AUDITOR, "/review/insight", "/review/insight"),
        (Role.AUDITOR, "/review/7K3Q-9M2X", "/review"),
        (Role.COLLECTOR, "/courier/claims", "/courier"),
        (Role.COLLECTOR, "/couriers", ""),
        (Role.CLERK, "/alarms", ""),
    ],
)
def test_a_page_lies_under_the_link_that_says_most(role: Role, path: str, link: str) -> None:
    assert here(LINKS[role], path) == link


@pytest.mark.parametrize("role", LINKS)
def test_every_link_stands_in_one_area_and_the_head_fits_one_row(role: Role) -> None:
    found = areas(LINKS[role], LINKS[role][0].path)

    assert [link for area in found for link in area.links] == list(LINKS[role])
    assert len({area.text for area in found}) == len(found) <= 8
    assert [area.current for area in found].count(True) == 1


def test_an_area_of_one_link_is_that_link() -> None:
    first = areas(LINKS[Role.SUPERVISOR], "/review/rules")[0]

    assert first == Area("概况", "/review/overview", (LINKS[Role.SUPERVISOR][0],), current=False)
