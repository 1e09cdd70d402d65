"""Killed for good at every step of an order, over a real wire: exactly one order comes of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from beebox.kernel.clock import Clock
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.calls import CarrierCall
from beebox.logistics.deciding import adopt_number, cancel_unknown
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import CallState, WaybillState
from tests.carrier_sim.running import Running, threaded_simulator
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.killed_worker import carriers

STEPS = ["marking", "marked", "sent", "recording", "recorded"]
NOBODY = "http://127.0.0.1:1/std/service"


@dataclass
class Killing:
    """A parcel that is planned, a simulator that has heard nothing of it, and a worker to be killed."""

    paper: Paper
    simulator: Running
    wire: str
    case_id: int = 0

    @property
    def account(self) -> dict[str, str]:
        return self.simulator.ems if self.wire == "ems" else self.simulator.sf

    @property
    def waybill(self) -> Waybill:
        return self.paper.waybill(self.case_id, Leg.OUTBOUND)

    @property
    def call(self) -> CarrierCall:
        with self.paper.office.look() as work:
            found = work.session.scalars(select(CarrierCall).order_by(CarrierCall.id).limit(1)).one()
            work.session.expunge(found)
            return found

    def use(self, **other: str) -> None:
        office = self.paper.office
        office._tools[Carriers] = carriers(office, self.wire, self.account | other)

    def kill_at(self, step: str) -> Waybill:
        """The parcel as it was planned, after a worker died over it."""
        office = self.paper.office
        self.use(url=NOBODY)
        self.case_id = self.paper.passed()
        planned = self.waybill
        assert self.simulator.orders() == []
        stage(office).move_to(office.now() + timedelta(minutes=2))
        told = [str(office.use(Settings).var_dir), self.wire, json.dumps(self.account), step]
        command = [sys.executable, "-m", "tests.logistics.killed_worker", *told, str(planned.id)]
        ended = subprocess.run(command, cwd=ROOT, timeout=120, check=False)
        assert ended.returncode == -9
        self.use()
        return planned

    def look_again(self) -> None:
        office = self.paper.office
        for _ in range(5):
            stage(office).move_to(office.now() + timedelta(minutes=11))
            settle_open_calls(office)

    def stands_once(self, planned: Waybill) -> None:
        now = self.waybill
        assert [(row["reference"], row["number"]) for row in self.simulator.orders()] == [
            (planned.reference, now.number)
        ]
        assert (now.state, now.reference) == (WaybillState.BOOKED, planned.reference)
        assert self.call.state is CallState.CONFIRMED


@pytest.fixture
def killing(request: pytest.FixtureRequest, paper: Paper, tmp_path: Path) -> Iterator[Killing]:
    (tmp_path / "far").mkdir()
    with threaded_simulator(tmp_path / "far", paper.office.use(Clock)) as simulator:
        yield Killing(paper, simulator, request.param)


@pytest.mark.parametrize("killing", ["sf"], indirect=True)
@pytest.mark.parametrize("step", STEPS)
def test_who_can_be_asked_is_asked_and_there_is_one_order(killing: Killing, step: str) -> None:
    planned = killing.kill_at(step)
    killing.look_again()
    killing.stands_once(planned)


@pytest.mark.parametrize("killing", ["ems"], indirect=True)
@pytest.mark.parametrize("step", ["sent", "recording"])
def test_what_ems_took_in_waits_for_a_person_and_is_adopted(killing: Killing, step: str) -> None:
    planned = killing.kill_at(step)
    killing.look_again()
    assert killing.call.state is CallState.UNKNOWN
    assert killing.call.for_person_at is not None
    (order,) = killing.simulator.orders()
    assert killing.waybill.number is None
    with killing.paper.office.work() as work:
        adopt_number(work, killing.call.id, order["number"], killing.paper.supervisor)
    killing.look_again()
    killing.stands_once(planned)


@pytest.mark.parametrize("killing", ["ems"], indirect=True)
def test_what_ems_may_have_heard_is_never_sent_again(killing: Killing) -> None:
    planned = killing.kill_at("marked")
    killing.look_again()
    assert killing.call.for_person_at is not None
    assert killing.simulator.orders() == []
    office = killing.paper.office
    with office.work() as work:
        cancel_unknown(work, killing.call.id, killing.paper.supervisor)
    killing.look_again()
    now = killing.waybill
    assert [(row["reference"], row["number"]) for row in killing.simulator.orders()] == [
        (f"{planned.reference}.1", now.number)
    ]
    assert now.state is WaybillState.BOOKED


@pytest.mark.parametrize("killing", ["ems"], indirect=True)
@pytest.mark.parametrize("step", ["marking", "recorded"])
def test_what_is_sure_needs_nobody_with_ems_either(killing: Killing, step: str) -> None:
    planned = killing.kill_at(step)
    killing.look_again()
    killing.stands_once(planned)
