"""A worker in a process of its own that is killed at a chosen step; run by test_killed_worker.py alone.

Arguments: the folder of the service, the carrier's wire (sf or ems), the simulator's account with it as
JSON, the step at which it dies, and the parcel it is to order.
"""

import json
import os
import signal
import sys
from pathlib import Path

from beebox.adapters.carriers.ems.carrier import EmsCarrier
from beebox.adapters.carriers.sf.carrier import SfCarrier
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.settings import EmsAccount, SfAccount
from beebox.logistics import booking
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.ports import Carriers
from beebox.wiring import build_office
from tests.conftest import settings_in


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def carriers(office: Office, wire: str, account: dict[str, str]) -> Carriers:
    clock = office.use(Clock)
    if wire == "ems":
        return Carriers((EmsCarrier(EmsAccount(**account), clock),))
    told = SfAccount(**account, push_token="", oauth=False)  # type: ignore[arg-type]
    return Carriers((SfCarrier(told, clock),))


def main(folder: str, wire: str, account: str, step: str, waybill_id: str) -> None:
    office = build_office(settings_in(Path(folder)))
    office._tools[Carriers] = carriers(office, wire, json.loads(account))
    event = WaybillPlanned(int(waybill_id))
    with office.work() as work:
        plan = booking.prepare(work, event)
        if step == "marking":
            die()
    assert plan is not None
    if step == "marked":
        die()
    outcome = booking.perform(office, plan)
    if step == "sent":
        die()
    with office.work() as work:
        booking.record(work, event, plan, outcome)
        if step == "recording":
            work.session.flush()
            die()
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
