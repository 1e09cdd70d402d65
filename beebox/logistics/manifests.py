"""The carrier's manifest: one call for a whole hand-over, told once the courier has the parcels.

The hand-over's code is the key, so that telling again makes no second manifest.
"""

from dataclasses import replace

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.logistics.asking import plan_manifest
from beebox.logistics.calls import CarrierCall
from beebox.logistics.events import ParcelsHandedOver
from beebox.logistics.orders import Label
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers
from beebox.logistics.sending import Outcome, Plan
from beebox.logistics.tables import CallAction


def announce(work: Work, event: ParcelsHandedOver) -> None:
    """On ParcelsHandedOver: the call is written down, where the carrier wants to hear of hand-overs."""
    made = work.session.get_one(HandOver, event.hand_over_id)
    wanted = select(Waybill).where(Waybill.hand_over_id == made.id, Waybill.number.is_not(None))
    first = work.session.scalar(wanted.order_by(Waybill.id).limit(1))
    if first is not None and Capability.MANIFEST in work.use(Carriers).known(made.carrier).can:
        plan_manifest(work, first, f"LBM-{made.code}")


def parcels_told(work: Work, call: CarrierCall) -> dict[str, object]:
    """The numbers of a manifest and when they left."""
    made = _hand_over(work, call)
    wanted = select(Waybill.number).where(Waybill.hand_over_id == made.id)
    return {"numbers": tuple(sorted(n for n in work.session.scalars(wanted) if n)), "at": made.at}


def perform_manifest(carrier: Carrier, plan: Plan) -> Outcome:
    assert plan.at is not None
    closed = carrier.close_manifest(plan.about, plan.numbers, plan.at)
    return Outcome(CallAction.CONFIRM, answer=closed.number, told={"document": closed.document})


def keep_document(office: Office, outcome: Outcome) -> Outcome:
    """What the carrier made of a hand-over goes to the files, while no transaction is open."""
    document = outcome.told.get("document")
    if not isinstance(document, Label):
        return outcome
    kept = office.use(FileStore).put(document.data)
    return replace(outcome, told={"key": kept.key, "type": document.media_type})


def record_manifest(work: Work, call: CarrierCall, outcome: Outcome) -> None:
    made = _hand_over(work, call)
    made.manifest_number, made.manifested_at = outcome.answer, work.now()
    made.manifest_key, made.manifest_type = outcome.told.get("key"), outcome.told.get("type", "")


def _hand_over(work: Work, call: CarrierCall) -> HandOver:
    waybill = work.session.get_one(Waybill, call.waybill_id)
    return work.session.get_one(HandOver, waybill.hand_over_id)
