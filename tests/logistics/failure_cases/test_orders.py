"""What may befall an order: cases 1 to 5, 10, 15, 16 and 23."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.cases.models import Case
from beebox.logistics.booking import perform, prepare, record, settle_open_calls
from beebox.logistics.calls import CallKind, CarrierPace
from beebox.logistics.deciding import adopt_number, cancel_unknown, intercept_parcel
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.handing_in import choose_box, choose_door
from beebox.logistics.orders import Leg
from beebox.logistics.pacing import hold, may_ask
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.stops import lift_stop, open_stops
from beebox.logistics.tables import CallState, WaybillState
from beebox.logistics.timetable import pickup_windows
from beebox.logistics.waybills import cases_under
from tests.logistics.failure_cases.conftest import Far


def case_of(far: Far, waybill: Waybill) -> int:
    with far.office.look() as work:
        return cases_under(work, work.session.get_one(Waybill, waybill.id))[0].id


def to_the_box(far: Far, waybill: Waybill) -> None:
    with far.office.work() as work:
        choose_box(work, work.session.get_one(Case, case_of(far, waybill)), "yihai")
    far.paper.deliver()


def to_the_door(far: Far, waybill: Waybill, window: int) -> None:
    with far.office.work() as work:
        begin, _ = pickup_windows(work)[window]
        choose_door(work, work.session.get_one(Case, case_of(far, waybill)), begin)
    far.paper.deliver()


def test_case_01_timeout_after_accepting_gives_one_waybill(far: Far) -> None:
    far.simulator.faults("timeout_after_accept", operation="create")
    waybill = far.passed()
    assert far.call(waybill).state is CallState.UNKNOWN
    assert far.simulator.accepted(waybill.reference) == 1
    far.later(2, 4, 11, 31)
    if far.wire == "ems":
        assert far.call(waybill).for_person_at is not None
        number = far.live()[0]["number"]
        with far.office.work() as work:
            adopt_number(work, far.call(waybill).id, f" {number.lower()} ", far.paper.supervisor)
    far.stands_once(waybill)
    assert far.again(waybill).state is WaybillState.BOOKED


def test_case_01_a_person_has_it_cancelled_and_it_is_ordered_anew(ems: Far) -> None:
    ems.simulator.faults("timeout_after_accept", operation="create")
    waybill = ems.passed()
    with ems.office.work() as work:
        cancel_unknown(work, ems.call(waybill).id, ems.paper.supervisor)
    ems.paper.deliver()
    assert ems.again(waybill).reference == f"{waybill.reference}.1"
    ems.stands_once(waybill)


def test_case_02_refused_before_sending_is_tried_again_under_the_same_reference(far: Far) -> None:
    waybill = far.passed_while_nobody_listens()
    assert far.call(waybill).state is CallState.PLANNED
    far.later(1, 2)
    assert far.again(waybill).reference == waybill.reference
    assert len(far.calls(waybill)) == 1
    far.stands_once(waybill)


@pytest.mark.parametrize("dies", ["before sending", "before writing down"])
def test_case_03_a_process_that_dies_leaves_exactly_one_order(far: Far, dies: str) -> None:
    waybill = far.passed_while_nobody_listens()
    event = WaybillPlanned(waybill.id)
    far.later_without_looking(1)
    with far.office.work() as work:
        plan = prepare(work, event)
    assert plan is not None
    if dies == "before writing down":
        assert perform(far.office, plan).booked is not None
    far.later(6, 2, 4, 11)
    if far.wire == "ems":
        with far.office.work() as work:
            cancel_unknown(work, far.call(waybill).id, far.paper.supervisor)
        far.later(0, 16)
    far.stands_once(waybill)


def test_case_04_two_workers_make_one_order(far: Far) -> None:
    waybill = far.passed_while_nobody_listens()
    far.later_without_looking(1)
    plans = []
    for _ in range(2):
        with far.office.work() as work:
            plans.append(prepare(work, WaybillPlanned(waybill.id)))
    assert [plan is not None for plan in plans] == [True, False]
    assert settle_open_calls(far.office) == 0
    for plan in plans[:1]:
        assert plan is not None
        outcome = perform(far.office, plan)
        with far.office.work() as work:
            record(work, WaybillPlanned(waybill.id), plan, outcome)
    far.stands_once(waybill)


def test_case_05_a_duplicate_of_our_own_order_is_adopted(far: Far) -> None:
    far.simulator.faults("duplicate_order", operation="create")
    waybill = far.passed()
    assert far.simulator.accepted(waybill.reference) == 1
    if far.wire == "ems":
        assert far.call(waybill).for_person_at is not None
        with far.office.work() as work:
            adopt_number(work, far.call(waybill).id, far.live()[0]["number"], far.paper.supervisor)
    far.stands_once(waybill)


def test_case_05_an_order_that_was_changed_after_it_was_written_down_is_not_sent(far: Far) -> None:
    waybill = far.passed_while_nobody_listens()
    with far.office.work() as work:
        work.session.get_one(Waybill, waybill.id).contents = "别的东西"
    far.later(2)
    assert far.call(waybill).fault == "Conflict"
    assert far.call(waybill).for_person_at is not None
    assert far.live() == []


def test_case_10_out_of_range_burns_no_number_and_another_carrier_goes(far: Far) -> None:
    other = {"ems": "sf", "sf": "ems"}[far.wire]
    far.use(far.wire, other)
    waybill = far.passed("模拟超区")
    assert {row["carrier"] for row in far.simulator.calls(operation="create")} == {"ems", "sf"}
    assert far.simulator.orders() == []
    assert far.again(waybill).state is WaybillState.REFUSED
    assert [call.fault for call in far.calls(waybill)] == ["NotServiceable"] * 2
    assert far.call(waybill).answer


def test_case_15_an_empty_pool_stops_the_carrier_and_the_queue_waits(far: Far) -> None:
    waybill = far.passed("模拟号池用尽")
    with far.office.look() as work:
        assert [(stop.carrier, stop.fault) for stop in open_stops(work)] == [(far.wire, "NumberPoolEmpty")]
    asked = len(far.simulator.calls(operation="create"))
    other = far.passed()
    far.later(5, 30)
    assert len(far.simulator.calls(operation="create")) == asked
    assert [far.again(one).state for one in (waybill, other)] == [WaybillState.PLANNED] * 2
    to_the_box(far, waybill)
    assert far.again(waybill).state is WaybillState.CANCELLED
    with far.office.work() as work:
        lift_stop(work, open_stops(work)[0].id, far.paper.supervisor)
    far.later(1)
    assert far.again(other).state is WaybillState.BOOKED


def test_case_15_the_queue_goes_to_the_other_carrier(sf: Far) -> None:
    waiting = sf.passed("模拟月结失效")
    sf.use("sf", "ems")
    assert sf.simulator.orders(carrier="sf") == []
    elsewhere = sf.passed()
    assert sf.again(elsewhere).carrier == "ems"
    assert [row["reference"] for row in sf.live()] == [sf.again(elsewhere).reference]
    assert sf.again(waiting).state is WaybillState.PLANNED


def test_case_16_who_is_told_to_slow_down_waits_and_orders_once(far: Far) -> None:
    far.simulator.faults("throttle", operation="create")
    waybill = far.passed()
    assert far.call(waybill).state is CallState.PLANNED
    asked = len(far.simulator.calls(operation="create"))
    assert settle_open_calls(far.office) == 0
    assert len(far.simulator.calls(operation="create")) == asked
    far.later(2)
    far.stands_once(waybill)


def test_case_16_asking_where_parcels_are_leaves_room_for_orders(far: Far) -> None:
    assert may_ask(far.office, far.wire, "track")
    a_day = far.office.use(Carriers).named(far.wire).pace.a_day
    with far.office.work() as work:
        for row in work.session.scalars(select(CarrierPace)):
            row.used = a_day * 8 // 10
    assert not may_ask(far.office, far.wire, "track")
    far.stands_once(far.passed())
    far.later_without_looking(24 * 60)
    assert may_ask(far.office, far.wire, "track")
    with far.office.work() as work:
        hold(work, far.wire, "create", timedelta(minutes=2))
    assert not may_ask(far.office, far.wire, "track"), "who is told to wait does not go on asking"


def test_case_23_a_cancel_that_comes_too_late_offers_to_stop_the_parcel(far: Far) -> None:
    waybill = far.passed("模拟取消太晚")
    to_the_box(far, waybill)
    cancel = far.calls(waybill)[-1]
    assert (cancel.kind, cancel.fault) == (CallKind.CANCEL, "TooLate")
    assert cancel.for_person_at is not None
    assert far.again(waybill).state is WaybillState.BOOKED
    if far.wire == "sf":
        with far.office.work() as work:
            intercept_parcel(work, cancel.id, far.paper.supervisor)
        far.paper.deliver()
        stop = far.calls(waybill)[-1]
        assert (stop.kind, stop.state) == (CallKind.INTERCEPT, CallState.CONFIRMED)


def test_case_23_a_cancel_without_an_answer_is_asked_again(far: Far) -> None:
    waybill = far.passed("模拟取消超时")
    to_the_box(far, waybill)
    assert far.again(waybill).state is WaybillState.BOOKED
    far.later(2)
    assert far.again(waybill).state is WaybillState.CANCELLED
    assert far.live() == []


def test_case_23_a_scan_wins_over_a_cancel_under_way(far: Far) -> None:
    waybill = far.passed()
    with far.office.work() as work:
        choose_box(work, work.session.get_one(Case, case_of(far, waybill)), "yihai")
    far.simulator.faults("busy", operation="cancel")
    far.paper.deliver()
    far.simulator.hand_over(far.again(waybill).number or "")
    far.tracked(hours=1)
    assert far.again(waybill).state not in {WaybillState.BOOKED, WaybillState.CANCELLED}
    far.later(5)
    cancel = next(call for call in far.calls(waybill) if call.kind is CallKind.CANCEL)
    assert cancel.fault == "Overtaken" and cancel.for_person_at is not None
    assert len(far.live()) == 1


def test_case_23_the_last_wish_counts_and_one_order_stands(far: Far) -> None:
    waybill = far.passed()
    to_the_door(far, waybill, 1)
    far.stands_once(waybill)
    to_the_door(far, waybill, 2)
    far.stands_once(waybill)
    with far.office.look() as work:
        wanted = pickup_windows(work)[2][0].isoformat()
    order = [call for call in far.calls(waybill) if call.kind is CallKind.CREATE][-1]
    assert order.asked["pickup"][0].startswith(wanted[:10])
    to_the_box(far, waybill)
    assert far.live() == []
    to_the_door(far, waybill, 1)
    anew = far.paper.waybill(case_of(far, waybill), Leg.OUTBOUND)
    assert anew.id != waybill.id
    far.stands_once(anew)
