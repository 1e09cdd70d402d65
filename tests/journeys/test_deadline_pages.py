"""The pages of the legal clock with something on them: usable by everybody, and none wider than a phone."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.lifecycle import move
from beebox.cases.states import Action
from beebox.deadlines.escalating import escalate
from beebox.kernel.db import Office
from tests.conftest import ZONE, stage
from tests.handling.cases_made import by_code, case_made, received, submit
from tests.journeys.test_bench import Seat, seat

__all__ = ["seat"]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FILE = "日期,休班,说明\n2026-12-28,休,临时放假\n2026-12-26,班,补班\n"
STOP = {"reason": "expert_review", "days": "5", "note": "请两位专家评审"}
SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def pages(office: Office, person: Callable[..., Person], signed_in: SignedIn) -> list[tuple[Person, str]]:
    """Who looks at which page: a case that was stopped and resumed, one that is late, a file."""
    citizen, clerk = person(Role.CITIZEN), person(Role.CLERK, "civil-affairs")
    boss, keeper = person(Role.SUPERVISOR), person(Role.ADMINISTRATOR)
    code, late = received(office, citizen), received(office, citizen)
    for one in (code, late):
        with office.work() as work:
            move(work, by_code(work, one), Action.ACCEPT, clerk.actor())
    submit(office, case_made(office, citizen))
    at(office, 2)
    assert signed_in(clerk).post(f"/clock/{code}/stop", data=STOP).status_code == 303
    at(office, 9)
    desk = signed_in(clerk)
    assert desk.post(f"/clock/{code}/resume").status_code == 303
    assert desk.post(f"/clock/{code}/extension", data={"days": "5", "note": "要核实"}).status_code == 303
    at(office, 23)
    escalate(office)
    given = {"file": (io.BytesIO(FILE.encode()), "2026.csv"), "whole": "no"}
    brought = signed_in(keeper).post("/admin/calendar/import", data=given).location
    paths = {
        clerk: (f"/clock/{code}", f"/desk/{code}", "/deadlines"),
        boss: (f"/clock/{late}", "/deadlines", "/deadlines/time", "/alarms"),
        keeper: ("/admin/calendar", "/admin/calendar/import", brought, "/deadlines"),
    }
    return [(who, path) for who, listed in paths.items() for path in listed]


def at(office: Office, day: int) -> None:
    stage(office).move_to(datetime(2026, 12, day, 9, 0, tzinfo=ZONE))


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_every_page_is_accessible_and_fits(pages: list[tuple[Person, str]], seat: Seat, where: str) -> None:
    for who, path in pages:
        seen = seat(who, desk=where == "desk")
        seen.goto(path)
        assert seen.page.locator("h1").count() == 1, path
        assert seen.page.evaluate(WIDER) <= 0, path
        seen.must_be_accessible()
