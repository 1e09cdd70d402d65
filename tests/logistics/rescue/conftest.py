"""A parcel home with everything in it, in the hands of a carrier that can be asked to stop it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from beebox.cases.states import Action
from beebox.logistics.custody import hand_case_to, where_are_the_originals
from beebox.logistics.mail_out import belongs_in, hand_over, has_result, pack
from beebox.logistics.models import Holder
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import take_events
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.money.conftest import carrier, office

__all__ = ["carrier", "office"]


class Trouble:
    """Parcels home and what happens to them."""

    def __init__(self, paper: Paper, deliver: Callable[..., int]) -> None:
        self.paper, self.office, self.deliver = paper, paper.office, deliver

    def sent(self, result_by: str = "post") -> tuple[int, Waybill]:
        """A case whose result and originals left our desk; the id of the case and its parcel."""
        case_id = self.paper.passed()
        with self.office.work() as work:
            hand_case_to(work, case_id, Holder.DEPARTMENT, "民政局", self.paper.clerk)
        for action in (Action.RECEIVE, Action.ACCEPT):
            self.paper.step(case_id, action, self.paper.clerk)
        self.paper.step(case_id, Action.DECIDE, self.paper.clerk, result_by=result_by)
        waybill = self.paper.waybill(case_id, Leg.RETURN)
        self.leave(waybill)
        return case_id, self.again(waybill)

    def leave(self, waybill: Waybill) -> None:
        """Pack a parcel whole and give it to the courier."""
        with self.office.work() as work:
            found = work.session.get_one(Waybill, waybill.id)
            papers = [paper.original_id for paper in belongs_in(work, found)]
            pack(work, found, papers, self.paper.collector, result_in=has_result(work, found))
            hand_over(work, [found.reference], self.paper.collector)
        self.deliver()

    def scan(self, waybill: Waybill, status: TrackStatus) -> None:
        """An hour later the carrier tells this, asked for it."""
        stage(self.office).move_to(self.office.now() + timedelta(hours=1))
        event = CarrierEvent(waybill.number or "", status.value, status, self.office.now(), "扫描")
        with self.office.work() as work:
            take_events(work, waybill.carrier, [event])
        self.deliver()

    def again(self, waybill: Waybill) -> Waybill:
        with self.office.look() as work:
            found = work.session.get_one(Waybill, waybill.id)
            work.session.expunge(found)
            return found

    def holders(self, case_id: int) -> set[Holder]:
        """Who has the originals that go back."""
        with self.office.look() as work:
            here = where_are_the_originals(work, case_id)
            return {w.holder for w in here if w.afterwards.value == "returned"}


@pytest.fixture
def trouble(paper: Paper, deliver: Callable[..., int]) -> Trouble:
    return Trouble(paper, deliver)
