"""An envelope in somebody's hands: what its scan changes besides, loaded for one or for thousands alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from beebox.accounts.roles import Actor
from beebox.kernel.db import Base, Work
from beebox.logistics.asking import being_cancelled
from beebox.logistics.custody import Papers, entry_of, now_with, who_changes
from beebox.logistics.discrepancies import close_found, missed
from beebox.logistics.envelopes import step_envelope
from beebox.logistics.in_pieces import in_pieces
from beebox.logistics.models import CustodyEntry, Discrepancy, Envelope, EnvelopeStep, Holder, Scan
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.scanning import Seen, scan_line
from beebox.logistics.tables import EnvelopeAction
from beebox.logistics.waybills import follow_envelope, waybills_of


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
    parcels = waybills_of(work, case_ids, Leg.OUTBOUND)
    held = being_cancelled(work, [parcel.reference for parcel in parcels.values()]) if parcels else set()
    return {case_id: parcel for case_id, parcel in parcels.items() if parcel.reference not in held}


class Pen:
    """Writes down what scans come to: many lines of a kind at once, and only when told to."""

    def __init__(self, work: Work, actor: Actor) -> None:
        self.work, self.actor = work, actor
        self._steps: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._scans: list[dict[str, Any]] = []

    def move(self, envelope: Envelope, action: EnvelopeAction) -> None:
        """Change the state now; its line in the history is written with the others."""
        self._steps.append(step_envelope(self.work, envelope, action, self.actor))

    def take_over(self, it: AtHand, holder: Holder, found_where: str) -> None:
        """The envelope moved into these hands: its papers, its parcel and what was open about it follow."""
        for paper in who_changes(it.papers, holder, self.actor.name):
            it.papers[paper] = (holder, self.actor.name)
            self._entries.append(entry_of(self.work, paper, holder, self.actor.name, self.actor))
        close_found(self.work, it.missed, self.actor, found_where)
        it.missed = []
        if it.parcel is not None:
            follow_envelope(self.work, it.envelope, it.parcel)

    def scan(
        self,
        text: str,
        seen: Seen,
        envelope: Envelope | None = None,
        *,
        round_id: int | None = None,
        bag_id: int | None = None,
    ) -> None:
        line = scan_line(self.work, text, seen, self.actor, envelope)
        self._scans.append({**line, "round_id": round_id, "bag_id": bag_id})

    def write(self) -> None:
        """Changed rows first: when somebody was faster, this raises StaleDataError and nothing stands."""
        self.work.session.flush()
        for model, lines in self._lines():
            for some in in_pieces(lines):
                self.work.session.execute(insert(model), some)
            lines.clear()

    def _lines(self) -> Iterable[tuple[type[Base], list[dict[str, Any]]]]:
        return (EnvelopeStep, self._steps), (CustodyEntry, self._entries), (Scan, self._scans)
