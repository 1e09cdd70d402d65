"""SF over the line: digest or token, and every serviceCode answers as the document says."""

from typing import Any

import pytest

from tests.carrier_sim.callers import SfCaller, sf_order
from tests.carrier_sim.running import Running

CREATE, SEARCH, UPDATE = "EXP_RECE_CREATE_ORDER", "EXP_RECE_SEARCH_ORDER_RESP", "EXP_RECE_UPDATE_ORDER"
ROUTES, FEES = "EXP_RECE_SEARCH_ROUTES", "EXP_RECE_QUERY_SFWAYBILL"


@pytest.mark.parametrize(
    ("service", "changed", "code"),
    [
        (CREATE, {"msgDigest": "x"}, "A1006"),
        (CREATE, {"timestamp": "1"}, "A1006"),
        (CREATE, {"partnerID": "x"}, "A1004"),
        (CREATE, {"requestID": ""}, "A1001"),
        (CREATE, {"accessToken": "x"}, "A1002"),
        ("EXP_RECE_NOTHING", {}, "A1004"),
    ],
)
def test_a_call_that_is_not_right_is_not_let_in(
    simulator: Running, sf: SfCaller, service: str, changed: dict[str, str], code: str
) -> None:
    answer = sf.post(service, sf_order("R1", sf.keys), **changed).json()
    assert (answer["apiResultCode"], answer["apiResultData"]) == (code, None)
    assert simulator.orders() == []


@pytest.mark.parametrize("name", ["a*b~c d", "&=+%", "黄𠮷", "é|<>'\""])
def test_signs_that_trip_digests(simulator: Running, sf: SfCaller, name: str) -> None:
    assert sf.create("R1", name=name)["success"]
    assert simulator.orders()[0]["receiver"] == name


def test_a_token_stands_for_the_digest_for_two_hours(simulator: Running, sf: SfCaller) -> None:
    assert sf.sign_in(secret="x")["apiResultCode"] == "A1004"
    told = sf.sign_in()
    assert (told["apiResultCode"], told["expiresIn"]) == ("A1000", 7200)
    assert sf.create("R1")["success"]
    simulator.move_clock(hours=2.1)
    assert sf.post(SEARCH, {"orderId": "R1"}).json()["apiResultCode"] == "A1002"
    simulator.choose(sf_expired_code="A1011")
    assert sf.post(SEARCH, {"orderId": "R1"}).json()["apiResultCode"] == "A1011"
    sf.sign_in()
    assert sf.ask(SEARCH, {"orderId": "R1"})["success"]


def test_an_order_is_answered_and_found_again(simulator: Running, sf: SfCaller) -> None:
    told = sf.create("R1")["msgData"]
    number = told["waybillNoInfoList"][0]["waybillNo"]
    assert (told["orderId"], told["filterResult"], len(number)) == ("R1", 2, 15)
    assert told["routeLabelInfo"][0]["routeLabelData"]["destRouteLabel"]
    found = sf.ask(SEARCH, {"orderId": "R1", "searchType": "1"})["msgData"]
    assert found["waybillNoInfoList"] == told["waybillNoInfoList"]
    assert "origincode" in found and "originCode" not in found
    assert sf.ask(SEARCH, {"orderId": "R2"})["errorCode"] == "6150"
    assert len(sf.number("R3", isUnifiedWaybillNo=0)) == 12


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"monthlyCard": "123"}, "6126"),
        ({"monthlyCard": "1234567890"}, "20052"),
        ({"cargoDetails": []}, "1023"),
        ({"contactInfoList": []}, "1010"),
        ({"payMethod": 9}, "8256"),
        ({"isDocall": 1, "sendStartTm": "soon"}, "8096"),
    ],
)
def test_an_order_with_a_fault_gets_its_code(
    simulator: Running, sf: SfCaller, changed: dict[str, Any], code: str
) -> None:
    assert sf.create("R1", **changed)["errorCode"] == code
    assert simulator.orders() == []


def test_the_card_of_the_sandbox_is_for_the_sandbox_alone(simulator: Running, sf: SfCaller) -> None:
    simulator.choose(sf_environment="production")
    assert sf.create("R1")["errorCode"] == "20052"
    assert sf.create("R1", monthlyCard="0201234567")["success"]


