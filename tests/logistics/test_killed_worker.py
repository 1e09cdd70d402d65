"""Killed for good at every step of an order, over a real wire: the next one finds exactly one order."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from beebox.kernel.clock import Clock
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import WaybillState
from tests.carrier_sim.running import threaded_simulator
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.killed_worker import carriers


@pytest.mark.parametrize("step", ["marking", "marked", "sent", "recording", "recorded"])
def test_a_worker_killed_at_any_step_leaves_exactly_one_order(
    paper: Paper, tmp_path: Path, step: str
) -> None:
    office = paper.office
    (tmp_path / "far").mkdir()
    with threaded_simulator(tmp_path / "far", office.use(Clock)) as simulator:
        office._tools[Carriers] = carriers(office, simulator.sf | {"url": "http://127.0.0.1:1/std/service"})
        case_id = paper.passed()
        waybill = paper.waybill(case_id, Leg.OUTBOUND)
        assert simulator.orders() == []
        stage(office).move_to(office.now() + timedelta(minutes=2))
        folder, account = office.use(Settings).var_dir, json.dumps(simulator.sf)
        command = [sys.executable, "-m", "tests.logistics.killed_worker", str(folder), account, step]
        ended = subprocess.run([*command, str(waybill.id)], cwd=ROOT, timeout=120, check=False)
        assert ended.returncode == -9
        office._tools[Carriers] = carriers(office, simulator.sf)
        for _ in range(5):
            stage(office).move_to(office.now() + timedelta(minutes=11))
            settle_open_calls(office)
        now = paper.waybill(case_id, Leg.OUTBOUND)
        assert [(row["reference"], row["number"]) for row in simulator.orders()] == [
            (waybill.reference, now.number)
        ]
        assert (now.state, now.reference) == (WaybillState.BOOKED, waybill.reference)
