"""The promise of the port `Carrier`, held to by every adapter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier, push_key
from beebox.carrier_sim.numbers import s10_digit
from beebox.kernel.clock import StageClock
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    CarrierFault,
    Conflict,
    Forged,
    NotServiceable,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)
from beebox.logistics.orders import (
    Cancelled,
    Contact,
    FeeKind,
    Interception,
    LabelPaper,
    Leg,
    Order,
    Payer,
    Reach,
    Window,
)
from beebox.logistics.ports import Capability, Carrier, Rehearsal
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

HERE = Contact("海珠小蜂箱寄件台", "020-80001234", "广东省广州市海珠区琶影路20号")
THERE = Contact("黄碧芳", "15000003248", "广东省广州市海珠区怡海西街96号103房")
REFERENCE = "LBW-7K3Q-9M2X-R1"


def order(
    reference: str = REFERENCE,
    there: Contact = THERE,
    payer: Payer = Payer.GOVERNMENT,
    pickup: Window | None = None,
) -> Order:
    contents = "办理结果、退回原件 2 份"
    return Order(reference, Leg.RETURN, HERE, there, contents, 300, payer, pickup=pickup)


def odd(word: str, payer: Payer = Payer.GOVERNMENT) -> Order:
    """An order for a receiver at whose address this word stands."""
    return order(there=Contact(THERE.name, THERE.phone, THERE.address + word), payer=payer)


@pytest.fixture
def clock(tmp_path: Path) -> StageClock:
    return StageClock(tmp_path / "clock")


def start(folder: Path, clock: StageClock) -> SimulatedCarrier:
    return SimulatedCarrier(folder / "carrier.db", clock, b"a key of our own")


@pytest.fixture(params=["simulated"])
def carrier(request: pytest.FixtureRequest, tmp_path: Path, clock: StageClock) -> Carrier:
    return {"simulated": start}[request.param](tmp_path, clock)


def statuses(carrier: Carrier, number: str) -> list[TrackStatus]:
    return [event.status for event in carrier.track([number])]


def test_the_same_reference_gives_the_same_number(carrier: Carrier) -> None:
    first = carrier.create(order())
    assert carrier.create(order()) == first
    assert carrier.find(REFERENCE) == first
    assert carrier.create(order("LBW-7K3Q-9M2X-R2")).number != first.number


def test_a_reference_never_stands_for_another_order(carrier: Carrier) -> None:
    first = carrier.create(order())
    with pytest.raises(Conflict):
        carrier.create(order(there=HERE))
    assert carrier.find(REFERENCE) == first


def test_what_was_never_ordered_is_not_found(carrier: Carrier) -> None:
    assert carrier.find(REFERENCE) is None
    assert list(carrier.track(["LB990000015CN"])) == []
    assert list(carrier.fees(REFERENCE, "LB990000015CN")) == []
    assert carrier.cancel(REFERENCE, "", "不寄了") is Cancelled.NOT_FOUND
    for ask in (carrier.label, lambda number, *_: carrier.intercept(number, "", Interception.HOLD, None)):
        with pytest.raises(Rejected):
            ask("LB990000015CN", Leg.RETURN, LabelPaper.LARGE)


def test_service_and_price_are_told_without_using_a_number(carrier: Carrier) -> None:
    assert carrier.check_service(order()).reach is Reach.YES
    assert carrier.check_service(odd("模拟超区")).reach is Reach.NO
    assert carrier.check_service(odd("SIM_REVIEW")).reach is Reach.REVIEW
    quote = carrier.quote(order())
    assert quote.fen > 0 and quote.charged_grams >= 300
    assert carrier.find(REFERENCE) is None


def test_announcing_twice_is_announcing_once(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    told = [carrier.close_manifest(number, [number], clock.now()) for _ in range(2)]
    assert told[0] == told[1]
    assert statuses(carrier, number) == [TrackStatus.PICKED_UP]


def test_the_last_word_about_the_door_counts(carrier: Carrier, clock: StageClock) -> None:
    number, now = carrier.create(order()).number, clock.now()
    early, late = (Window(now + timedelta(hours=h), now + timedelta(hours=h + 2)) for h in (1, 5))
    carrier.book_pickup(number, REFERENCE, early)
    assert carrier.book_pickup(number, REFERENCE, late).window == late
    clock.move_to(now + timedelta(hours=4))
    assert statuses(carrier, number) == []
    clock.move_to(now + timedelta(hours=7))
    assert statuses(carrier, number) == [TrackStatus.PICKED_UP]
    with pytest.raises(Rejected):
        carrier.book_pickup(number, REFERENCE, late)


def test_a_courier_who_need_not_come_does_not_come(carrier: Carrier, clock: StageClock) -> None:
    now = clock.now()
    window = Window(now + timedelta(hours=1), now + timedelta(hours=3))
    number = carrier.create(order(pickup=window)).number
    carrier.cancel_pickup(number, REFERENCE)
    clock.move_to(now + timedelta(hours=4))
    assert statuses(carrier, number) == []


def test_a_courier_who_was_called_with_the_order_comes(carrier: Carrier, clock: StageClock) -> None:
    now = clock.now()
    window = Window(now + timedelta(hours=1), now + timedelta(hours=3))
    number = carrier.create(order(pickup=window)).number
    clock.move_to(now + timedelta(hours=3))
    assert statuses(carrier, number) == [TrackStatus.PICKED_UP]


def test_events_are_aware_and_belong_to_the_number(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    carrier.close_manifest(number, [number], clock.now())
    clock.move_to(clock.now() + timedelta(days=2))
    told = carrier.track([number])
    assert {event.number for event in told} == {number}
    assert all(event.at.tzinfo is not None for event in told)
    assert told[-1].status is TrackStatus.DELIVERED and told[-1].proof is Proof.SELF


@pytest.mark.parametrize("paper", LabelPaper)
def test_a_label_is_a_page_of_the_paper_and_says_what_it_is(carrier: Carrier, paper: LabelPaper) -> None:
    number = carrier.create(order()).number
    label = carrier.label(number, Leg.RETURN, paper)
    with pypdfium2.PdfDocument(label.data) as document:
        width, height = document[0].get_size()
        text = document[0].get_textpage().get_text_range()
    assert f"{round(width / 72 * 25.4)}x{round(height / 72 * 25.4)}" == paper
    assert number in text and "SIMULATED" in text and THERE.phone not in text


def test_cancelling_again_changes_nothing(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    assert carrier.cancel(REFERENCE, "", "不寄了") is Cancelled.CANCELLED
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.ALREADY
    assert statuses(carrier, number) == [TrackStatus.CANCELLED]
    for ask in (lambda: carrier.create(order()), lambda: carrier.find(REFERENCE)):
        with pytest.raises(Rejected):
            ask()


def test_what_is_collected_is_intercepted_instead(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    carrier.close_manifest("M1", [number], clock.now())
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.TOO_LATE
    told = carrier.intercept(number, REFERENCE, Interception.RETURN, None)
    assert told.instruction and told.fee_fen
    assert carrier.intercept(number, REFERENCE, Interception.RETURN, None) == told
    clock.move_to(clock.now() + timedelta(days=3))
    assert statuses(carrier, number)[-2:] == [TrackStatus.RETURNING, TrackStatus.RETURNED]
    with pytest.raises(Rejected):
        carrier.intercept(number, REFERENCE, Interception.HOLD, None)


def test_a_parcel_is_redirected_to_somebody(carrier: Carrier, clock: StageClock) -> None:
    number = carrier.create(order()).number
    carrier.close_manifest("M1", [number], clock.now())
    with pytest.raises(Rejected):
        carrier.intercept(number, REFERENCE, Interception.REDIRECT, None)
    carrier.intercept(number, REFERENCE, Interception.REDIRECT, HERE)
    clock.move_to(clock.now() + timedelta(days=3))
    assert TrackStatus.REDIRECTED in statuses(carrier, number)
    assert statuses(carrier, number)[-1] is TrackStatus.DELIVERED


@pytest.mark.parametrize("payer", Payer)
def test_fees_are_told_once_it_is_collected_and_billed(
    tmp_path: Path, clock: StageClock, payer: Payer
) -> None:
    carrier = start(tmp_path, clock)
    number = carrier.create(order(payer=payer)).number
    carrier.create(order("LBW-7K3Q-9M2X-R2"))
    assert list(carrier.fees(REFERENCE, number)) == []
    carrier.close_manifest("M1", [number], clock.now())
    (fee,) = carrier.fees(REFERENCE, number)
    assert (fee.kind, fee.payer, fee.fen) == (FeeKind.FREIGHT, payer, carrier.quote(order()).fen)
    bill = carrier.parse_statement(carrier.bill(), "bill.csv")
    (line,) = bill.lines
    assert (line.row, line.number, line.reference, line.payer) == (2, number, REFERENCE, payer)
    assert (line.fen, bill.total_fen) == (fee.fen, fee.fen)


@pytest.mark.parametrize(
    ("before", "after", "where"), [("12.00", "12元", "2"), ("运单号", "单号", "1"), ("500", "半公斤", "2")]
)
def test_a_bill_that_cannot_be_read_says_where(
    tmp_path: Path, clock: StageClock, before: str, after: str, where: str
) -> None:
    carrier = start(tmp_path, clock)
    number = carrier.create(order()).number
    carrier.close_manifest("M1", [number], clock.now())
    spoilt = carrier.bill().decode("utf-8-sig").replace(before, after, 1).encode()
    with pytest.raises(BadResponse, match=f"第 {where} 行"):
        carrier.parse_statement(spoilt, "bill.csv")
    with pytest.raises(BadResponse):
        carrier.parse_statement("运单号".encode("gbk"), "bill.csv")


def test_a_forged_push_is_told_apart(carrier: Carrier) -> None:
    with pytest.raises(Forged):
        carrier.parse_push({"x-beebox-signature": "sha256=0"}, {}, b'{"events": []}')


def test_a_push_that_cannot_be_read_is_told_apart(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    for body in (b"[]", b"{}", b"\xff", b'{"events": [{"opCode": "SIGNED"}]}'):
        with pytest.raises(BadResponse):
            carrier.parse_push({"x-beebox-signature": carrier.sign(body)}, {}, body)


def test_the_stand_in_offers_all_there_is_and_can_be_led(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    assert carrier.can == set(Capability)
    assert isinstance(carrier, Rehearsal)
    number = carrier.create(order(payer=Payer.CITIZEN)).number
    for status in TrackStatus:
        if status not in {TrackStatus.CREATED, TrackStatus.PICKUP_SCHEDULED}:
            carrier.step(number, status)
            assert carrier.track([number])[-1].status is status
    (parcel,) = carrier.parcels()
    assert (parcel.number, parcel.order) == (number, order(payer=Payer.CITIZEN))
    with pytest.raises(KeyError):
        carrier.step("LB990999996CN", TrackStatus.DELIVERED)


def test_the_stand_in_remembers_after_a_restart(tmp_path: Path, clock: StageClock) -> None:
    number = start(tmp_path, clock).create(order()).number
    start(tmp_path, clock).step(number, TrackStatus.DELIVERED)
    again = start(tmp_path, clock)
    assert again.find(REFERENCE) is not None
    assert statuses(again, number) == [TrackStatus.DELIVERED]


@pytest.mark.parametrize(
    ("word", "fault", "accepted"),
    [
        ("模拟拒收", Rejected, False),
        ("模拟断网", Unavailable, False),
        ("模拟超时", OutcomeUnknown, True),
        ("模拟丢单", OutcomeUnknown, False),
        ("模拟超区", NotServiceable, False),
        ("模拟待审", NotServiceable, False),
        ("模拟地址不详", NotServiceable, False),
        ("模拟号池用尽", NumberPoolEmpty, False),
        ("模拟月结失效", AuthFailed, False),
        ("模拟令牌过期", AuthFailed, False),
        ("模拟限流", Throttled, False),
        ("模拟繁忙", Unavailable, False),
        ("模拟网页应答", BadResponse, True),
        ("模拟空应答", BadResponse, True),
        ("模拟成功无号", BadResponse, False),
        ("模拟重复下单", Conflict, True),
    ],
)
def test_the_stand_in_can_be_made_to_fail(
    tmp_path: Path, clock: StageClock, word: str, fault: type[CarrierFault], *, accepted: bool
) -> None:
    carrier = start(tmp_path, clock)
    with pytest.raises(fault):
        carrier.create(odd(word))
    assert (carrier.find(REFERENCE) is not None) == accepted


def test_who_pays_at_the_door_can_be_refused(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    with pytest.raises(PaymentRefused):
        carrier.create(odd("模拟不可到付", Payer.CITIZEN))
    assert carrier.create(odd("模拟不可到付")).number


def test_other_calls_can_be_made_to_fail(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    number = carrier.create(odd("模拟面单故障模拟取消超时")).number
    for _ in range(2):
        with pytest.raises(Unavailable):
            carrier.label(number, Leg.RETURN, LabelPaper.LARGE)
    assert carrier.label(number, Leg.RETURN, LabelPaper.LARGE).data
    with pytest.raises(OutcomeUnknown):
        carrier.cancel(REFERENCE, number, "不寄了")
    assert carrier.cancel(REFERENCE, number, "不寄了") is Cancelled.ALREADY


def test_a_signature_taken_back_voids_it(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    number = carrier.create(odd("模拟冲正")).number
    carrier.close_manifest("M1", [number], clock.now())
    clock.move_to(clock.now() + timedelta(days=3))
    (undone,) = (event for event in carrier.track([number]) if event.voids)
    assert undone.voids == {"SIGNED"}


def test_a_new_number_is_followed(tmp_path: Path, clock: StageClock) -> None:
    carrier = start(tmp_path, clock)
    number = carrier.create(odd("模拟退回换号")).number
    carrier.close_manifest("M1", [number], clock.now())
    clock.move_to(clock.now() + timedelta(days=5))
    last = carrier.track([number])[-1]
    assert last.status is TrackStatus.RETURNING and last.successor not in {"", number}
    assert statuses(carrier, last.successor)[-1] is TrackStatus.RETURNED


def test_numbers_carry_the_check_digit_of_the_postal_union() -> None:
    assert s10_digit("47312482") == 9
    assert s10_digit("12345678") == 5
    number = translate.number_of(42)
    assert (len(number), number[:4], number[-2:]) == (13, "LB99", "CN")
    with pytest.raises(ValueError):
        translate.number_of(1_000_000)


def test_pushes_read_back_as_they_were_written() -> None:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    told = [CarrierEvent("LB990000015CN", word, status, at, "说") for word, status in translate.WORDS.items()]
    full = CarrierEvent(
        *("LB990000015CN", "RETURNING", TrackStatus.RETURNING, at, "退"),
        *(Reason.REFUSED, Proof.LOCKER, "广州市", "510000", frozenset({"SIGNED"}), "LB990000029CN"),
    )
    assert translate.pushed(translate.push_body([*told, full])) == [*told, full]


def test_the_key_is_the_one_told_or_one_of_our_own() -> None:
    assert push_key("told", b"secret") == b"told"
    assert push_key(None, b"secret") != b"secret"
    assert push_key(None, b"secret") == push_key(None, b"secret")
