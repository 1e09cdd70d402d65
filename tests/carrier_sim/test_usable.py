"""Both carriers can be ordered from, asked and watched, over a real line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.carrier_sim.callers import EmsCaller, SfCaller
from tests.carrier_sim.running import Running, running_simulator, threaded_simulator


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Running]:
    with threaded_simulator(tmp_path) as running:
        yield running


def test_ems_orders_a_parcel_and_tells_its_scans(simulator: Running) -> None:
    ems = EmsCaller(simulator)
    told = ems.create("R1")
    assert told["retCode"] == "00000", told
    number = json.loads(told["retBody"])["waybillNo"]
    assert number.startswith("LB99") and number.endswith("CN")
    empty = ems.ask("040001", {"waybillNo": number, "direction": "0"})
    assert json.loads(empty["retBody"]) == {"responseItems": []}
    simulator.hand_over(number)
    simulator.move_clock(hours=30)
    items = json.loads(ems.ask("040001", {"waybillNo": number, "direction": "0"})["retBody"])["responseItems"]
    assert [item["opCode"] for item in items] == ["203", "305", "516", "702", "704"]
    assert simulator.accepted("R1") == 1


def test_sf_orders_a_parcel_finds_it_and_tells_its_routes(simulator: Running) -> None:
    sf = SfCaller(simulator)
    number = sf.number("R1")
    assert number.startswith("SF999") and len(number) == 15
    found = sf.ask("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "R1", "searchType": "1"})
    assert found["msgData"]["waybillNoInfoList"] == [{"waybillType": 1, "waybillNo": number}]
    assert sf.ask("EXP_RECE_SEARCH_ORDER_RESP", {"orderId": "R2"})["errorCode"] == "6150"
    simulator.hand_over(number)
    simulator.move_clock(hours=30)
    told = sf.ask(
        "EXP_RECE_SEARCH_ROUTES", {"trackingType": "1", "trackingNumber": [number], "methodType": "1"}
    )
    assert [row["opCode"] for row in told["msgData"]["routeResps"][0]["routes"]] == [
        "50",
        "30",
        "31",
        "44",
        "80",
    ]


def test_the_process_says_one_line_and_ends_when_told(tmp_path: Path) -> None:
    with running_simulator(tmp_path) as simulator:
        assert set(simulator.told) == {"ems", "sf", "control"}
        assert SfCaller(simulator).create("R1")["success"]
        assert EmsCaller(simulator).create("R1")["success"]
        assert simulator.process is not None
        simulator.process.terminate()
        assert simulator.process.wait(10) == 0
        assert simulator.process.stdout is not None and simulator.process.stdout.read() == ""
