"""The carriers of the demo are a process of their own, and lead parcels as the day needs."""

from datetime import timedelta
from pathlib import Path

import pytest

from beebox.demo.couriers import CarrierProcess
from beebox.demo.visitor import Lost
from beebox.kernel.settings import Settings
from tests.carrier_sim.callers import SfCaller
from tests.carrier_sim.running import Running, client_for


def test_parcels_are_taken_and_arrive_on_the_wire(tmp_path: Path) -> None:
    carriers = CarrierProcess.start(tmp_path)
    try:
        settings = Settings.from_env({f"BEEBOX_{k}": v for k, v in carriers.settings.items()})
        assert settings.carriers == ("sf", "ems")
        assert settings.sf is not None and settings.sf.push_token
        with client_for(carriers._told) as client:
            simulator = Running(carriers._told, client)
            sf = SfCaller(simulator)
            numbers = [sf.number(reference) for reference in ("LBW-1-R1", "LBW-2-O1")]
            sf.ask("EXP_RECE_UPDATE_ORDER", {"orderId": "LBW-2-O1", "dealType": 2})
            numbers.append(sf.number("LBW-2-O1.1"))
            carriers.push_to("http://127.0.0.1:1")
            carriers.take(["LBW-1-R1"])
            carriers.move_to(simulator.now() + timedelta(hours=3))
            rung: list[int] = []
            carriers.arrive(["LBW-1-R1", "LBW-2-O"], lambda: rung.append(1))
            told = {n: [s["step"] for s in simulator.ask("GET", f"/parcels/{n}")["scans"]] for n in numbers}
        assert [told[number] for number in numbers] == [
            ["PICKED_UP", "MOVING", "SIGNED"],
            ["CANCELLED"],
            ["PICKED_UP", "SIGNED"],
        ]
        assert len(rung) == 2
        with pytest.raises(Lost, match="0 parcels of LBW-9"):
            carriers.arrive(["LBW-9"], lambda: None)
    finally:
        carriers.stop()
