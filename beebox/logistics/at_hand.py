"""An envelope in somebody's hands: what its scan changes besides, loaded for one or for thousands alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from beebox.kernel.db import Work
from beebox.logistics.asking import being_cancelled
from beebox.logistics.custody import Papers, now_with
from beebox.logistics.discrepancies import missed
from beebox.logistics.in_pieces import in_pieces
from beebox.logistics.models import Discrepancy, Envelope
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.waybills import waybills_of


@dataclass
class AtHand:
    """An envelope with its papers, what is open about it, and the parcel that follows it."""

    envelope: Envelope
    papers: Papers
    missed: list[Discrepancy]
    parcel: Waybill | None
    """None also while the carrier is asked to take the order back."""


def at_hand(work: Work, envelopes: Sequence[Envelope]) -> dict[int, AtHand]:
    """These envelopes by id, in five questions for every few hundred of them."""
    found: dict[int, AtHand] = {}
    for some in in_pieces(envelopes):
        cases = [envelope.case_id for envelope in some]
        papers, parcels = now_with(work, cases), _parcels(work, cases)
        found |= {e.id: AtHand(e, papers.get(e.case_id, {}), [], parcels.get(e.case_id)) for e in some}
        for row in missed(work, [envelope.id for envelope in some]):
            found[row.envelope_id or 0].missed.append(row)
    return found


def _parcels(work: Work, case_ids: Sequence[int]) -> dict[int, Waybill]:
    parcels = waybills_of(work, case_ids, Leg.OUTBOUND, Waybill.sender, Waybill.receiver)
    held = being_cancelled(work, [parcel.reference for parcel in parcels.values()]) if parcels else set()
    return {case_id: parcel for case_id, parcel in parcels.items() if parcel.reference not in held}
