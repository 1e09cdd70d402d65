"""A process that asks a carrier as often as it is let; run by test_pacing.py alone.

Arguments: the folder of the service, its database, how often to try. It prints how many turns it got.
"""

import sys
from datetime import datetime
from pathlib import Path

from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.logistics.pacing import take_turn
from beebox.logistics.ports import Pace
from beebox.wiring import build_office
from tests.conftest import MONDAY, settings_in
from tests.logistics.scripted_carrier import ScriptedCarrier


class StillClock:
    """Moves when it is told."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def paced(clock: Clock, a_second: int, a_day: int) -> ScriptedCarrier:
    carrier = ScriptedCarrier(clock)
    carrier.pace = Pace(a_second=a_second, a_day=a_day, numbers_at_once=1)
    return carrier


def turns(office: Office, carrier: ScriptedCarrier, times: int, kind: str = "create") -> int:
    """How many of so many tries are let through, each in a transaction of its own."""
    got = 0
    for _ in range(times):
        with office.work() as work:
            got += take_turn(work, carrier, kind) is None
    return got


def main(folder: str, url: str, times: str) -> None:
    office = build_office(settings_in(Path(folder), DATABASE_URL=url))
    office._tools[Clock] = StillClock()
    print(turns(office, paced(office.use(Clock), 1000, 30), int(times)))
    office.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
