"""At the start each carrier is asked something harmless: wrong keys stop it before the first parcel does."""

from collections.abc import Iterator

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.calls import CarrierStop
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carriers
from beebox.logistics.stops import lift_stop, stop_carrier

FAULT = "WrongSettings"
NOBODY_OFFICIAL = (
    "没有一家接入的快递可以寄送公文（邮政法第五十五条）：办理结果和退回的原件寄不出去。"
    "请在 BEEBOX_CARRIERS 里加上 ems。"
    " / No carrier at hand may carry official papers: add ems to BEEBOX_CARRIERS."
)


def check_carriers(office: Office) -> Iterator[str]:
    """Yields a sentence for each carrier that is stopped because its settings are wrong, and where none
    may carry what has to come back.

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
    if not office.use(Carriers).all_for(Leg.RETURN):
        yield f"! {NOBODY_OFFICIAL}"


def _lift(work: Work, carrier: str) -> None:
    mine = select(CarrierStop.id).where(
        CarrierStop.carrier == carrier, CarrierStop.fault == FAULT, CarrierStop.lifted_at.is_(None)
    )
    for stop_id in work.session.scalars(mine).all():
        lift_stop(work, stop_id, SYSTEM)
