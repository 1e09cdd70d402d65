"""At the start each carrier is asked something harmless: wrong keys stop it before the first parcel does."""

from collections.abc import Iterator

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.calls import CarrierStop
from beebox.logistics.ports import Carriers
from beebox.logistics.stops import lift_stop, stop_carrier

FAULT = "WrongSettings"


def check_carriers(office: Office) -> Iterator[str]:
    """Yields a sentence for each carrier that is stopped because its settings are wrong.

    The service starts all the same: what is ordered waits. Once the settings are mended, the next start
    lifts the stop it made itself.
    """
    for carrier in office.use(Carriers).all:
        try:
            carrier.check_start()
        except BeeboxError as wrong:
            with office.work() as work:
                stop_carrier(work, carrier.name, FAULT, wrong.code, str(wrong))
            yield f"! {carrier.title}：{wrong}"
        else:
            with office.work() as work:
                _lift(work, carrier.name)


def _lift(work: Work, carrier: str) -> None:
    mine = select(CarrierStop.id).where(
        CarrierStop.carrier == carrier, CarrierStop.fault == FAULT, CarrierStop.lifted_at.is_(None)
    )
    for stop_id in work.session.scalars(mine).all():
        lift_stop(work, stop_id, SYSTEM)
