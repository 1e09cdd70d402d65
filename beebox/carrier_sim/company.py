"""A parcel company without a wire: takes orders, lets parcels travel, and writes everything down."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beebox.carrier_sim import road, shelf, troubles
from beebox.carrier_sim.habits import Habits
from beebox.carrier_sim.journal import Entry, Journal, stamp
from beebox.carrier_sim.journeys import Journey, Leg, Step
from beebox.carrier_sim.parcels import Fate, Ordered, Parcel, Payer, Refusal, Refused
from beebox.carrier_sim.road import Scan, Series
from beebox.carrier_sim.troubles import BEFORE, Fault

INTERCEPT_FEN = {"return": 1200, "redirect": 1000}
_SOON = (Leg(Step.INTERCEPT_ORDERED, 0), Leg(Step.INTERCEPTED, 1))
_AFTER_INTERCEPTION = {
    "return": (*_SOON, Leg(Step.RETURNING, 2), Leg(Step.RETURNED, 30)),
    "redirect": (*_SOON, Leg(Step.REDIRECTED, 1.5), Leg(Step.OUT, 24), Leg(Step.SIGNED, 26)),
    "hold": (*_SOON, Leg(Step.HELD, 2)),
}


@dataclass(frozen=True)
class Asked:
    """One call of a customer, understood; `do` does it and raises Refused."""

    operation: str
    do: Callable[[], Any]
    reference: str = ""
    number: str = ""
    ordered: Ordered | None = None


@dataclass(frozen=True)
class Served:
    fault: Fault
    answer: Any = None
    refused: Refused | None = None


@dataclass(frozen=True)
class Company:
    """`duplicates` tells what a reference gets that comes again: first, error or again (see Habits)."""

    journal: Journal
    carrier: str
    series: Series
    duplicates: Callable[[Habits], str] = lambda _: "first"

    def serve(self, asked: Asked) -> Served:
        """Do what is asked, with the trouble that is due, and write down how it ended."""
        due = self._due(asked)
        fault = due if isinstance(due, Fault) else Fault.OK
        if fault in BEFORE:
            self.note(asked.operation, fault, asked.reference, asked.number)
            return Served(fault)
        try:
            if isinstance(due, Refusal):
                raise Refused(due)
            served = Served(fault, asked.do())
        except Refused as no:
            served = Served(fault, refused=no)
        outcome = served.refused.kind.value if served.refused else fault.value
        self.note(asked.operation, outcome, asked.reference, asked.number)
        return served

    def note(self, operation: str, outcome: str, reference: str = "", number: str = "") -> None:
        """Write down a call and how it ended."""
        with self.journal.open() as entry:
            entry.db.execute(
                "INSERT INTO calls (at, carrier, operation, reference, number, outcome) VALUES (?,?,?,?,?,?)",
                (entry.moment, self.carrier, operation, reference, number, outcome),
            )

    def accept(self, ordered: Ordered) -> Parcel:
        """Take an order. Refused for a reference that is burnt, or stands for something else."""
        with self.journal.open() as entry:
            if ordered.payer is Payer.RECEIVER and not entry.habits.receiver_pays:
                raise Refused(Refusal.PAYMENT)
            known = shelf.by_reference(entry, self.carrier, ordered.reference)
            if known is not None and self._stays_one(entry, known, ordered):
                return known
            number = self.series(shelf.next_sequence(entry), ordered)
            journey = troubles.journey_of(ordered.words)
            parcel = Parcel(self.carrier, number, ordered, entry.now, Fate.ACCEPTED, journey)
            shelf.keep(entry, parcel)
            start = _collected(entry, ordered)
            if start is not None:
                road.begin(entry, self.series, parcel, start, called=ordered.pickup is not None)
        return parcel

    def lookup(self, reference: str) -> Parcel:
        """The parcel of this reference; Refused when there is none."""
        with self.journal.look() as entry:
            return shelf.found(shelf.by_reference(entry, self.carrier, reference))

    def parcel(self, number: str) -> Parcel:
        """The parcel of this number; Refused when there is none."""
        with self.journal.look() as entry:
            return shelf.found(shelf.by_number(entry, self.carrier, number))

    def parcels(self, reference: str = "", most: int = 200) -> list[Parcel]:
        """The newest first; those of one reference alone when one is named."""
        with self.journal.look() as entry:
            return shelf.newest(entry, self.carrier, reference, most)

    def cancel(self, reference: str, number: str) -> Parcel:
        """Take an order back. Refused when it is unknown, cancelled before, or collected."""
        with self.journal.open() as entry:
            parcel = shelf.found(
                shelf.by_reference(entry, self.carrier, reference)
                if reference
                else shelf.by_number(entry, self.carrier, number)
            )
            if number and number != parcel.number:
                raise Refused(Refusal.MISMATCH)
            if parcel.fate is Fate.CANCELLED:
                raise Refused(Refusal.ALREADY)
            if road.times(entry, parcel.number, Step.PICKED_UP):
                raise Refused(Refusal.TOO_LATE)
            shelf.cancel(entry, parcel)
            road.forget_future(entry, parcel)
            road.plan(entry, self.series, parcel, (Leg(Step.CANCELLED, 0),), entry.now)
        return parcel

    def scans(self, number: str) -> list[Scan]:
        """What has happened so far, the oldest first; nothing for a number of another carrier."""
        with self.journal.look() as entry:
            if shelf.by_number(entry, self.carrier, number) is None:
                return []
            return road.scans(entry, number)

    def happen(self, number: str, step: Step, at: datetime | None = None, **details: str) -> None:
        """This happens at `at` (now); what follows is foreseen anew. Refused for an unknown number."""
        with self.journal.open() as entry:
            parcel = shelf.found(shelf.by_number(entry, self.carrier, number))
            road.happen(entry, self.series, parcel, step, at or entry.now, details)

    def send_on(self, number: str, journey: Journey) -> None:
        """It is to travel by this script from now on. Refused for an unknown number."""
        with self.journal.open() as entry:
            shelf.send_on(entry, shelf.found(shelf.by_number(entry, self.carrier, number)), journey)

    def call_courier(self, number: str, at: datetime | None) -> None:
        """The courier comes at `at`, whatever was said before; None: he need not come."""
        with self.journal.open() as entry:
            parcel = shelf.found(shelf.by_number(entry, self.carrier, number))
            if road.times(entry, number, Step.PICKED_UP):
                raise Refused(Refusal.TOO_LATE)
            road.forget_future(entry, parcel)
            if at is not None:
                road.begin(entry, self.series, parcel, at, called=True)

    def hand_over(self, key: str, numbers: Sequence[str], at: datetime) -> None:
        """The courier took these at `at`, unless he has them already; the same key changes nothing."""
        with self.journal.open() as entry:
            fresh = entry.db.execute(
                "INSERT OR IGNORE INTO manifests VALUES (?, ?, ?, ?)",
                (self.carrier, key, json.dumps(list(numbers)), stamp(at)),
            ).rowcount
            for number in numbers if fresh else ():
                parcel = shelf.by_number(entry, self.carrier, number)
                if parcel is not None and not road.times(entry, number, Step.PICKED_UP):
                    road.happen(entry, self.series, parcel, Step.PICKED_UP, at, {})

    def intercept(self, number: str, action: str, toward: str) -> tuple[str, int]:
        """Stop a parcel: the instruction's number and its fee in fen. Refused once it has arrived.

        `action` is return, redirect or hold; the same again gets the same instruction.
        """
        with self.journal.open() as entry:
            parcel = shelf.found(shelf.by_number(entry, self.carrier, number))
            if road.times(entry, number, Step.SIGNED, Step.RETURNED, Step.CANCELLED):
                raise Refused(Refusal.TOO_LATE, "快件已完结，不能拦截")
            known = entry.db.execute(
                "SELECT id FROM instructions WHERE carrier = ? AND number = ? AND action = ? AND toward = ?",
                (self.carrier, number, action, toward),
            ).fetchone()
            if known is not None:
                return f"SIM{known['id']:09d}", INTERCEPT_FEN.get(action, 0)
            row = entry.db.execute(
                "INSERT INTO instructions (carrier, number, action, toward, at) VALUES (?, ?, ?, ?, ?)",
                (self.carrier, number, action, toward, entry.moment),
            ).lastrowid
            road.forget_future(entry, parcel)
            road.plan(entry, self.series, parcel, _AFTER_INTERCEPTION[action], entry.now)
        return f"SIM{row:09d}", INTERCEPT_FEN.get(action, 0)

    def _stays_one(self, entry: Entry, known: Parcel, ordered: Ordered) -> bool:
        """Whether a reference that exists gets its parcel again; False: a second one is made."""
        if known.fate is Fate.CANCELLED:
            raise Refused(Refusal.BURNT)
        manner = self.duplicates(entry.habits)
        if manner != "again" and (known.ordered != ordered or manner == "error"):
            raise Refused(Refusal.DUPLICATE)
        return manner == "first"

    def _due(self, asked: Asked) -> Fault | Refusal:
        with self.journal.open() as entry:
            ordered = asked.ordered
            if ordered is None:
                known = shelf.by_reference(entry, self.carrier, asked.reference) or shelf.by_number(
                    entry, self.carrier, asked.number
                )
                ordered = known.ordered if known else None
            about, words = asked.reference or asked.number, ordered.words if ordered else ""
            due = troubles.due(entry, self.carrier, asked.operation, about, words)
        if due is Refusal.PAYMENT and ordered is not None and ordered.payer is not Payer.RECEIVER:
            return Fault.OK
        return due


def _collected(entry: Entry, ordered: Ordered) -> datetime | None:
    """When the courier comes for it by himself: in the middle of the window, or as the habits say."""
    if ordered.pickup is not None:
        begin, end = map(datetime.fromisoformat, ordered.pickup)
        return max(entry.now, begin + (end - begin) / 2)
    minutes = entry.habits.collect_after_minutes
    return entry.now + timedelta(minutes=minutes) if minutes else None
