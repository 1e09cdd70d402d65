"""Faults laid ready hit the next calls, one each, and the journal tells what became of them."""

import httpx
import pytest

from beebox.carrier_sim.troubles import BEFORE, Fault
from tests.carrier_sim.callers import EmsCaller, SfCaller
from tests.carrier_sim.running import Running


def try_to_order(sf: SfCaller, reference: str) -> None:
    try:
        sf.create(reference)
    except (httpx.RemoteProtocolError, AssertionError, ValueError, TypeError):
        return


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_happens_once_and_only_some_leave_an_order(
    simulator: Running, sf: SfCaller, fault: Fault
) -> None:
    simulator.choose(hang_seconds=0)
    simulator.faults(fault)
    try_to_order(sf, "R1")
    assert simulator.accepted("R1") == (fault not in BEFORE)
    assert [call["outcome"] for call in simulator.calls(operation="create")] == [fault]
    assert sf.create("R2")["success"]


def test_faults_come_in_their_order_for_their_carrier_and_operation(
    simulator: Running, sf: SfCaller, ems: EmsCaller
) -> None:
    simulator.faults("ok", "throttle", carrier="sf", operation="create")
    assert ems.create("R1")["retCode"] == "00000"
    assert sf.create("R1")["success"]
    assert sf.ask("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "R1"})["success"]
    order = {"orderId": "R2"}
    assert sf.post("EXP_RECE_SEARCH_ORDER_RESP", order).json()["apiResultCode"] == "A1000"
    try_to_order(sf, "R2")
    assert simulator.accepted("R2") == 0
    assert [call["outcome"] for call in simulator.calls(carrier="sf", operation="create")] == [
        "ok",
        "throttle",
    ]


def test_faults_can_be_lifted(simulator: Running, sf: SfCaller) -> None:
    simulator.faults("unavailable", "unavailable")
    simulator.lift_faults()
    assert sf.create("R1")["success"]


def test_an_expired_token_is_gone_for_all_calls(simulator: Running, sf: SfCaller) -> None:
    sf.sign_in()
    simulator.faults("expire_token", carrier="sf")
    for _ in range(2):
        assert sf.post("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "R"}).json()["apiResultCode"] == "A1002"
    sf.sign_in()
    assert sf.create("R1")["success"]


def test_limits_are_kept_for_each_kind_of_call(simulator: Running, sf: SfCaller) -> None:
    simulator.choose(per_day=2)
    assert [sf.create(f"R{i}")["success"] for i in range(2)] == [True, True]
    order = {"orderId": "R1"}
    assert sf.ask("EXP_RECE_SEARCH_ORDER_RESP", order)["success"]
    try_to_order(sf, "R2")
    assert simulator.accepted("R2") == 0
    simulator.move_clock(hours=24)
    assert sf.create("R2")["success"]


def test_calls_that_were_not_let_in_are_written_down_too(simulator: Running) -> None:
    EmsCaller(simulator, authorization="x").create("R1")
    SfCaller(simulator, checkword="x").post("EXP_RECE_CREATE_ORDER", {})
    assert [(c["carrier"], c["outcome"]) for c in simulator.calls()] == [("ems", "E0002"), ("sf", "A1006")]


@pytest.mark.parametrize(
    ("method", "path", "told", "status"),
    [
        ("POST", "/faults", {"kinds": ["nonsense"]}, 400),
        ("POST", "/settings", {"nonsense": 1}, 400),
        ("POST", "/settings", {"sf_data": "xml"}, 400),
        ("POST", "/settings", {"per_day": "many"}, 400),
        ("POST", "/clock", {"to": "2030-01-01T00:00:00"}, 400),
        ("POST", "/clock", [], 400),
        ("POST", "/pushes", {"carrier": "sf", "mode": "sideways"}, 400),
        ("POST", "/pushes", {"carrier": "yto"}, 404),
        ("POST", "/parcels/LB990000015CN/step", {"step": "SIGNED"}, 404),
        ("GET", "/parcels/LB990000015CN", None, 404),
    ],
)
def test_the_control_says_what_is_wrong(
    simulator: Running, method: str, path: str, told: object, status: int
) -> None:
    answer = simulator.client.request(method, simulator.told["control"]["url"] + path, json=told)
    assert answer.status_code == status and answer.json()["error"]


def test_the_control_is_for_who_has_the_token(simulator: Running) -> None:
    url = simulator.told["control"]["url"] + "/orders"
    assert httpx.get(url, trust_env=False).status_code == 401
    assert httpx.get(url, trust_env=False, headers={"Authorization": "Bearer x"}).status_code == 401


def test_everything_can_be_forgotten_but_the_time(simulator: Running, sf: SfCaller) -> None:
    sf.number("R1")
    simulator.choose(sf_data="object")
    later = simulator.move_clock(hours=5)
    simulator.reset()
    assert simulator.orders() == [] and simulator.calls() == []
    assert simulator.now() >= later
    assert sf.create("R1")["success"]


def test_a_parcel_can_be_led_by_hand(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1")
    simulator.journey(number, "refused")
    simulator.step(number, "NOT_DELIVERED", reasonName="天气原因", text="台风")
    told = sf.ask("EXP_RECE_SEARCH_ROUTES", {"trackingType": 1, "trackingNumber": [number]})
    row = told["msgData"]["routeResps"][0]["routes"][0]
    assert (row["opCode"], row["reasonName"], row["remark"]) == ("70", "天气原因", "台风")
    simulator.step(number, "OUT")
    foreseen = simulator.ask("GET", f"/parcels/{number}")["foreseen"]
    assert [scan["step"] for scan in foreseen] == ["REFUSED", "RETURNING", "RETURNED"]
