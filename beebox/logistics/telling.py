"""Telling the carrier what the citizen chose. Repeating does no harm."""

from dataclasses import dataclass

from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.events import PickupChosen
from beebox.logistics.models import HandIn
from beebox.logistics.orders import Window
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.waybills import cases_under


@dataclass(frozen=True)
class Pickup:
    carrier: str
    number: str
    reference: str
    window: Window


def prepare_pickup(work: Work, event: PickupChosen) -> Pickup | None:
    """What the citizen wants now: an earlier wish that was changed is not told any more.

    A parcel without a number has to wait: confirming it announces the wish again.
    """
    waybill = work.session.get_one(Waybill, event.waybill_id)
    for case in cases_under(work, waybill):
        envelope = envelope_of(work, case.id)
        wanted = envelope and envelope.hand_in is HandIn.DOOR and envelope.pickup_from
        if wanted and envelope and envelope.pickup_until and waybill.number:
            window = Window(wanted, envelope.pickup_until)
            return Pickup(waybill.carrier, waybill.number, waybill.reference, window)
    return None


def perform_pickup(office: Office, plan: Pickup) -> None:
    carrier = office.use(Carriers).named(plan.carrier)
    carrier.book_pickup(plan.number, plan.reference, plan.window)


def _nothing_to_record(_work: Work, _event: object, _plan: object, _outcome: object) -> None:
    return None


CALL_TO_DOOR = Errand(
    "logistics:call_to_door", Lane.OUTSIDE, prepare_pickup, perform_pickup, _nothing_to_record
)
