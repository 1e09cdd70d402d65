"""The carrier's manifest: one call for a whole hand-over, told once the courier has the parcels.

The hand-over's code is the key, so that telling again makes no second manifest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.events import ParcelsHandedOver
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Capability, Carriers


@dataclass(frozen=True)
class Taken:
    """What a courier took along."""

    carrier: str
    code: str
    numbers: Sequence[str]
    at: datetime


@dataclass(frozen=True)
class Made:
    """What the carrier made of it; its document is kept already."""

    number: str
    key: str | None = None
    media_type: str = ""


def prepare(work: Work, event: ParcelsHandedOver) -> Taken | None:
    """The parcels to tell of, or None when it is told or the carrier wants no list."""
    made = work.session.get_one(HandOver, event.hand_over_id)
    if made.manifested_at is not None:
        return None
    if Capability.MANIFEST not in work.use(Carriers).named(made.carrier).can:
        return None
    wanted = select(Waybill.number).where(Waybill.hand_over_id == made.id, Waybill.number.is_not(None))
    numbers = [number for number in work.session.scalars(wanted.order_by(Waybill.id)) if number]
    return Taken(made.carrier, made.code, numbers, made.at) if numbers else None


def perform(office: Office, plan: Taken) -> Made:
    """Tell the carrier. A CarrierFault goes up: the delivery is tried again, with the same key."""
    carrier = office.use(Carriers).named(plan.carrier)
    manifest = carrier.close_manifest(plan.code, plan.numbers, plan.at)
    if manifest.document is None:
        return Made(manifest.number)
    kept = office.use(FileStore).put(manifest.document.data)
    return Made(manifest.number, kept.key, manifest.document.media_type)


def record(work: Work, event: ParcelsHandedOver, _plan: Taken, outcome: Made) -> None:
    row = work.session.get_one(HandOver, event.hand_over_id, with_for_update=True)
    if row.manifested_at is None:
        row.manifest_number, row.manifest_key = outcome.number, outcome.key
        row.manifest_type, row.manifested_at = outcome.media_type, work.now()


CLOSE_MANIFEST = Errand("logistics:close_manifest", Lane.OUTSIDE, prepare, perform, record)
