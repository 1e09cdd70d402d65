"""EMS over the line: who calls is checked, and every apiCode answers as the document says."""

import base64
import json
from typing import Any

import pytest

from tests.carrier_sim.callers import EmsCaller, ems_order
from tests.carrier_sim.running import Running


def body(answer: dict[str, Any]) -> Any:
    assert answer["retCode"] == "00000", answer
    return json.loads(answer["retBody"])


def number_of(ems: EmsCaller, reference: str = "R1", **changed: Any) -> str:
    return body(ems.create(reference, **changed))["waybillNo"]  # type: ignore[no-any-return]


def track(ems: EmsCaller, number: str) -> list[dict[str, str]]:
    return body(ems.ask("040001", {"waybillNo": number, "direction": "0"}))["responseItems"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"authorization": "x"}, "E0002"),
        ({"senderNo": "x"}, "E0003"),
        ({"logitcsInterface": "x"}, "E0004"),
        ({"apiCode": "999999"}, "E0005"),
        ({"timeStamp": ""}, "E0001"),
        ({"version": "V2"}, "E0001"),
    ],
)
def test_a_call_that_is_not_right_is_not_let_in(ems: EmsCaller, changed: dict[str, str], code: str) -> None:
    answer = ems.post("020003", [ems_order("R1")], **changed).json()
    assert (answer["retCode"], answer["success"]) == (code, False)


def test_a_foreign_key_is_not_read(simulator: Running) -> None:
    stranger = EmsCaller(simulator, sign_key=base64.b64encode(b"0" * 16).decode())
    assert stranger.create("R1")["retCode"] == "E0004"
    assert simulator.orders() == []


def test_each_address_has_its_own_authorization(simulator: Running, ems: EmsCaller) -> None:
    test_url = ems.keys["url"].replace("/open", "/test")
    keys = simulator.ask("GET", "/keys")
    assert EmsCaller(simulator, url=test_url).create("R1")["retCode"] == "E0002"
    right = EmsCaller(simulator, url=test_url, authorization=keys["ems_test_authorization"])
    assert right.create("R1")["retCode"] == "00000"


@pytest.mark.parametrize(
    "changed",
    [
        {"createdTime": ""},
        {"weight": 300},
        {"weight": "0.3"},
        {"cargos": []},
        {"bizProductNo": "99"},
        {"receiver": {"name": "黄"}},
        {"pickupType": "1"},
        {"logisticsOrderNo": "x" * 51},
    ],
)
def test_an_order_with_a_fault_names_the_field(simulator: Running, ems: EmsCaller, changed: Any) -> None:
    answer = ems.create("R1", **changed)
    assert answer["retCode"] == "B0001" and answer["retMsg"]
    assert simulator.orders() == []


def test_the_same_order_gets_the_same_number_and_another_is_refused(
    simulator: Running, ems: EmsCaller
) -> None:
    number = number_of(ems)
    assert number_of(ems, createdTime="2026-11-30 09:05:00", ecommerceUserId="u-2") == number
    assert ems.create("R1", weight="900")["retCode"] == "B0002"
    simulator.choose(ems_duplicates="error")
    assert ems.create("R1")["retCode"] == "B0002"
    assert simulator.accepted("R1") == 1


def test_a_careless_carrier_takes_the_same_reference_twice(simulator: Running, ems: EmsCaller) -> None:
    simulator.choose(ems_duplicates="again")
    assert number_of(ems) != number_of(ems)
    assert simulator.accepted("R1") == 2


def test_cancelling(simulator: Running, ems: EmsCaller) -> None:
    number = number_of(ems)
    wanted = {"logisticsOrderNo": "R1", "waybillNo": number, "cancelReason": "不寄了"}
    assert ems.ask("020006", wanted | {"waybillNo": "LB990000015CN"})["retCode"] == "B0003"
    assert body(ems.ask("020006", wanted)) == {}
    assert ems.ask("020006", wanted)["retCode"] == "B0004"
    assert ems.create("R1")["retCode"] == "B0004"
    assert [item["opCode"] for item in track(ems, number)] == ["801"]
    assert ems.ask("020006", wanted | {"logisticsOrderNo": "R9", "waybillNo": ""})["retCode"] == "B0003"


