"""The courier's pages with something on them: usable by everybody, and none wider than a phone."""

from datetime import timedelta

import pytest

from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.logistics.orders import Leg
from beebox.logistics.stale import raise_stale
from beebox.logistics.track_words import TrackStatus
from tests.conftest import stage
from tests.journeys.test_bench import Seat, seat
from tests.logistics.conftest import Paper, paper
from tests.logistics.test_tracking_events import returning, scan, take

__all__ = ["paper", "seat"]

PAGES = {
    Role.SUPERVISOR: (
        "/courier",
        "/courier/calls",
        "/courier/stale",
        "/courier/dead-letters",
        "/courier/times",
        "/courier/claims",
        "/money",
        "/money/statements",
        "/money/disputes",
        "/alarms",
    ),
    Role.COLLECTOR: ("/mail-out", "/mail-out/labels"),
    Role.ADMINISTRATOR: ("/admin/api-keys", "/admin/webhooks"),
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def parcels(paper: Paper, office: Office) -> list[str]:
    """The references of one parcel that stands still and one that waits; a word about nobody's number."""
    silent, waiting = returning(paper), returning(paper)
    take(paper, scan(silent[1], TrackStatus.IN_TRANSIT, 1, paper), scan("GD1", TrackStatus.ARRIVED, 1, paper))
    stage(office).move_to(office.now() + timedelta(days=4))
    raise_stale(office)
    return [paper.waybill(case_id, Leg.RETURN).reference for case_id, _ in (silent, waiting)]


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_every_courier_page_is_accessible_and_fits(seat: Seat, parcels: list[str], where: str) -> None:
    parts = [f"/courier/parcels/{parcels[0]}", *(f"/mail-out/{reference}" for reference in parcels)]
    for role, paths in PAGES.items():
        seen = seat(role, desk=where == "desk")
        for path in (*paths, *(parts if role is Role.COLLECTOR else ())):
            seen.goto(path)
            assert seen.page.locator("h1").count() == 1, path
            assert seen.page.evaluate(WIDER) <= 0, path
            seen.must_be_accessible()
