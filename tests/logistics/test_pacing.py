"""No more calls than a carrier allows, in one process or in several, on each database."""

import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.pacing import hold, may_ask, take_turn
from beebox.logistics.ports import Carriers
from beebox.logistics.stops import lift_stop, open_stops, stop_carrier
from tests.conftest import MONDAY
from tests.logistics.pacing_worker import StillClock, paced, turns
from tests.logistics.test_random_faults import SUPERVISOR

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> StillClock:
    """Of the office that the test asks for."""
    still, wanted = StillClock(), {"office", "any_office"} & set(request.fixturenames)
    request.getfixturevalue(max(wanted, key=len))._tools[Clock] = still
    return still


def told(office: Office, carrier: object, kind: str = "create", cost: int = 1) -> datetime | None:
    with office.work() as work:
        return take_turn(work, carrier, kind, cost)  # type: ignore[arg-type]


def test_a_seconds_worth_at_once_then_one_for_each_part_of_a_second(
    any_office: Office, clock: StillClock
) -> None:
    carrier = paced(clock, 10, 1000)
    assert turns(any_office, carrier, 13) == 10
    assert told(any_office, carrier) == MONDAY + timedelta(seconds=0.1)
    clock.moment += timedelta(seconds=0.3)
    assert turns(any_office, carrier, 10) == 3
    clock.moment += timedelta(hours=1)
    assert turns(any_office, carrier, 13) == 10, "a pause saves up one second's worth, no more"


def test_each_kind_of_call_has_a_pace_of_its_own(office: Office, clock: StillClock) -> None:
    carrier = paced(clock, 2, 1000)
    assert turns(office, carrier, 3, "create") == 2
    assert turns(office, carrier, 3, "find") == 2


def test_a_day_ends_at_midnight_in_shanghai(any_office: Office, clock: StillClock) -> None:
    clock.moment = datetime(2026, 11, 30, 23, 59, 50, tzinfo=SHANGHAI)
    carrier = paced(clock, 100, 5)
    assert turns(any_office, carrier, 7) == 5
    midnight = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert told(any_office, carrier) == midnight
    clock.moment = midnight - timedelta(seconds=1)
    assert turns(any_office, carrier, 1) == 0
    clock.moment = midnight
    assert turns(any_office, carrier, 7) == 5
    clock.moment = datetime(2026, 12, 2, 0, 30, tzinfo=ZoneInfo("UTC"))  # the 2nd there as well
    assert turns(any_office, carrier, 7) == 5


def test_a_clock_that_is_set_back_gives_nothing_twice(office: Office, clock: StillClock) -> None:
    clock.moment = datetime(2026, 12, 1, 0, 0, 5, tzinfo=SHANGHAI)
    carrier = paced(clock, 100, 5)
    assert turns(office, carrier, 7) == 5
    clock.moment -= timedelta(seconds=10)
    assert turns(office, carrier, 7) == 0
    clock.moment += timedelta(seconds=10)
    assert turns(office, carrier, 7) == 0


def test_polls_leave_a_fifth_to_what_a_person_waits_for(office: Office, clock: StillClock) -> None:
    carrier = paced(clock, 10, 20)
    assert turns(office, carrier, 12, "track") == 8, "of the second"
    clock.moment += timedelta(seconds=1)
    assert turns(office, carrier, 12, "track") == 8
    clock.moment += timedelta(seconds=1)
    assert turns(office, carrier, 12, "track") == 0, "of the day: sixteen of twenty"
    assert turns(office, carrier, 12, "create") == 10
    clock.moment += timedelta(seconds=1)
    assert turns(office, carrier, 12, "create") == 10, "orders may use the whole day"


def test_several_calls_at_once_cost_as_many_turns(office: Office, clock: StillClock) -> None:
    carrier = paced(clock, 10, 25)
    assert told(office, carrier, cost=10) is None
    assert told(office, carrier, cost=2) == clock.moment + timedelta(seconds=0.2)
    clock.moment += timedelta(seconds=1)
    assert told(office, carrier, cost=10) is None
    clock.moment += timedelta(seconds=1)
    assert told(office, carrier, cost=6) is not None, "five are left of the day"
    assert told(office, carrier, cost=5) is None


def test_who_was_told_to_wait_waits_and_polls_wait_with_it(office: Office, clock: StillClock) -> None:
    carrier = paced(clock, 100, 1000)
    with office.work() as work:
        hold(work, carrier.name, "create", timedelta(minutes=2))
        hold(work, carrier.name, "create", timedelta(minutes=1))
    until = MONDAY + timedelta(minutes=2)
    assert told(office, carrier, "create") == until, "a shorter word later shortens nothing"
    assert told(office, carrier, "track") == until
    assert told(office, carrier, "find") is None
    clock.moment = until
    assert told(office, carrier, "create") is None
    assert told(office, carrier, "track") is None


def test_a_stopped_carrier_is_asked_nothing(office: Office, clock: StillClock) -> None:
    carrier = paced(clock, 100, 1000)
    office._tools[Carriers] = Carriers((carrier,))  # type: ignore[arg-type]
    assert may_ask(office, carrier.name, "track")
    with office.work() as work:
        stop_carrier(work, carrier.name, "AuthFailed", "A1001", "校验失败")
    assert not may_ask(office, carrier.name, "track")
    with office.work() as work:
        lift_stop(work, open_stops(work)[0].id, SUPERVISOR)
    assert may_ask(office, carrier.name, "track")


def test_two_processes_together_get_no_more_than_one_would(any_office: Office) -> None:
    settings = any_office.use(Settings)
    url = any_office.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.logistics.pacing_worker", str(settings.var_dir), url, "25"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    got = [int(one.communicate(timeout=120)[0]) for one in both]
    assert sum(got) == 30, "of fifty tries, what the day allows"
    assert min(got) >= 5
