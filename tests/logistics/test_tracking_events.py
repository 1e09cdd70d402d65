"""What carriers tell: in any order, as often as they like, and only when it is really they."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.custody import hand_case_to, where_are_the_originals
from beebox.logistics.handing_in import choose_door
from beebox.logistics.models import Discrepancy, Fate, HandIn, Holder, Wrong
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.timetable import pickup_windows
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import numbers_of, take_events
from beebox.logistics.tracks import DeadKind, DeadLetter, TrackEvent
from tests.conftest import stage
from tests.logistics.conftest import ADDRESS, Paper

HOURS = {
    TrackStatus.PICKED_UP: 0,
    TrackStatus.IN_TRANSIT: 2,
    TrackStatus.ATTEMPT_FAILED: 20,
    TrackStatus.DELIVERED: 40,
}


def events(paper: Paper, number: str, *codes: TrackStatus) -> list[CarrierEvent]:
    start = paper.office.now() - timedelta(hours=50)
    return [
        CarrierEvent(
            number, translate.code_to_wire(code), code, start + timedelta(hours=HOURS[code]), code.value
        )
        for code in codes
    ]


def returning(paper: Paper) -> tuple[int, str]:
    """A case that is decided and whose return parcel is booked."""
    case_id = paper.passed()
    paper.step(case_id, Action.RECEIVE, paper.clerk)
    paper.step(case_id, Action.ACCEPT, paper.clerk)
    paper.step(case_id, Action.DECIDE, paper.clerk, result_by="post")
    return case_id, paper.waybill(case_id, Leg.RETURN).number or ""


def take(paper: Paper, *told: CarrierEvent) -> None:
    for event in told:
        with paper.office.work() as work:
            take_events(work, "simulated", [event])
    paper.deliver()


def test_every_order_of_the_same_events_ends_the_same(paper: Paper) -> None:
    for order in permutations(HOURS):
        case_id, number = returning(paper)
        told = events(paper, number, *order)
        take(paper, *told, *told)
        assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.DELIVERED
        assert paper.state(case_id) is State.CLOSED
    with paper.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(TrackEvent)) == 24 * 4


def test_a_late_word_never_moves_a_parcel_back(paper: Paper) -> None:
    for order in permutations((TrackStatus.PICKED_UP, TrackStatus.IN_TRANSIT, TrackStatus.ATTEMPT_FAILED)):
        case_id, number = returning(paper)
        take(paper, *events(paper, number, *order))
        assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.FAILED
        assert paper.state(case_id) is State.RETURNING


def test_taken_by_the_courier_without_a_hand_over_is_told(paper: Paper) -> None:
    case_id, number = returning(paper)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    assert paper.state(case_id) is State.RETURNING
    with paper.office.look() as work:
        assert work.session.scalars(select(Discrepancy.kind)).all() == [Wrong.LEFT_UNCHECKED]


def test_the_courier_at_the_door_has_the_originals(paper: Paper) -> None:
    case_id = paper.passed()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    envelope = paper.envelope(case_id)
    assert (envelope.state, envelope.hand_in) == (EnvelopeState.CARRIED, HandIn.DOOR)
    with paper.office.look() as work:
        assert {w.holder for w in where_are_the_originals(work, case_id)} == {Holder.COURIER}


@pytest.mark.parametrize("trouble", ["", "模拟超时"])
def test_the_courier_comes_in_the_window_the_citizen_chose(paper: Paper, trouble: str) -> None:
    case_id = paper.passed(address=ADDRESS + trouble)
    with paper.office.work() as work:
        begin, end = pickup_windows(work)[0]
        choose_door(work, work.session.get_one(Case, case_id), begin)
    paper.deliver()
    stage(paper.office).move_to(paper.office.now() + timedelta(minutes=2))
    settle_open_calls(paper.office)
    paper.deliver()
    stage(paper.office).move_to(begin)
    track_open_waybills(paper.office)
    assert paper.envelope(case_id).state is EnvelopeState.WAITING
    stage(paper.office).move_to(end)
    track_open_waybills(paper.office)
    assert paper.envelope(case_id).state is EnvelopeState.CARRIED


def test_a_courier_cannot_take_what_lies_in_a_box(paper: Paper) -> None:
    case_id = paper.dropped()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    assert paper.envelope(case_id).state is EnvelopeState.DROPPED


def test_events_of_a_number_not_known_yet_wait_for_it(paper: Paper) -> None:
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    number = translate.number_of(1)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    case_id = paper.passed()
    assert paper.waybill(case_id, Leg.OUTBOUND).number == number
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER


def test_polling_asks_again_after_a_while_and_changes_nothing_twice(paper: Paper) -> None:
    case_id, number = returning(paper)
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    carrier.step(number, TrackStatus.PICKED_UP)
    assert track_open_waybills(paper.office) == 1
    assert track_open_waybills(paper.office) == 0
    stage(paper.office).move_to(paper.office.now() + timedelta(hours=21))
    assert track_open_waybills(paper.office) >= 2
    paper.deliver()
    assert paper.state(case_id) is State.CLOSED
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        assert all(w.holder is Holder.CITIZEN for w in here if w.afterwards is Fate.RETURNED)


def scan(number: str, status: TrackStatus, hours_ago: float, paper: Paper, **more: object) -> CarrierEvent:
    at = paper.office.now() - timedelta(hours=hours_ago)
    return CarrierEvent(number, more.pop("code", status.value), status, at, status.value, **more)  # type: ignore[arg-type]


def test_a_code_nobody_translated_is_kept_alarmed_and_moves_nothing(paper: Paper) -> None:
    case_id, number = returning(paper)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    take(paper, scan(number, TrackStatus.UNKNOWN, 1, paper, code="Z99"))
    assert paper.waybill(case_id, Leg.RETURN).status is TrackStatus.PICKED_UP
    with paper.office.look() as work:
        letters = work.session.scalars(select(DeadLetter)).all()
        assert [(letter.kind, letter.about) for letter in letters] == [(DeadKind.UNKNOWN_CODE, "Z99")]


def test_what_is_told_of_a_further_number_counts_for_the_parcel(paper: Paper) -> None:
    case_id, number = returning(paper)
    take(paper, scan("SF-NEW", TrackStatus.IN_TRANSIT, 3, paper))
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    take(paper, scan(number, TrackStatus.RETURNING, 4, paper, successor="SF-NEW"))
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.RETURNING
    take(paper, scan("SF-NEW", TrackStatus.DELIVERED, 1, paper))
    waybill = paper.waybill(case_id, Leg.RETURN)
    assert (waybill.status, waybill.state) == (TrackStatus.RETURNED, WaybillState.RETURNED)
    with paper.office.look() as work:
        assert numbers_of(work, work.session.get_one(Waybill, waybill.id)) == [number, "SF-NEW"]
        assert work.session.scalars(select(TrackEvent).where(TrackEvent.waybill_id.is_(None))).all() == []
        settled = work.session.scalars(select(DeadLetter)).one()
        assert settled.waybill_id == waybill.id and settled.settled_at is not None


def test_the_number_of_another_parcel_is_never_taken_over(paper: Paper) -> None:
    case_id, number = returning(paper)
    _, other = returning(paper)
    take(paper, scan(number, TrackStatus.RETURNING, 4, paper, successor=other))
    take(paper, scan(other, TrackStatus.DELIVERED, 1, paper))
    assert paper.waybill(case_id, Leg.RETURN).status is TrackStatus.RETURNING


def test_a_scan_after_we_struck_the_parcel_out_is_a_difference(paper: Paper) -> None:
    case_id = paper.passed()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    paper.step(case_id, Action.WITHDRAW, paper.citizen)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    with paper.office.look() as work:
        assert work.session.scalars(select(Discrepancy.kind)).all() == [Wrong.SCANNED_AFTER_CANCEL]


@given(data=st.data())
@settings(
    max_examples=6,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_in_any_portions_ends_the_same_in_the_books(paper: Paper, data: st.DataObject) -> None:
    case_id, number = returning(paper)
    with paper.office.work() as work:
        hand_case_to(work, case_id, Holder.MAIL_OUT, "", paper.collector)
    told = [
        *events(paper, number, TrackStatus.PICKED_UP, TrackStatus.IN_TRANSIT, TrackStatus.DELIVERED),
        scan(number, TrackStatus.INFO, 8, paper, code="743", voids=frozenset({"SIGNED"})),
        scan(number, TrackStatus.RETURNING, 6, paper),
    ]
    for event in data.draw(st.permutations([*told, *told[1:3]])):
        take(paper, event)
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.RETURNING
    assert paper.state(case_id) is State.RETURNING
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        assert {w.holder for w in here if w.afterwards is Fate.RETURNED} == {Holder.COURIER}
