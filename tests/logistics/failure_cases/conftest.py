"""The whole product against the carrier simulator over its real wire, with EMS and with SF."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from beebox.adapters.carriers.ems.carrier import EmsCarrier
from beebox.adapters.carriers.sf.carrier import SfCarrier
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.calls import CarrierCall
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from tests.carrier_sim.running import Running, threaded_simulator
from tests.conftest import stage
from tests.logistics.conftest import ADDRESS, Paper

NOBODY = "http://127.0.0.1:1/std/service"
"""The first port is given to no service that people run: who knocks there is refused."""
PUSH_TOKEN = "a-token-of-these-tests-only"


@dataclass
class Far:
    """Our service on one side of the wire, the simulator's journal on the other."""

    paper: Paper
    simulator: Running
    wire: str
    """The carrier that is preferred."""

    @property
    def office(self) -> Office:
        return self.paper.office

    def use(self, *names: str, elsewhere: str = "") -> None:
        """Only these carriers are at hand, the preferred one first; `elsewhere` instead of their address."""
        told = self.simulator.environment()
        if elsewhere:
            told |= {"BEEBOX_EMS_URL": elsewhere, "BEEBOX_SF_URL": elsewhere}
        more = {"BEEBOX_CARRIERS": "ems,sf", "BEEBOX_SF_PUSH_TOKEN": PUSH_TOKEN}
        settings = Settings.from_env(told | more)
        assert settings.ems is not None and settings.sf is not None
        clock = self.office.use(Clock)
        made = {"ems": EmsCarrier(settings.ems, clock), "sf": SfCarrier(settings.sf, clock)}
        self.office._tools[Carriers] = Carriers(tuple(made[name] for name in names))

    def passed_while_nobody_listens(self) -> Waybill:
        """Planned, and the first try to order it found the door shut: nothing was sent."""
        self.use(self.wire, elsewhere=NOBODY)
        waybill = self.passed()
        self.use(self.wire)
        return waybill

    def passed(self, *words: str) -> Waybill:
        """A case passes; the outbound parcel of it, after a first try to order it."""
        return self.paper.waybill(self.paper.passed(address=ADDRESS + "".join(words)), Leg.OUTBOUND)

    def again(self, waybill: Waybill) -> Waybill:
        with self.office.look() as work:
            found = work.session.get_one(Waybill, waybill.id)
            work.session.expunge(found)
            return found

    def calls(self, waybill: Waybill) -> Sequence[CarrierCall]:
        """Everything asked about a parcel, the first first."""
        with self.office.look() as work:
            wanted = select(CarrierCall).where(CarrierCall.waybill_id == waybill.id)
            found = work.session.scalars(wanted.order_by(CarrierCall.id)).all()
            work.session.expunge_all()
            return found

    def call(self, waybill: Waybill) -> CarrierCall:
        return self.calls(waybill)[-1]

    def later(self, *minutes: int) -> None:
        """Time passes, and whoever looks what is open looks, each time."""
        for some in minutes:
            stage(self.office).move_to(self.office.now() + timedelta(minutes=some))
            settle_open_calls(self.office)
            self.paper.deliver()

    def later_without_looking(self, minutes: int) -> None:
        stage(self.office).move_to(self.office.now() + timedelta(minutes=minutes))

    def tracked(self, hours: int = 0) -> None:
        """Time passes and the carriers are asked where everything is."""
        stage(self.office).move_to(self.office.now() + timedelta(hours=hours, minutes=11))
        track_open_waybills(self.office)
        self.paper.deliver()

    def live(self, carrier: str = "") -> list[dict[str, Any]]:
        """What the carriers will carry: accepted and not cancelled."""
        return [row for row in self.simulator.orders(carrier=carrier) if row["state"] == "accepted"]

    def stands_once(self, waybill: Waybill) -> None:
        """The parcel has one order with a carrier, under its own number; each reference was accepted once."""
        now = self.again(waybill)
        references = [row["reference"] for row in self.simulator.orders()]
        assert len(references) == len(set(references))
        assert [(row["reference"], row["number"]) for row in self.live()] == [(now.reference, now.number)]


@contextmanager
def door_of(app: Flask) -> Iterator[str]:
    """Our program on a real socket; the address below which carriers push."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/api/carriers"
    server.shutdown()
    thread.join()


@pytest.fixture(params=["ems", "sf"])
def far(request: pytest.FixtureRequest, paper: Paper, tmp_path: Path) -> Iterator[Far]:
    """With each wire format in turn."""
    yield from _far(paper, tmp_path, request.param)


@pytest.fixture
def sf(paper: Paper, tmp_path: Path) -> Iterator[Far]:
    yield from _far(paper, tmp_path, "sf")


@pytest.fixture
def ems(paper: Paper, tmp_path: Path) -> Iterator[Far]:
    yield from _far(paper, tmp_path, "ems")


def _far(paper: Paper, folder: Path, wire: str) -> Iterator[Far]:
    clock = paper.office.use(Clock)
    (folder / "far").mkdir()
    with threaded_simulator(folder / "far", clock) as simulator:
        far = Far(paper, simulator, wire)
        far.use(wire)
        yield far
