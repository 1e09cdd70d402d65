"""The promise of the port `Carrier`, held to by EMS and SF over their own wires."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from beebox.adapters.carriers.choosing import carriers_for
from beebox.kernel.clock import SystemClock
from beebox.kernel.keys import read_keys
from beebox.logistics.faults import Conflict, Unsupported
from beebox.logistics.orders import Cancelled, Contact, Interception, LabelPaper, Leg, Order, Window
from beebox.logistics.ports import Capability, Carrier
from beebox.logistics.track_words import TrackStatus
from tests.carrier_sim.running import Running, threaded_simulator
from tests.conftest import settings_in

HERE = Contact("海珠小蜂箱寄件台", "020-80001234", "广东省广州市海珠区琶影路20号")
THERE = Contact("黄碧芳", "15000003248", "广东省广州市海珠区怡海西街96号103房")
REFERENCE = "LBW-7K3Q-9M2X-R1"
NOW = SystemClock().now()
WINDOW = Window(NOW + timedelta(hours=2), NOW + timedelta(hours=4))
ORDER = Order(REFERENCE, Leg.RETURN, HERE, THERE, "办理结果、退回原件 2 份", 300)
ASK: dict[Capability, Callable[[Carrier, str], object]] = {
    Capability.CHECK_SERVICE: lambda carrier, _: carrier.check_service(ORDER),
    Capability.QUOTE: lambda carrier, _: carrier.quote(ORDER),
    Capability.FIND: lambda carrier, _: carrier.find(REFERENCE),
    Capability.LABEL: lambda carrier, number: carrier.label(number, Leg.RETURN, LabelPaper.LARGE),
    Capability.CANCEL: lambda carrier, number: carrier.cancel(REFERENCE, number, "不寄了"),
    Capability.INTERCEPT: lambda c, number: c.intercept(number, REFERENCE, Interception.RETURN, None),
    Capability.PICKUP: lambda carrier, number: carrier.book_pickup(number, REFERENCE, WINDOW),
    Capability.FEES: lambda carrier, number: carrier.fees(REFERENCE, number),
}


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Running]:
    with threaded_simulator(tmp_path) as running:
        yield running


@pytest.fixture(params=["ems", "sf"])
def carrier(request: pytest.FixtureRequest, simulator: Running, tmp_path: Path) -> Carrier:
    told = {name.removeprefix("BEEBOX_"): value for name, value in simulator.environment().items()}
    settings = settings_in(tmp_path, **told, CARRIERS=request.param)
    return carriers_for(settings, SystemClock(), read_keys(tmp_path)).named(request.param)


def test_a_stand_in_on_this_machine_says_so(carrier: Carrier) -> None:
    assert carrier.simulated
    assert carrier.may_carry_official == (carrier.name == "ems")


def test_a_reference_gets_one_number_and_stands_for_one_order(carrier: Carrier, simulator: Running) -> None:
    first = carrier.create(ORDER)
    assert first.number
    with suppress(Conflict):
        assert carrier.create(ORDER) == first
    assert simulator.accepted(REFERENCE) == 1


@pytest.mark.parametrize("capability", ASK)
def test_what_is_not_offered_is_refused_before_anything_is_sent(
    carrier: Carrier, simulator: Running, capability: Capability
) -> None:
    number = carrier.create(ORDER).number
    before = len(simulator.calls())
    if capability in carrier.can:
        ASK[capability](carrier, number)
        assert len(simulator.calls()) > before
        return
    with pytest.raises(Unsupported):
        ASK[capability](carrier, number)
    assert len(simulator.calls()) == before


def test_cancelling_twice_is_cancelling_once(carrier: Carrier) -> None:
    number = carrier.create(ORDER).number
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.CANCELLED
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.ALREADY


def test_what_the_courier_took_is_too_late_to_cancel_and_is_tracked(
    carrier: Carrier, simulator: Running
) -> None:
    number = carrier.create(ORDER).number
    assert not [e for e in carrier.track([number]) if e.status is TrackStatus.PICKED_UP]
    simulator.hand_over(number)
    told = carrier.track([number])
    assert TrackStatus.PICKED_UP in {event.status for event in told}
    assert {event.number for event in told} == {number}
    assert all(event.at.tzinfo is not None for event in told)
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.TOO_LATE


def test_a_number_nobody_knows_has_no_story(carrier: Carrier) -> None:
    assert list(carrier.track(["LB990000015CN" if carrier.name == "ems" else "SF9990000000001"])) == []


@pytest.mark.parametrize("paper", LabelPaper)
def test_the_carrier_s_own_label_is_a_pdf(carrier: Carrier, paper: LabelPaper) -> None:
    label = carrier.label(carrier.create(ORDER).number, Leg.RETURN, paper)
    assert label.media_type == "application/pdf"
    assert label.data.startswith(b"%PDF-")
