"""What SF pushes: unsigned, several parcels at once, in two kinds."""

import json
from typing import Any

import pytest

from beebox.adapters.carriers.sf.carrier import SfCarrier
from beebox.adapters.carriers.sf.translate_pushes import events_from_push, is_ours
from beebox.logistics.faults import BadResponse, Forged
from beebox.logistics.ports import Capability
from beebox.logistics.track_words import TrackStatus
from tests.adapters.carriers.sf.conftest import NUMBER, OTHER, HandClock, account

TOKEN = {"token": "t0k3n-in-the-address"}


def route(number: str, code: str, **other: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "mailno": number,
        "orderid": "LBW-7K3Q-9M2X-R",
        "acceptTime": "2026-11-30 09:05:00",
        "acceptAddress": "广州市",
        "remark": "…",
        "opCode": code,
        "reasonCode": "",
        "reasonName": "",
        **other,
    }


def routes(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"Body": {"WaybillRoute": list(rows)}}, ensure_ascii=False).encode()


def test_ten_scans_of_different_parcels_come_at_once(carrier: SfCarrier) -> None:
    numbers = [f"SF02000000000{n:02d}" for n in range(10)]
    pushed = carrier.parse_push({}, TOKEN, routes(*(route(number, "80") for number in numbers)))
    assert [event.number for event in pushed.events] == numbers
    assert {event.status for event in pushed.events} == {TrackStatus.DELIVERED}
    assert json.loads(pushed.ack) == {"return_code": "0000", "return_msg": "成功"}
    assert pushed.ack_type == "application/json"


def test_a_push_is_never_called_signed(carrier: SfCarrier) -> None:
    assert carrier.parse_push({}, TOKEN, routes(route(NUMBER, "50"))).signed is False


@pytest.mark.parametrize("token", ["", "t0k3n-in-the-addresS", "t0k3n-in-the-address ", "令牌", "\ud800"])
def test_without_the_token_of_the_address_a_push_is_forged(carrier: SfCarrier, token: str) -> None:
    for query in ({"token": token}, {}, {"Token": TOKEN["token"]}):
        with pytest.raises(Forged):
            carrier.parse_push({}, query, routes(route(NUMBER, "80")))


def test_without_a_token_of_ours_every_push_is_forged(clock: HandClock) -> None:
    deaf = SfCarrier(account("http://127.0.0.1:1", push_token=""), clock)
    for query in ({"token": ""}, {}, TOKEN):
        with pytest.raises(Forged):
            deaf.parse_push({}, query, routes(route(NUMBER, "80")))
    assert Capability.PUSH not in deaf.can
    assert not is_ours("", "")


def test_a_refusal_pushed_tells_its_reason() -> None:
    (event,) = events_from_push(routes(route(NUMBER, "70", reasonCode="28", reasonName="客户拒收")))
    assert event.status is TrackStatus.REFUSED


def test_one_scan_may_come_without_a_list() -> None:
    told = {"Body": {"WaybillRoute": route(NUMBER, "648", remark=f"新单号{OTHER}")}}
    (event,) = events_from_push(json.dumps(told).encode())
    assert event.successor == OTHER


def state(**other: Any) -> dict[str, Any]:
    return {
        "orderNo": "LBW-7K3Q-9M2X-R",
        "waybillNo": NUMBER,
        "orderStateCode": "40001",
        "empCode": "001",
        "empPhone": "13900000009",
        "netCode": "020EJ",
        "bookTime": "2026-11-30 14:00:00",
        **other,
    }


@pytest.mark.parametrize(
    "message",
    [state(), [state()], {"orderState": [state()]}, {"Body": {"OrderState": [state()]}}],
)
def test_a_courier_sent_out_is_a_pickup_to_come(message: object) -> None:
    (event,) = events_from_push(json.dumps(message).encode())
    assert (event.number, event.code, event.status) == (NUMBER, "40001", TrackStatus.PICKUP_SCHEDULED)
    assert event.office == "020EJ"
    assert "13900000009" not in repr(event)


@pytest.mark.parametrize(
    ("code", "words", "status"),
    [
        ("04-40001", "已分配", TrackStatus.PICKUP_SCHEDULED),
        ("00-40045", "订单已取消", TrackStatus.CANCELLED),
        ("00-1", "下单成功", TrackStatus.CREATED),
        ("77777", "", TrackStatus.UNKNOWN),
    ],
)
def test_a_state_of_an_order_is_translated(code: str, words: str, status: TrackStatus) -> None:
    told = state(orderStateCode=code, orderStateDesc=words)
    (event,) = events_from_push(json.dumps(told, ensure_ascii=False).encode())
    assert (event.code, event.status) == (code, status)


def test_a_state_before_there_is_a_number_says_nothing_of_a_parcel() -> None:
    assert events_from_push(json.dumps(state(waybillNo="")).encode()) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"<xml/>",
        b"\xff\xff",
        b"[" * 100_000,
        json.dumps({"Body": None}).encode(),
        json.dumps({"Body": {"WaybillRoute": []}}).encode(),
        routes({"mailno": NUMBER}),
        routes(route("../x", "80")),
        routes(route(NUMBER, "80", acceptTime="soon")),
        json.dumps(state(bookTime=None)).encode(),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unreadable(carrier: SfCarrier, body: bytes) -> None:
    with pytest.raises(BadResponse):
        carrier.parse_push({}, TOKEN, body)
