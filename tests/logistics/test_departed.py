"""A carrier that left the settings leaves its parcels behind: they are still shown, and never asked about."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from beebox.accounts.roles import Role
from beebox.logistics.faults import Unsupported
from beebox.logistics.labels.printing import may_draw_ourselves
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from tests.logistics.conftest import Paper
from tests.logistics.test_returning import decide, held

__all__ = ["held"]
SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def left_behind(paper: Paper, held: int) -> Waybill:
    """A return parcel under way with a company that is not at hand any more."""
    decide(paper, held, "post")
    with paper.office.work() as work:
        work.session.execute(update(Waybill).values(carrier="gone", simulated=False))
    return paper.waybill(held, Leg.RETURN)


@pytest.mark.parametrize(
    "page", ["/mail-out", "/mail-out/{0}", "/courier/parcels/{0}", "/courier", "/courier/calls", "/alarms"]
)
def test_its_parcels_are_still_shown(left_behind: Waybill, signed_in: SignedIn, page: str) -> None:
    answer = signed_in(Role.SUPERVISOR).get(page.format(left_behind.reference))

    assert answer.status_code == 200


def test_it_is_never_asked_and_its_label_never_drawn_here(paper: Paper, left_behind: Waybill) -> None:
    assert track_open_waybills(paper.office) == 0
    with paper.office.look() as work:
        assert not may_draw_ourselves(work, work.session.get_one(Waybill, left_behind.id))


def test_asking_it_says_that_it_is_not_at_hand(paper: Paper) -> None:
    gone = paper.office.use(Carriers).known("gone")

    with pytest.raises(Unsupported, match="没有接入"):
        gone.track(["1"])
    assert gone.title == "gone" and not gone.can
