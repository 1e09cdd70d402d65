"""What scans come to, written down many lines of a kind at once."""

from collections.abc import Iterable
from typing import Any

from beebox.accounts.roles import Actor
from beebox.kernel.db import Base, Work
from beebox.kernel.many import add_many, write_changed
from beebox.logistics.at_hand import AtHand
from beebox.logistics.changes import Change, note_of
from beebox.logistics.custody import entry_of, who_changes
from beebox.logistics.discrepancies import close_found
from beebox.logistics.envelopes import step_envelope
from beebox.logistics.models import CustodyEntry, Envelope, EnvelopeStep, Holder, Scan
from beebox.logistics.parcels import Waybill
from beebox.logistics.scanning import Seen, scan_line
from beebox.logistics.tables import EnvelopeAction
from beebox.logistics.waybills import follow_envelope


class Pen:
    """For one actor and one moment. States change at once; nothing is written before `write`."""

    def __init__(self, work: Work, actor: Actor) -> None:
        self.work, self.actor, self.at = work, actor, work.now()
        self._envelopes: dict[int, Envelope] = {}
        self._parcels: dict[int, Waybill] = {}
        self._steps: list[dict[str, Any]] = []
        self._entries: list[dict[str, Any]] = []
        self._scans: list[dict[str, Any]] = []

    def move(self, envelope: Envelope, action: EnvelopeAction) -> None:
        self._envelopes[envelope.id] = envelope
        self._steps.append(step_envelope(envelope, action, self.actor, self.at))

    def take_over(self, it: AtHand, holder: Holder, found_where: str) -> None:
        """The envelope moved into these hands: its papers, its parcel and what was open about it follow."""
        for paper in who_changes(it.papers, holder, self.actor.name):
            it.papers[paper] = (holder, self.actor.name)
            self._entries.append(entry_of(paper, holder, self.actor.name, self.actor, self.at))
        close_found(self.work, it.missed, self.actor, found_where)
        it.missed = []
        if it.parcel is not None:
            self._parcels[it.parcel.id] = it.parcel
            follow_envelope(it.envelope, it.parcel, self.at)

    def scan(
        self,
        text: str,
        seen: Seen,
        envelope: Envelope | None = None,
        *,
        round_id: int | None = None,
        bag_id: int | None = None,
    ) -> None:
        line = scan_line(text, seen, self.actor, self.at, envelope)
        self._scans.append({**line, "round_id": round_id, "bag_id": bag_id})

    def write(self) -> None:
        """Changed rows first: when somebody was faster, this raises StaleDataError and nothing stands."""
        told = [note for parcel in self._parcels.values() if (note := note_of(parcel))]
        write_changed(self.work, Envelope, self._envelopes.values())
        write_changed(self.work, Waybill, self._parcels.values())
        for model, lines in self._lines(told):
            if lines:
                add_many(self.work, model, lines)
            lines.clear()

    def _lines(self, told: list[dict[str, Any]]) -> Iterable[tuple[type[Base], list[dict[str, Any]]]]:
        return (
            (Change, told),
            (EnvelopeStep, self._steps),
            (CustodyEntry, self._entries),
            (Scan, self._scans),
        )
