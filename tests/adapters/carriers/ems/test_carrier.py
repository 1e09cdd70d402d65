"""EMS as a carrier of ours, against a far side on this machine."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from beebox.adapters.carriers.ems.carrier import CannotUseEms, EmsCarrier
from beebox.adapters.carriers.ems.cipher import Envelope, NoCipher
from beebox.kernel.settings import EmsAccount, Settings
from beebox.logistics.faults import (
    BadResponse,
    Conflict,
    Forged,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unavailable,
    Unsupported,
)
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    FeeKind,
    FeeLine,
    Interception,
    LabelPaper,
    Leg,
    Manifest,
    Order,
    Quote,
    Reach,
    Window,
)
from beebox.logistics.ports import Capability, Carrier
from beebox.logistics.track_words import TrackStatus
from tests.adapters.carriers.ems.conftest import Still, carrier_for
from tests.adapters.carriers.ems.far_side import KEY, SENDER, FarSide, done, refused

NUMBER = "1234567890123"
WINDOW = Window(datetime(2026, 11, 27, 1, tzinfo=UTC), datetime(2026, 11, 27, 3, tzinfo=UTC))


def test_it_keeps_the_promise_of_the_port_and_declares_what_it_lacks(ems: EmsCarrier) -> None:
    carrier: Carrier = ems
    assert (carrier.name, carrier.may_carry_official) == ("ems", True)
    lacking = {Capability.FIND, Capability.INTERCEPT, Capability.PICKUP, Capability.MANIFEST}
    assert set(Capability) - carrier.can >= lacking
    assert Capability.QUOTE not in carrier.can
    for ask in (
        lambda: ems.find("r"),
        lambda: ems.intercept(NUMBER, "r", Interception.RETURN, None),
        lambda: ems.book_pickup(NUMBER, "r", WINDOW),
        lambda: ems.cancel_pickup(NUMBER, "r"),
    ):
        with pytest.raises(Unsupported):
            ask()
    assert ems.close_manifest("k", [NUMBER], WINDOW.begin) == Manifest()


def test_a_carrier_on_this_machine_is_a_stand_in_and_any_other_is_not(far: FarSide) -> None:
    assert carrier_for(far).simulated
    account = EmsAccount("https://ems.example", SENDER, "x", KEY)
    assert not EmsCarrier(account, Still()).simulated


def test_an_order_goes_out_whole_and_comes_back_with_its_number(
    far: FarSide, ems: EmsCarrier, order: Order
) -> None:
    far.answer = lambda code, asked: done({"waybillNo": NUMBER, "routeCode": "310"})
    assert ems.create(order) == Booked(NUMBER, "310")
    ((code, asked),) = far.asked
    assert code == "020003" and asked[0]["logisticsOrderNo"] == order.reference
    assert asked[0]["receiver"]["county"] == "越秀区"
    (form,) = far.seen
    assert form["senderNo"] == SENDER and form["timeStamp"] == "2026-11-26 09:30:00"


@pytest.mark.parametrize("name", ["王*明", "a~b & c=d+e%20", "𠮷田", "“引号”\\"])
def test_a_name_arrives_through_cipher_and_form_as_it_is(
    far: FarSide, ems: EmsCarrier, order: Order, name: str
) -> None:
    far.answer = lambda code, asked: done({"waybillNo": NUMBER})
    ems.create(replace(order, receiver=replace(order.receiver, name=name)))
    assert far.asked[0][1][0]["receiver"]["name"] == name


def test_an_emoji_is_refused_before_anything_is_sent(far: FarSide, ems: EmsCarrier, order: Order) -> None:
    for ask in (ems.create, ems.check_service):
        with pytest.raises(Rejected) as no:
            ask(replace(order, receiver=replace(order.receiver, name="李😀")))
        assert no.value.field == "receiver.name"
    assert far.asked == []


def test_an_address_not_clear_to_us_is_taken_apart_by_the_carrier(
    far: FarSide, ems: EmsCarrier, order: Order
) -> None:
    parsed = {"prov": "江苏省", "city": "苏州市", "county": "昆山市", "address": "前进路1号"}
    far.answer = lambda code, asked: done([parsed] if code == "060001" else {"waybillNo": NUMBER})
    ems.create(replace(order, receiver=replace(order.receiver, address="江苏省昆山市前进路1号")))
    assert [code for code, _ in far.asked] == ["060001", "020003"]
    assert far.asked[1][1][0]["receiver"]["city"] == "苏州市"


def test_an_address_clear_to_nobody_is_refused_and_uses_up_no_number(
    far: FarSide, ems: EmsCarrier, order: Order
) -> None:
    far.answer = lambda code, asked: done([{"prov": "", "city": "", "county": ""}])
    vague = replace(order, receiver=replace(order.receiver, address="同上"))
    with pytest.raises(Rejected) as no:
        ems.create(vague)
    assert no.value.field == "receiver.address"
    assert ems.check_service(vague).reach is Reach.REVIEW
    assert {code for code, _ in far.asked} == {"060001"}


def test_losing_the_question_about_an_address_is_no_lost_order(
    far: FarSide, ems: EmsCarrier, order: Order
) -> None:
    far.answer = lambda code, asked: b"<html>"
    with pytest.raises(Unavailable):
        ems.create(replace(order, receiver=replace(order.receiver, address="昆山市前进路1号")))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused("B0002", "订单号已存在"), Conflict),
        (refused("E0006", "太多"), Throttled),
        (refused("whatever", "收件人姓名不合规"), Rejected),
        ({"retCode": "00000", "retMsg": "成功", "retBody": ""}, BadResponse),
        (b"<html>502</html>", OutcomeUnknown),
    ],
)
def test_an_order_that_went_wrong_says_what_next(
    far: FarSide, ems: EmsCarrier, order: Order, answer: Any, kind: type[Exception]
) -> None:
    far.answer = lambda code, asked: answer
    with pytest.raises(kind):
        ems.create(order)
    assert len(far.asked) == 1


def test_coverage_is_asked_for_the_citizen_at_either_end(far: FarSide, ems: EmsCarrier, order: Order) -> None:
    far.answer = lambda code, asked: done({"status": "1"})
    assert ems.check_service(order).reach is Reach.NO
    home = replace(order, leg=Leg.OUTBOUND, sender=order.receiver, receiver=order.sender, pickup=WINDOW)
    ems.check_service(home)
    assert [(code, asked["county"], asked["type"]) for code, asked in far.asked] == [
        ("030005", "越秀区", "2"),
        ("030005", "越秀区", "3"),
    ]


def test_a_price_is_asked_where_the_contract_has_a_code_for_it(
    far: FarSide, ems: EmsCarrier, order: Order
) -> None:
    with pytest.raises(Unsupported):
        ems.quote(order)
    priced = carrier_for(far, price_code="123456789012345")
    assert Capability.QUOTE in priced.can
    far.answer = lambda code, asked: done({"totalFee": "20.1"})
    assert priced.quote(order) == Quote(2010, 350, "totalFee")
    assert far.asked[0][1]["productCode"] == "123456789012345"


def test_a_label_comes_by_address_or_inside_the_answer(far: FarSide, ems: EmsCarrier) -> None:
    pdf = b"%PDF-1.7 label"
    base = far.url.partition("/amp")[0]
    far.files["/l.pdf?k=1"] = (200, pdf)
    far.answer = lambda code, asked: done(base + "/l.pdf?k=1")
    label = ems.label(NUMBER, Leg.RETURN, LabelPaper.LARGE)
    assert (label.data, label.media_type) == (pdf, "application/pdf")
    far.answer = lambda code, asked: done(base64.b64encode(pdf).decode())
    assert ems.label(NUMBER, Leg.OUTBOUND, LabelPaper.SMALL).data == pdf
    assert [(asked["type"], asked["isReturn"]) for _, asked in far.asked] == [("179", "0"), ("129", "0")]
    far.files["/page"] = (200, b"<html>")
    far.answer = lambda code, asked: done(base + "/page")
    with pytest.raises(BadResponse):
        ems.label(NUMBER, Leg.RETURN, LabelPaper.LARGE)


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (done({}), Cancelled.CANCELLED),
        (refused("B0004", "已取消"), Cancelled.ALREADY),
        (refused("B0005", "已收寄"), Cancelled.TOO_LATE),
        (refused("B0003", "没有"), Cancelled.NOT_FOUND),
    ],
)
def test_an_order_is_taken_back_or_not(far: FarSide, ems: EmsCarrier, answer: Any, end: Cancelled) -> None:
    far.answer = lambda code, asked: answer
    assert ems.cancel("LBB-1", "", "重复下单") is end
    assert far.asked == [
        ("020006", {"logisticsOrderNo": "LBB-1", "waybillNo": "", "cancelReason": "重复下单"})
    ]


def test_a_cancellation_refused_for_another_reason_is_a_fault(far: FarSide, ems: EmsCarrier) -> None:
    far.answer = lambda code, asked: refused("E0006", "太多")
    with pytest.raises(Throttled):
        ems.cancel("LBB-1", NUMBER, "")


def test_scans_are_asked_for_number_by_number(far: FarSide, ems: EmsCarrier) -> None:
    def scans(code: str, asked: dict[str, str]) -> Any:
        row = {"opTime": "2026-11-26 09:30:00", "opCode": "203", "opDesc": "已收寄"}
        rows = [row] if asked["waybillNo"] == NUMBER else []
        return done({"responseItems": rows}) | {"retMsg": "" if rows else "无此邮件的客户信息"}

    far.answer = scans
    (event,) = ems.track([NUMBER, "9999999999999"])
    assert (event.number, event.status) == (NUMBER, TrackStatus.PICKED_UP)
    assert [asked["waybillNo"] for _, asked in far.asked] == [NUMBER, "9999999999999"]


def test_fees_are_told_when_they_are_known(far: FarSide, ems: EmsCarrier) -> None:
    far.answer = lambda code, asked: done({"postageTotal": "", "realWeight": ""})
    assert list(ems.fees("LBB-1", NUMBER)) == []
    far.answer = lambda code, asked: done({"postageTotal": "12.30", "realWeight": "400"})
    assert list(ems.fees("LBB-1", NUMBER)) == [FeeLine(FeeKind.FREIGHT, 1230, 400)]
    far.answer = lambda code, asked: refused("B0003", "没有")
    assert list(ems.fees("LBB-1", NUMBER)) == []


def test_a_push_is_answered_with_its_serial_number(ems: EmsCarrier) -> None:
    row = {"waybillNo": NUMBER, "opTime": "2026-11-26 09:30:00", "opCode": "704", "deliverCode": "10"}
    body = {
        "logitcsInterface": Envelope(KEY).seal(json.dumps(row)), "method": "040002", "senderNo": SENDER,
        "serialNo": "20261126-7",
    }  # fmt: skip
    got = ems.parse_push({}, {}, json.dumps(body).encode())
    assert [event.status for event in got.events] == [TrackStatus.DELIVERED]
    assert got.signed is False and got.ack_type == "application/json"
    assert json.loads(got.ack) == {
        "serialNo": "20261126-7", "code": "00000", "codeMessage": "成功", "senderNo": SENDER,
    }  # fmt: skip
    with pytest.raises(Forged):
        ems.parse_push({}, {}, json.dumps(body | {"senderNo": "2"}).encode())


def test_a_start_with_good_keys_asks_one_harmless_thing(far: FarSide, ems: EmsCarrier) -> None:
    far.answer = lambda code, asked: done([{"prov": "广东省", "city": "广州市", "county": "越秀区"}])
    ems.check_start()
    assert [code for code, _ in far.asked] == ["060001"]


@pytest.mark.parametrize(
    "answer",
    [refused("E0002", "authorization 不正确"), refused("E0004", "报文无法解开"), refused("S1", "授权码错误")],
)
def test_keys_of_another_environment_stop_it_with_a_sentence(
    far: FarSide, ems: EmsCarrier, answer: Any
) -> None:
    far.answer = lambda code, asked: answer
    with pytest.raises(CannotUseEms) as stopped:
        ems.check_start()
    told = str(stopped.value)
    assert "BEEBOX_EMS_AUTHORIZATION" in told and "same environment" in told
    assert KEY not in told and "letMeIn" not in told


def test_a_wrong_path_stops_it_with_a_sentence(far: FarSide, ems: EmsCarrier) -> None:
    far.status, far.answer = 404, lambda code, asked: b"<html>Not Found</html>"
    with pytest.raises(CannotUseEms, match="BEEBOX_EMS_URL"):
        ems.check_start()


def test_a_platform_out_of_reach_stops_nothing(far: FarSide, ems: EmsCarrier) -> None:
    far.status, far.answer = 502, lambda code, asked: b"<html>"
    ems.check_start()
    nobody = EmsAccount("http://127.0.0.1:9", SENDER, "x", KEY)
    EmsCarrier(nobody, Still()).check_start()


def test_a_key_that_is_none_stops_it_at_once() -> None:
    with pytest.raises(NoCipher, match="BEEBOX_EMS_SIGN_KEY"):
        EmsCarrier(EmsAccount("https://ems.example", SENDER, "x", "TvaB"), Still())


def test_the_account_is_read_from_the_settings_and_its_price_code_may_be_left_out() -> None:
    told = {
        "BEEBOX_CARRIERS": "ems",
        "BEEBOX_EMS_URL": "https://ems.example",
        "BEEBOX_EMS_SENDER_NO": SENDER,
        "BEEBOX_EMS_AUTHORIZATION": "x",
        "BEEBOX_EMS_SIGN_KEY": KEY,
    }
    assert Settings.from_env(told).ems == EmsAccount("https://ems.example", SENDER, "x", KEY)
    priced = Settings.from_env(told | {"BEEBOX_EMS_PRICE_CODE": "123456789012345"}).ems
    assert priced is not None and priced.price_code == "123456789012345"