def test_what_is_collected_cannot_be_cancelled(simulator: Running, ems: EmsCaller) -> None:
    number = number_of(ems)
    simulator.hand_over(number)
    wanted = {"logisticsOrderNo": "R1", "waybillNo": "", "cancelReason": "不寄了"}
    assert ems.ask("020006", wanted)["retCode"] == "B0005"


def test_scans_come_true_with_the_clock(simulator: Running, ems: EmsCaller) -> None:
    number = number_of(ems)
    assert track(ems, number) == []
    simulator.hand_over(number)
    assert [item["opCode"] for item in track(ems, number)] == ["203"]
    simulator.move_clock(hours=19)
    assert [item["opCode"] for item in track(ems, number)] == ["203", "305", "516", "702"]
    simulator.move_clock(hours=2)
    last = track(ems, number)[-1]
    assert (last["opCode"], last["deliverCode"], last["waybillNo"]) == ("704", "10", number)


def test_a_number_not_known_is_well_and_empty(ems: EmsCaller) -> None:
    answer = ems.ask("040001", {"waybillNo": "LB990999996CN", "direction": "0"})
    assert body(answer) == {"responseItems": []}
    assert "无此邮件" in answer["retMsg"]


def test_a_called_courier_comes_in_his_window(simulator: Running, ems: EmsCaller) -> None:
    now = simulator.now()
    day = f"{now.replace(year=now.year + 1):%Y-%m-%d}"
    window = {"pickupPreBeginTime": f"{day} 14:00:00", "pickupPreEndTime": f"{day} 16:00:00"}
    number = number_of(ems, pickupType="1", **window)
    assert track(ems, number) == []
    simulator.move_clock(hours=24 * 366)
    assert track(ems, number)[0]["opTime"] == f"{day} 15:00:00"


def test_fees_are_known_once_it_is_collected(simulator: Running, ems: EmsCaller) -> None:
    number = number_of(ems, weight="1200")
    wanted = {"logisticsOrderNo": "R1", "waybillNo": number}
    assert body(ems.ask("050001", wanted)) == {"postageTotal": "", "realWeight": ""}
    simulator.hand_over(number)
    assert body(ems.ask("050001", wanted)) == {"postageTotal": "16.00", "realWeight": "1500"}


def test_an_estimate(ems: EmsCaller) -> None:
    told = {"productCode": "1" * 15, "weight": "300", "senderInfo": "广州", "receiveInfo": "深圳"}
    assert body(ems.ask("050005", told)) == {"totalFee": "12.00", "realFee": "12.00", "standardFee": "12.00"}


@pytest.mark.parametrize(
    ("address", "status"),
    [("怡海西街96号", "0"), ("SIM_OUT_OF_RANGE", "1"), ("模拟地址不详", "2"), ("模拟待审", "9")],
)
def test_coverage(ems: EmsCaller, address: str, status: str) -> None:
    told = {"prov": "广东省", "city": "广州市", "county": "海珠区", "address": address}
    told |= {"bizProductNo": "1", "type": "2", "senderNo": ems.keys["sender_no"]}
    assert body(ems.ask("030005", told)) == {"status": status}


def test_an_address_is_taken_apart(ems: EmsCaller) -> None:
    line = "广东省广州市海珠区怡海西街96号103房"
    found = body(ems.ask("060001", [{"wholeAddress": line}, {"wholeAddress": "同上"}]))
    assert [found[0][part] for part in ("prov", "city", "county", "address")] == [
        "广东省",
        "广州市",
        "海珠区",
        "怡海西街96号103房",
    ]
    assert (found[1]["prov"], found[1]["county"]) == ("", "")


@pytest.mark.parametrize("shape", ["object", "array"])
def test_the_body_comes_in_other_shapes(simulator: Running, ems: EmsCaller, shape: str) -> None:
    simulator.choose(ems_body=shape)
    told = ems.create("R1")["retBody"]
    assert (told if shape == "object" else told[0])["waybillNo"].startswith("LB99")
