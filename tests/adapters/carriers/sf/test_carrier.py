"""SF as the port sees it, against a real socket."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from beebox.adapters.carriers.sf.carrier import NEVER_ORDERED, CannotUseSf, SfCarrier
from beebox.adapters.carriers.sf.codes import Service
from beebox.kernel.errors import BeeboxError
from beebox.logistics.faults import (
    BadResponse,
    Conflict,
    NotServiceable,
    OutcomeUnknown,
    Rejected,
    Unavailable,
    Unsupported,
)
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    Contact,
    Coverage,
    FeeKind,
    Intercepted,
    Interception,
    LabelPaper,
    Leg,
    Reach,
    Window,
)
from beebox.logistics.ports import Capability, Carrier, Pace
from tests.adapters.carriers.sf.conftest import (
    CHECKWORD,
    NUMBER,
    OTHER,
    Answer,
    Desk,
    HandClock,
    account,
    an_order,
    bad,
    dropped,
    good,
    ordered,
    raw,
    refused,
)

REFERENCE = an_order().reference
PDF = b"%PDF-1.7\nlabel"


def test_it_is_a_carrier_that_may_not_carry_official_documents(carrier: SfCarrier) -> None:
    port: Carrier = carrier
    assert (port.name, port.title, port.may_carry_official) == ("sf", "顺丰速运", False)
    assert port.pace == Pace(a_second=30, a_day=3000, numbers_at_once=10)


@pytest.mark.parametrize(
    ("url", "simulated"),
    [
        ("http://127.0.0.1:8001", True),
        ("http://localhost:8001", True),
        ("http://[::1]:8001", True),
        ("https://sfapi-sbox.sf-express.com", False),
        ("https://sfapi.sf-express.com", False),
    ],
)
def test_only_what_listens_on_this_machine_is_a_stand_in(clock: HandClock, url: str, simulated: bool) -> None:
    assert SfCarrier(account(url), clock).simulated is simulated


def test_what_is_not_declared_is_refused_before_anything_is_sent(carrier: SfCarrier, desk: Desk) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    calls = {
        Capability.QUOTE: lambda: carrier.quote(an_order()),
        Capability.PICKUP: lambda: carrier.book_pickup(NUMBER, REFERENCE, Window(now, now)),
        Capability.MANIFEST: lambda: carrier.close_manifest("M", [NUMBER], now),
    }
    for capability, call in calls.items():
        assert capability not in carrier.can
        with pytest.raises(Unsupported):
            call()
    with pytest.raises(Unsupported):
        carrier.cancel_pickup(NUMBER, REFERENCE)
    assert desk.heard == []
    assert carrier.can == set(Capability) - set(calls) - {Capability.OWN_LABEL}


def test_an_order_gets_its_number(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.CREATE, good(ordered()))
    assert carrier.create(an_order()) == Booked(NUMBER, "020W-EJ-012")
    assert desk.heard[0].message["orderId"] == REFERENCE


def test_a_lost_answer_is_found_by_reference(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.CREATE, dropped)
    desk.will(Service.SEARCH, good(ordered()))
    with pytest.raises(OutcomeUnknown):
        carrier.create(an_order())
    found = carrier.find(REFERENCE)
    assert found is not None and found.number == NUMBER
    assert len(desk.asked(Service.CREATE)) == 1
    assert desk.asked(Service.SEARCH)[0].message["orderId"] == REFERENCE


def test_a_reference_used_before_is_a_conflict(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.CREATE, bad("8016", "重复下单"))
    with pytest.raises(Conflict):
        carrier.create(an_order())


@pytest.mark.parametrize("code", ["6150", "8018", "8024"])
def test_an_order_sf_never_got_is_nothing(carrier: SfCarrier, desk: Desk, code: str) -> None:
    desk.will(Service.SEARCH, bad(code))
    desk.will(Service.UPDATE, bad(code))
    desk.will(Service.FEES, bad(code))
    assert carrier.find(REFERENCE) is None
    assert carrier.cancel(REFERENCE, "", "撤回") is Cancelled.NOT_FOUND
    assert list(carrier.fees(REFERENCE, NUMBER)) == []


def test_nothing_said_of_an_order_is_nothing_known(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.SEARCH, good(None))
    assert carrier.find(REFERENCE) is None


@pytest.mark.parametrize("trouble", [dropped, refused("A1009"), raw(b"<html>", 502)])
def test_not_hearing_is_not_the_same_as_not_found(carrier: SfCarrier, desk: Desk, trouble: Answer) -> None:
    desk.will(Service.SEARCH, trouble)
    with pytest.raises(Unavailable):
        carrier.find(REFERENCE)


def test_a_cancelled_reference_is_used_up(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.SEARCH, bad("8037", "订单已取消"))
    with pytest.raises(Rejected) as refusal:
        carrier.find(REFERENCE)
    assert not isinstance(refusal.value, Conflict)


def test_a_place_out_of_reach_is_not_serviceable(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.CREATE, good(ordered(filterResult=3, waybillNoInfoList=[])))
    with pytest.raises(NotServiceable):
        carrier.create(an_order())


UNDER_REVIEW = good(ordered(filterResult=1, waybillNoInfoList=[]))


@pytest.mark.parametrize(
    "answer", [good({"resStatus": 2}), bad("8018", "未获取到订单信息"), bad("8037", "订单已取消")]
)
def test_a_review_without_a_number_is_taken_back_and_another_may_carry_it(
    carrier: SfCarrier, desk: Desk, answer: Answer
) -> None:
    desk.will(Service.CREATE, UNDER_REVIEW)
    desk.will(Service.UPDATE, answer)
    with pytest.raises(NotServiceable):
        carrier.create(an_order())
    assert desk.asked(Service.UPDATE)[0].message["orderId"] == REFERENCE


@pytest.mark.parametrize("answer", [dropped, bad("8252", "订单已确认"), refused("A1005"), bad("8017")])
def test_a_review_that_cannot_be_taken_back_stays_in_doubt(
    carrier: SfCarrier, desk: Desk, answer: Answer
) -> None:
    desk.will(Service.CREATE, UNDER_REVIEW)
    desk.will(Service.UPDATE, answer)
    with pytest.raises(OutcomeUnknown):
        carrier.create(an_order())


def test_a_review_found_later_is_asked_about_again(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.SEARCH, UNDER_REVIEW, good(ordered()))
    with pytest.raises(OutcomeUnknown):
        carrier.find(REFERENCE)
    found = carrier.find(REFERENCE)
    assert found is not None and found.number == NUMBER
    assert desk.asked(Service.UPDATE) == []


def test_a_name_with_a_picture_is_refused_before_anything_is_sent(carrier: SfCarrier, desk: Desk) -> None:
    order = an_order(receiver=Contact("李😀", "13900000003", "广州市天河区体育西路1号"))
    with pytest.raises(Rejected):
        carrier.create(order)
    assert desk.heard == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (good({"orderId": REFERENCE, "resStatus": 2}), Cancelled.CANCELLED),
        (bad("8037", "已消单"), Cancelled.ALREADY),
        (bad("8253", "已取消"), Cancelled.ALREADY),
        (bad("8019", "订单已取消，不能重复操作"), Cancelled.ALREADY),
        (bad("8019", "订单已确认"), Cancelled.TOO_LATE),
        (bad("8252", "订单已确认，不能取消"), Cancelled.TOO_LATE),
    ],
)
def test_a_cancellation_ends_in_one_of_four_ways(
    carrier: SfCarrier, desk: Desk, answer: Answer, outcome: Cancelled
) -> None:
    desk.will(Service.UPDATE, answer)
    assert carrier.cancel(REFERENCE, NUMBER, "撤回") is outcome
    assert desk.heard[0].message["dealType"] == 2


def test_a_cancellation_that_does_not_match_or_was_not_heard_is_no_cancellation(
    carrier: SfCarrier, desk: Desk
) -> None:
    desk.will(Service.UPDATE, good({"resStatus": 1}), bad("8017"), dropped)
    for fault in (Rejected, Rejected, OutcomeUnknown):
        with pytest.raises(fault):
            carrier.cancel(REFERENCE, NUMBER, "撤回")


def test_an_interception_is_instructed(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.INTERCEPT, good({"cusId": "C-17", "amount": 12}), good(None))
    assert carrier.intercept(NUMBER, REFERENCE, Interception.RETURN, None) == Intercepted("C-17", 1200)
    to = Contact("王五", "13900000005", "佛山市禅城区季华五路10号")
    assert carrier.intercept(NUMBER, REFERENCE, Interception.REDIRECT, to) == Intercepted("000175A1", None)
    with pytest.raises(Unsupported):
        carrier.intercept(NUMBER, REFERENCE, Interception.HOLD, None)
    assert len(desk.heard) == 2


def test_coverage_is_asked_without_an_order(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.FILTER, good([{"orderId": REFERENCE, "filterResult": 2}]))
    assert carrier.check_service(an_order()) == Coverage(Reach.YES)
    assert desk.asked(Service.CREATE) == desk.asked(Service.WINDOWS) == []


def test_a_citizens_parcel_hears_when_a_courier_could_come(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.FILTER, good([{"filterResult": 2}]))
    window = {"serviceDate": "2026-12-01", "startTime": "09:00", "endTime": "10:00"}
    desk.will(Service.WINDOWS, good([window]), refused("A1004"))
    assert len(carrier.check_service(an_order(leg=Leg.OUTBOUND)).windows) == 1
    assert carrier.check_service(an_order(leg=Leg.OUTBOUND)) == Coverage(Reach.YES)


def printed(desk: Desk, path: str = "/label/1.pdf") -> Answer:
    return good({"files": [{"url": desk.url + path, "token": "key", "waybillNo": NUMBER}]}, under="obj")


def test_a_label_is_printed_and_fetched(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.PRINT, printed(desk))
    desk.will("/label/1.pdf", raw(PDF))
    label = carrier.label(NUMBER, Leg.RETURN, LabelPaper.SMALL)
    assert (label.data, label.media_type) == (PDF, "application/pdf")
    assert desk.heard[0].message["templateCode"] == "fm_76130_standard_BEEBOX01"


def test_a_label_whose_token_has_ended_is_printed_once_more(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.PRINT, printed(desk, "/old"), printed(desk, "/new"))
    desk.will("/old", raw(b"", 401))
    desk.will("/new", raw(PDF))
    assert carrier.label(NUMBER, Leg.RETURN, LabelPaper.LARGE).data == PDF
    assert len(desk.asked(Service.PRINT)) == 2


def test_a_label_that_stays_away_may_be_asked_for_later(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.PRINT, printed(desk, "/old"))
    desk.will("/old", raw(b"", 401))
    with pytest.raises(Unavailable):
        carrier.label(NUMBER, Leg.RETURN, LabelPaper.LARGE)
    assert len(desk.asked(Service.PRINT)) == 2


def test_parcels_are_tracked_together(carrier: SfCarrier, desk: Desk) -> None:
    scan = {"opCode": "80", "acceptTime": "2026-11-30 09:05:00", "remark": "已签收"}
    answer = {"routeResps": [{"mailNo": NUMBER, "routes": [scan]}, {"mailNo": OTHER, "routes": []}]}
    desk.will(Service.ROUTES, good(answer))
    (event,) = carrier.track([NUMBER, OTHER])
    assert event.number == NUMBER
    assert desk.heard[0].message["trackingNumber"] == [NUMBER, OTHER]


def test_no_parcel_is_no_question_and_too_many_are_refused(carrier: SfCarrier, desk: Desk) -> None:
    assert list(carrier.track([])) == []
    with pytest.raises(Rejected):
        carrier.track([NUMBER] * 11)
    assert desk.heard == []


def test_fees_are_told_and_may_be_missing_yet(carrier: SfCarrier, desk: Desk) -> None:
    line = {"type": "1", "name": "运费", "value": "18.10", "settlementTypeCode": "2"}
    charged = {"waybillInfo": {"meterageWeightQty": 1.5}, "waybillFeeList": [line]}
    desk.will(Service.FEES, good(charged), good(None))
    (fee,) = carrier.fees(REFERENCE, NUMBER)
    assert (fee.kind, fee.fen, fee.charged_grams) == (FeeKind.FREIGHT, 1810, 1500)
    assert list(carrier.fees(REFERENCE, NUMBER)) == []


def test_a_bill_is_read(carrier: SfCarrier) -> None:
    data = f"运单号码,应付金额\n{NUMBER},18.10\n合计,18.10\n".encode("gbk")
    statement = carrier.parse_statement(data, "bill.csv")
    assert ([line.fen for line in statement.lines], statement.total_fen) == ([1810], 1810)


# -- starting ----------------------------------------------------------------------------------------------


def test_a_start_asks_one_harmless_question(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.SEARCH, bad("8018"))
    carrier.check_start()
    (heard,) = desk.heard
    assert heard.message["orderId"] == NEVER_ORDERED


@pytest.mark.parametrize("code", ["A1003", "A1004", "A1006", "A1008"])
def test_refused_keys_stop_the_start_with_a_sentence(carrier: SfCarrier, desk: Desk, code: str) -> None:
    desk.will(Service.SEARCH, refused(code))
    with pytest.raises(CannotUseSf) as stopped:
        carrier.check_start()
    assert isinstance(stopped.value, BeeboxError)
    sentence = str(stopped.value)
    assert code in sentence and "BEEBOX_SF_" in sentence and "顺丰" in sentence and "SF refuses" in sentence
    assert CHECKWORD not in sentence


@pytest.mark.parametrize("trouble", [dropped, raw(b"<html>", 502), refused("A1009"), raw(b"?")])
def test_sf_being_away_does_not_stop_the_start(
    carrier: SfCarrier, desk: Desk, caplog: pytest.LogCaptureFixture, trouble: Answer
) -> None:
    desk.will(Service.SEARCH, trouble)
    with caplog.at_level(logging.WARNING):
        carrier.check_start()
    assert "could not be asked" in caplog.text


def test_missing_push_token_is_mentioned(
    desk: Desk, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk.will(Service.SEARCH, bad("8018"))
    SfCarrier(account(desk.url, push_token=""), clock).check_start()
    assert "BEEBOX_SF_PUSH_TOKEN" in caplog.text


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"url": "https://sfapi-sbox.sf-express.com", "monthly_card": "0200000001"}, "7551234567"),
        ({"url": "https://sfapi.sf-express.com"}, "BEEBOX_SF_MONTHLY_CARD"),
        ({"url": "https://bspgw.sf-express.com"}, "BEEBOX_SF_MONTHLY_CARD"),
        ({"url": "https://gateway.example.org"}, "BEEBOX_SF_MONTHLY_CARD"),
        ({"url": "https://sfapi.sfexpress.com", "monthly_card": "0200000001"}, "sf-express.com"),
        ({"url": "https://sfapi.sf-express.com", "monthly_card": "123"}, "BEEBOX_SF_MONTHLY_CARD"),
    ],
)
def test_environment_and_card_that_do_not_fit_are_seen_without_asking(
    clock: HandClock, other: dict[str, Any], named: str
) -> None:
    with pytest.raises(CannotUseSf) as stopped:
        SfCarrier(account(**other), clock).check_start()
    assert named in str(stopped.value)
    assert CHECKWORD not in str(stopped.value)


def test_an_unreadable_answer_to_an_order_is_kept_for_the_log(carrier: SfCarrier, desk: Desk) -> None:
    desk.will(Service.CREATE, raw(b"<html>busy</html>"))
    with pytest.raises(BadResponse) as riddle:
        carrier.create(an_order())
    assert "busy" in riddle.value.raw