def test_a_reference_that_exists(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1")
    assert sf.create("R1")["errorCode"] == "8016"
    simulator.choose(sf_duplicates="first")
    assert sf.number("R1") == number
    assert sf.create("R1", totalWeight=2)["errorCode"] == "8016"
    assert simulator.accepted("R1") == 1


def test_cancelling(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1")
    rows = [{"waybillType": 1, "waybillNo": number}]
    wrong = [{"waybillType": 1, "waybillNo": "SF9990000000000"}]
    wanted = {"orderId": "R1", "dealType": 2}
    assert sf.ask(UPDATE, {"orderId": "R1", "dealType": 1, "waybillNoInfoList": rows})["success"]
    assert sf.ask(UPDATE, wanted | {"waybillNoInfoList": wrong})["errorCode"] == "8017"
    assert sf.ask(UPDATE, wanted)["msgData"]["resStatus"] == 2
    assert sf.ask(UPDATE, wanted)["errorCode"] == "8037"
    simulator.choose(sf_second_cancel="8019")
    assert sf.ask(UPDATE, wanted)["errorCode"] == "8019"
    assert sf.ask(UPDATE, {"orderId": "R9", "dealType": 2})["errorCode"] == "8018"
    assert sf.create("R1")["errorCode"] == "8253"
    assert sf.ask(SEARCH, {"orderId": "R1"})["errorCode"] == "8037"


def test_what_is_collected_is_cancelled_too_late_but_intercepted(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1")
    simulator.hand_over(number)
    assert sf.ask(UPDATE, {"orderId": "R1", "dealType": 2})["errorCode"] == "8252"
    wanted = {"waybillNo": number, "serviceCode": "2", "role": "1", "payMode": "4"}
    told = sf.ask("EXP_RECE_WANTED_INTERCEPT", wanted)["msgData"]
    assert told["amount"] == "12.00" and told["cusId"]
    assert sf.ask("EXP_RECE_WANTED_INTERCEPT", wanted)["msgData"] == told
    assert sf.ask("EXP_RECE_WANTED_INTERCEPT", wanted | {"serviceCode": "7"})["msgData"] is None
    assert sf.ask("EXP_RECE_WANTED_INTERCEPT", wanted | {"serviceCode": "1"})["errorCode"] == "1015"
    simulator.step(number, "SIGNED")
    assert sf.ask("EXP_RECE_WANTED_INTERCEPT", wanted)["errorCode"] == "8252"


def test_an_intercepted_parcel_goes_back(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1")
    simulator.hand_over(number)
    sf.ask("EXP_RECE_WANTED_INTERCEPT", {"waybillNo": number, "serviceCode": "2", "role": "1"})
    simulator.move_clock(hours=40)
    assert codes(sf, number) == ["50", "648", "660"]


def codes(sf: SfCaller, number: str) -> list[str]:
    told = sf.ask(ROUTES, {"trackingType": 1, "trackingNumber": [number], "methodType": "1"})
    return [row["opCode"] for row in told["msgData"]["routeResps"][0]["routes"]]


def test_routes_of_up_to_ten_numbers(simulator: Running, sf: SfCaller) -> None:
    numbers = [sf.number(f"R{i}") for i in range(3)]
    simulator.hand_over(*numbers)
    simulator.move_clock(hours=30)
    told = sf.ask(ROUTES, {"trackingType": 1, "trackingNumber": [*numbers, "SF9"], "methodType": "1"})
    found = {row["mailNo"]: len(row["routes"]) for row in told["msgData"]["routeResps"]}
    assert found == dict.fromkeys(numbers, 5) | {"SF9": 0}
    by_order = sf.ask(ROUTES, {"trackingType": 2, "trackingNumber": ["R1"], "methodType": "1"})
    assert by_order["msgData"]["routeResps"][0]["mailNo"] == numbers[1]
    assert sf.ask(ROUTES, {"trackingType": 1, "trackingNumber": ["x"] * 11})["errorCode"] == "8003"


def test_fees_are_known_once_it_is_collected(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1", payMethod=2)
    wanted = {"trackingType": 2, "trackingNum": number}
    assert sf.ask(FEES, wanted)["msgData"]["waybillFeeList"] == []
    simulator.hand_over(number)
    told = sf.ask(FEES, wanted)["msgData"]
    fee = told["waybillFeeList"][0]
    assert (fee["type"], fee["value"], fee["paymentTypeCode"], fee["settlementTypeCode"]) == (
        "1",
        "13.00",
        "2",
        "1",
    )
    assert told["waybillInfo"]["meterageWeightQty"] == "0.500"
    assert sf.ask(FEES, {"trackingType": 1, "trackingNum": "R1"})["msgData"] == told


@pytest.mark.parametrize(("word", "result"), [("", 2), ("模拟超区", 3), ("SIM_REVIEW", 1)])
def test_filtering_and_orders_agree(simulator: Running, sf: SfCaller, word: str, result: int) -> None:
    order = sf_order("R1", sf.keys, name=f"黄{word}")
    told = sf.ask("EXP_RECE_FILTER_ORDER_BSP", [order, order])["msgData"]
    assert [row["filterResult"] for row in told] == [result, result]
    assert sf.ask("EXP_RECE_FILTER_ORDER_BSP", order)["msgData"] == told[0]
    told = sf.ask(CREATE, order)
    assert told["success"] and told["msgData"]["filterResult"] == result
    assert len(told["msgData"]["waybillNoInfoList"]) == simulator.accepted("R1") == (result == 2)


@pytest.mark.parametrize("service", ["EXP_RECE_PRE_ORDER", "EXP_EXCE_CHECK_PICKUP_TIME"])
def test_pickup_windows(sf: SfCaller, service: str) -> None:
    told = sf.ask(service, sf_order("R1", sf.keys))["msgData"]
    assert all(row["serviceDate"] and row["startTime"] < row["endTime"] for row in told) and told
    assert sf.ask(service, sf_order("R1", sf.keys, name="模拟超区"))["msgData"] == []
    assert sf.ask(service, {})["errorCode"] == "1010"


def test_numbers_are_known_for_what_they_are(sf: SfCaller) -> None:
    wanted = {"waybillNo": sf.number("R1")}
    assert sf.ask("EXP_RECE_VALIDATE_WAYBILLNO", wanted)["msgData"]["result"]
    assert not sf.ask("EXP_RECE_VALIDATE_WAYBILLNO", {"waybillNo": "SF1011603494291"})["msgData"]["result"]


def test_the_data_comes_as_an_object(simulator: Running, sf: SfCaller) -> None:
    simulator.choose(sf_data="object")
    assert sf.post(CREATE, sf_order("R1", sf.keys)).json()["apiResultData"]["success"]


def test_what_is_no_form_is_not_taken(simulator: Running) -> None:
    for carrier in (simulator.ems, simulator.sf):
        assert simulator.client.post(carrier["url"], json={}).status_code == 415
