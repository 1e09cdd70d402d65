"""Orders are written down first; an unknown outcome is asked for, never repeated blindly."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.kernel.db import Office
from beebox.logistics.booking import perform, prepare, record, settle_open_calls
from beebox.logistics.calls import CarrierCall
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.mail_out import return_parcel
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers, Rehearsal
from beebox.logistics.tables import CallAction, CallState, WaybillState
from beebox.logistics.waybills import plan_again
from tests.conftest import stage
from tests.logistics.conftest import ADDRESS, Paper


def call_of(office: Office) -> CarrierCall:
    with office.look() as work:
        found = work.session.scalars(select(CarrierCall).order_by(CarrierCall.id.desc())).first()
        assert found is not None
        work.session.expunge(found)
        return found


def orders(office: Office) -> int:
    """How many parcels the carrier was really asked for."""
    carrier = office.use(Carriers).named("simulated")
    assert isinstance(carrier, Rehearsal)
    return len(carrier.parcels())


def later(office: Office, minutes: int) -> None:
    stage(office).move_to(office.now() + timedelta(minutes=minutes))


def test_a_passed_case_has_a_booked_parcel(paper: Paper) -> None:
    case_id = paper.passed()
    waybill = paper.waybill(case_id, Leg.OUTBOUND)
    assert waybill.state is WaybillState.BOOKED
    assert waybill.simulated
    assert call_of(paper.office).state is CallState.CONFIRMED
    assert waybill.receiver["name"] == "海珠小蜂箱寄件台"


def test_an_answer_lost_after_sending_is_asked_for(paper: Paper) -> None:
    case_id = paper.passed(address=f"{ADDRESS}模拟超时")
    assert call_of(paper.office).state is CallState.UNKNOWN
    assert paper.waybill(case_id, Leg.OUTBOUND).number is None
    assert orders(paper.office) == 1
    later(paper.office, 2)
    assert settle_open_calls(paper.office) == 1
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    assert orders(paper.office) == 1
    assert settle_open_calls(paper.office) == 0


def test_an_order_that_never_arrived_is_sent_again_only_after_asking(paper: Paper) -> None:
    case_id = paper.passed(address=f"{ADDRESS}模拟丢单")
    assert call_of(paper.office).state is CallState.UNKNOWN
    assert orders(paper.office) == 0
    for minutes in (2, 4):
        later(paper.office, minutes)
        assert settle_open_calls(paper.office) == 0
        assert orders(paper.office) == 0
    later(paper.office, 11)
    assert settle_open_calls(paper.office) == 1
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    assert orders(paper.office) == 1


def test_a_carrier_out_of_reach_is_tried_again(paper: Paper) -> None:
    paper.passed(address=f"{ADDRESS}模拟断网")
    assert call_of(paper.office).state is CallState.PLANNED
    later(paper.office, 2)
    assert settle_open_calls(paper.office) == 1
    assert call_of(paper.office).state is CallState.CONFIRMED


def test_a_process_that_died_between_sending_and_writing(paper: Paper, person) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.passed(address=f"{ADDRESS}模拟断网")
    event = WaybillPlanned(paper.waybill(case_id, Leg.OUTBOUND).id)
    later(paper.office, 2)
    with paper.office.work() as work:
        plan = prepare(work, event)
    assert plan is not None
    perform(paper.office, plan)  # and here the process ends
    assert call_of(paper.office).state is CallState.SENT
    assert orders(paper.office) == 1
    later(paper.office, 6)
    assert settle_open_calls(paper.office) == 1
    assert call_of(paper.office).state is CallState.CONFIRMED
    assert orders(paper.office) == 1


def test_two_workers_with_one_order_make_one_parcel(paper: Paper) -> None:
    case_id = paper.passed(address=f"{ADDRESS}模拟断网")
    event = WaybillPlanned(paper.waybill(case_id, Leg.OUTBOUND).id)
    later(paper.office, 2)
    plans = []
    for _ in range(2):
        with paper.office.work() as work:
            plans.append(prepare(work, event))
    assert plans[0] is not None
    assert plans[1] is None, "the second finds that the first has it"
    outcome = perform(paper.office, plans[0])
    assert outcome.action is CallAction.CONFIRM
    for _ in range(2):
        with paper.office.work() as work:
            record(work, event, plans[0], outcome)
    assert orders(paper.office) == 1
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED


def test_a_refused_parcel_is_ordered_again_with_a_mended_address(paper: Paper) -> None:
    case_id = paper.passed(address=f"{ADDRESS}模拟拒收")
    waybill = paper.waybill(case_id, Leg.OUTBOUND)
    assert waybill.state is WaybillState.REFUSED
    assert "不派送" in call_of(paper.office).answer
    with paper.office.work() as work:
        row = work.session.get_one(Waybill, waybill.id)
        row.sender = row.sender | {"address": ADDRESS}
        plan_again(work, row, Contact("海珠小蜂箱寄件台", "020-80001234", ADDRESS), paper.collector)
    paper.deliver()
    mended = paper.waybill(case_id, Leg.OUTBOUND)
    assert mended.state is WaybillState.BOOKED
    assert mended.reference == f"{waybill.reference}.1"
    assert call_of(paper.office).reference == mended.reference


def test_results_go_only_with_who_may_carry_official_documents(tmp_path, office: Office) -> None:  # type: ignore[no-untyped-def]
    from beebox.kernel.clock import Clock
    from beebox.logistics.ports import NoCarrier

    clock = office.use(Clock)
    parcel = SimulatedCarrier(tmp_path / "a", clock, b"k", name="parcel", official=False)
    post = SimulatedCarrier(tmp_path / "b", clock, b"k", name="post")
    assert Carriers((parcel, post)).for_leg(Leg.OUTBOUND).name == "parcel"
    assert Carriers((parcel, post)).for_leg(Leg.RETURN).name == "post"
    with pytest.raises(NoCarrier):
        Carriers((parcel,)).for_leg(Leg.RETURN)


def test_an_outbound_parcel_is_no_return_parcel(paper: Paper) -> None:
    from beebox.logistics.waybills import WaybillNotFound

    case_id = paper.passed()
    with paper.office.look() as work, pytest.raises(WaybillNotFound):
        return_parcel(work, paper.waybill(case_id, Leg.OUTBOUND).reference)
