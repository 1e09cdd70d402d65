"""Wrong keys stop a carrier at the start, in one sentence; mended, the next start lifts that stop alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from beebox.adapters.carriers.choosing import carriers_for
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.keys import Keys
from beebox.logistics.calls import CarrierStop
from beebox.logistics.ports import Carriers
from beebox.logistics.start_check import check_carriers
from beebox.logistics.stops import open_stops, stop_carrier
from tests.carrier_sim.running import Running, threaded_simulator
from tests.conftest import settings_in

WRONG = {
    "EMS_AUTHORIZATION": ("ems", "BEEBOX_EMS_AUTHORIZATION"),
    "EMS_SENDER_NO": ("ems", "BEEBOX_EMS_SENDER_NO"),
    "SF_CHECKWORD": ("sf", "BEEBOX_SF_"),
    "SF_PARTNER_ID": ("sf", "BEEBOX_SF_"),
}


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Running]:
    with threaded_simulator(tmp_path) as running:
        yield running


def use(office: Office, simulator: Running, **changed: str) -> None:
    told = {name.removeprefix("BEEBOX_"): value for name, value in simulator.environment().items()}
    settings = settings_in(Path("unused"), **(told | {"CARRIERS": "ems,sf"} | changed))
    office._tools[Carriers] = carriers_for(settings, office.use(Clock), office.use(Keys))


def stopped(office: Office) -> set[str]:
    with office.look() as work:
        return {stop.carrier for stop in open_stops(work)}


def test_right_settings_stop_nobody(office: Office, simulator: Running) -> None:
    use(office, simulator)
    assert list(check_carriers(office)) == []
    assert stopped(office) == set()


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_key_stops_its_carrier_and_says_which(office: Office, simulator: Running, name: str) -> None:
    carrier, setting = WRONG[name]
    use(office, simulator, **{name: "0000000000"})
    (sentence,) = check_carriers(office)
    assert setting in sentence
    assert stopped(office) == {carrier}


def test_mended_settings_lift_the_stop_of_the_start_alone(office: Office, simulator: Running) -> None:
    use(office, simulator, SF_CHECKWORD="0000000000")
    with office.work() as work:
        stop_carrier(work, "ems", "NumberPoolEmpty", "", "no number left")
    assert len(list(check_carriers(office))) == 1
    use(office, simulator)
    assert list(check_carriers(office)) == []
    assert stopped(office) == {"ems"}
    with office.look() as work:
        lifted = work.session.scalars(select(CarrierStop).where(CarrierStop.lifted_at.is_not(None))).one()
        assert (lifted.carrier, lifted.lifted_by) == ("sf", None)


def test_a_carrier_that_is_away_is_not_stopped(office: Office, simulator: Running) -> None:
    away = "http://127.0.0.1:1"
    use(office, simulator, EMS_URL=away, SF_URL=f"{away}/std/service")
    assert list(check_carriers(office)) == []
    assert stopped(office) == set()


def test_it_is_said_when_nobody_may_carry_official_papers(office: Office, simulator: Running) -> None:
    use(office, simulator, CARRIERS="sf")
    (sentence,) = check_carriers(office)
    assert "BEEBOX_CARRIERS" in sentence
    assert stopped(office) == set()
