"""Asking carriers: how often, how many at once, and that one in trouble holds up no other."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.kernel.clock import Clock
from beebox.kernel.settings import Settings
from beebox.logistics.faults import Unavailable
from beebox.logistics.folding import ENDS
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import CLOSE_AT_HAND, NEVER, PACES, every, track_open_waybills
from beebox.logistics.ports import Carriers, Pace
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from tests.conftest import MONDAY, stage
from tests.logistics.conftest import Paper
from tests.logistics.test_tracking_events import returning

S = TrackStatus


def waybill(status: TrackStatus, age: timedelta, *, confirmed: bool = True) -> Waybill:
    at = MONDAY - age
    return Waybill(status=status, status_at=at, ordered_at=at, confirmed_at=at if confirmed else None)


def test_the_older_the_rarer() -> None:
    waits = [every(waybill(S.IN_TRANSIT, pace.younger - timedelta(minutes=1)), MONDAY) for pace in PACES]
    assert waits == sorted(waits) and len(set(waits)) == len(PACES)
    assert every(waybill(S.IN_TRANSIT, timedelta(days=90)), MONDAY) == NEVER


def test_at_the_door_it_is_asked_about_often() -> None:
    assert every(waybill(S.OUT_FOR_DELIVERY, timedelta(hours=3)), MONDAY) == CLOSE_AT_HAND


@pytest.mark.parametrize("status", sorted(ENDS))
def test_an_end_is_looked_at_again_for_a_while_and_then_never(status: TrackStatus) -> None:
    assert every(waybill(status, timedelta(hours=1)), MONDAY) == timedelta(days=1)
    assert every(waybill(status, timedelta(days=40)), MONDAY) == NEVER
    assert every(waybill(status, timedelta(hours=1), confirmed=False), MONDAY) == CLOSE_AT_HAND


class Listening(SimulatedCarrier):
    """The stand-in with small batches, which writes down what it is asked."""

    pace = Pace(a_second=10, a_day=1000, numbers_at_once=2)

    def __init__(self, paper: Paper, name: str, *, away: bool = False) -> None:
        folder = paper.office.use(Settings).var_dir
        journal = folder / ("simulated-carrier.db" if name == "simulated" else f"{name}.db")
        super().__init__(journal, paper.office.use(Clock), b"k", name=name)
        self.away, self.asked = away, list[tuple[str, ...]]()

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        self.asked.append(tuple(numbers))
        if self.away:
            raise Unavailable("out of reach")
        return super().track(numbers)


def with_carriers(paper: Paper, *carriers: SimulatedCarrier) -> None:
    paper.office._tools[Carriers] = Carriers(carriers)


def test_it_is_asked_in_the_carriers_batches_and_each_parcel_once(paper: Paper) -> None:
    numbers = {returning(paper)[1] for _ in range(2)}
    numbers |= {paper.waybill(paper.passed(), Leg.OUTBOUND).number or ""}
    carrier = Listening(paper, "simulated")
    with_carriers(paper, carrier)
    track_open_waybills(paper.office)
    assert all(len(asked) <= 2 for asked in carrier.asked)
    told = [number for asked in carrier.asked for number in asked]
    assert set(told) >= numbers and len(told) == len(set(told))
    track_open_waybills(paper.office)
    assert len([n for asked in carrier.asked for n in asked]) == len(told)


def test_a_carrier_out_of_reach_holds_up_no_other_and_is_asked_again_later(paper: Paper) -> None:
    returning(paper)
    other = paper.waybill(paper.passed(), Leg.OUTBOUND)
    with paper.office.work() as work:
        work.session.get_one(Waybill, other.id).carrier = "second"
    away, well = Listening(paper, "simulated", away=True), Listening(paper, "second")
    with_carriers(paper, away, well)
    track_open_waybills(paper.office)
    assert len(away.asked) == 1 and well.asked == [(other.number,)]
    track_open_waybills(paper.office)
    assert len(away.asked) == 1
    away.away = False
    stage(paper.office).move_to(paper.office.now() + timedelta(minutes=6))
    track_open_waybills(paper.office)
    assert len(away.asked) == 2


def test_nothing_is_asked_about_a_parcel_that_has_been_home_for_long(paper: Paper) -> None:
    case_id, number = returning(paper)
    carrier = Listening(paper, "simulated")
    with_carriers(paper, carrier)
    carrier.step(number, S.PICKED_UP)
    for days in (2, 3, 20):
        stage(paper.office).move_to(paper.office.now() + timedelta(days=days))
        track_open_waybills(paper.office)
    assert paper.waybill(case_id, Leg.RETURN).status is S.DELIVERED
    carrier.asked.clear()
    stage(paper.office).move_to(paper.office.now() + timedelta(days=30))
    track_open_waybills(paper.office)
    assert number not in {n for asked in carrier.asked for n in asked}
