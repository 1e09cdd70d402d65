"""A push tells of an end: the carrier is asked before the end has weight in law or money."""

from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.events import EndHeard
from beebox.logistics.pacing import may_ask
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import KIND, track_waybill
from beebox.logistics.ports import Carriers, can_be_asked


def prepare(work: Work, event: EndHeard) -> int | None:
    waybill = work.session.get_one(Waybill, event.waybill_id)
    return waybill.id if waybill.number else None


def perform(office: Office, waybill_id: int) -> int:
    """What is told is taken in a transaction of its own: again it adds nothing.

    When the carrier does not know of the end yet, or may not be asked just now, the dispatcher asks again
    every few minutes.
    """
    with office.look() as work:
        carrier = work.session.get_one(Waybill, waybill_id).carrier
    if not can_be_asked(office.use(Carriers), carrier) or not may_ask(office, carrier, KIND):
        return 0
    return track_waybill(office, waybill_id)


def record(work: Work, event: EndHeard, plan: int, outcome: int) -> None:
    """Nothing more to write: the parcel followed what was told."""


CONFIRM_END = Errand("logistics:confirm_end", Lane.OUTSIDE, prepare, perform, record)
