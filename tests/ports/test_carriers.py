"""The promise of the port `Carrier`, held to by every adapter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier, push_key
from beebox.carrier_sim import numbers
from beebox.kernel.clock import StageClock
from beebox.logistics.faults import Forged, OutcomeUnknown, Rejected, Unavailable
from beebox.logistics.orders import Contact, Leg, Order, Window
from beebox.logistics.ports import Carrier
from beebox.logistics.track_words import CarrierEvent, TrackStatus

HERE = Contact("海珠小蜂箱寄件台", "020-80001234", "广东省广州市海珠区琶影路20号")
THERE = Contact("黄碧芳", "15000003248", "广东省广州市海珠区怡海西街96号103房")


def order(reference: str = "LBW-7K3Q-9M2X-R1", there: Contact = THERE) -> Order:
    return Order(reference, Leg.RETURN, HERE, there, "办理结果、退回原件 2 份", 300)


@pytest.fixture
def clock(tmp_path: Path) -> StageClock:
    return StageClock(tmp_path / "clock")


def start(folder: Path, clock: StageClock) -> SimulatedCarrier:
    return SimulatedCarrier(folder / "carrier.db", clock, b"a key of our own")


@pytest.fixture(params=["simulated"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path, clock: StageClock) -> Carrier:
    return {"simulated": start}[request.param](tmp_path, clock)


def test_the_same_reference_gives_the_same_number(carrier: Carrier) -> None:
    first = carrier.create(order())
    assert carrier.create(order()) == first
    assert carrier.find("LBW-7K3Q-9M2X-R1") == first
    assert carrier.create(order("LBW-7K3Q-9M2X-R2")).number != first.number


def test_a_reference_never_stands_for_another_order(carrier: Carrier) -> None:
    first = carrier.create(order())
    with pytest.raises(Rejected):
        carrier.create(order(there=HERE))
    assert carrier.find(order().reference) == first


def test_what_was_never_ordered_is_not_found(carrier: Carrier) -> None:
    assert carrier.find("LBW-7K3Q-9M2X-R1") is None
    assert list(carrier.track(["LB990000015CN"])) == []


def test_announcing_twice_is_announcing_once(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    for _ in range(2):
        carrier.close_manifest(number, [number], clock.now())
    assert [event.status for event in carrier.track([number])] == [TrackStatus.PICKED_UP]


def test_the_last_word_about_the_door_counts(carrier: Carrier, clock: StageClock) -> None:
    number, now = carrier.create(order()).number, clock.now()
    carrier.book_pickup(number, order().reference, Window(now + timedelta(hours=1), now + timedelta(hours=3)))
    carrier.book_pickup(number, order().reference, Window(now + timedelta(hours=5), now + timedelta(hours=7)))
    clock.move_to(now + timedelta(hours=4))
    assert list(carrier.track([number])) == []
    clock.move_to(now + timedelta(hours=7))
    assert [event.status for event in carrier.track([number])] == [TrackStatus.PICKED_UP]


def test_events_are_aware_and_belong_to_the_number(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    carrier.close_manifest(number, [number], clock.now())
    clock.move_to(clock.now() + timedelta(days=2))
    told = carrier.track([number])
    assert {event.number for event in told} == {number}
    assert all(event.at.tzinfo is not None for event in told)
    assert told[-1].status is TrackStatus.DELIVERED


def test_a_forged_push_is_told_apart(carrier: Carrier) -> None:
    with pytest.raises(Forged):
        carrier.parse_push({"x-beebox-signature": "sha256=0"}, {}, b'{"events": []}')


def test_the_stand_in_remembers_after_a_restart(tmp_path: Path, clock: StageClock) -> None:
    number = start(tmp_path, clock).create(order()).number
    start(tmp_path, clock).step(number, TrackStatus.DELIVERED)
    again = start(tmp_path, clock)
    assert again.find(order().reference) is not None
    assert [event.status for event in again.track([number])] == [TrackStatus.DELIVERED]


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("模拟拒收", Rejected),
        ("模拟断网", Unavailable),
        ("模拟超时", OutcomeUnknown),
        ("模拟丢单", OutcomeUnknown),
    ],
)
def test_the_stand_in_can_be_made_to_fail(tmp_path: Path, clock: StageClock, word: str, fault: type) -> None:
    carrier = start(tmp_path, clock)
    there = Contact(THERE.name, THERE.phone, THERE.address + word)
    with pytest.raises(fault):
        carrier.create(order(there=there))
    assert (carrier.find(order().reference) is not None) == (word == "模拟超时")


def test_numbers_carry_the_check_digit_of_the_postal_union() -> None:
    assert numbers.s10_digit("47312482") == 9
    assert numbers.s10_digit("12345678") == 5
    number = translate.number_of(42)
    assert (len(number), number[:4], number[-2:]) == (13, "LB99", "CN")
    with pytest.raises(ValueError):
        translate.number_of(1_000_000)


def test_pushes_read_back_as_they_were_written() -> None:

    told = [
        CarrierEvent("LB990000015CN", word, status, datetime(2026, 11, 30, tzinfo=UTC), "说")
        for word, status in translate.WORDS.items()
    ]
    assert translate.pushed(translate.push_body(told)) == told


def test_the_key_is_the_one_told_or_one_of_our_own() -> None:
    assert push_key("told", b"secret") == b"told"
    assert push_key(None, b"secret") != b"secret"
    assert push_key(None, b"secret") == push_key(None, b"secret")
