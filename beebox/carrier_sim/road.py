"""What happens to parcels on their way: scans written ahead, which come true when their time has come."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from beebox.carrier_sim import shelf
from beebox.carrier_sim.journal import Entry, stamp
from beebox.carrier_sim.journeys import SCRIPTS, TEXTS, Journey, Leg, Step, rest_from
from beebox.carrier_sim.parcels import Fate, Ordered, Parcel

Series = Callable[[int, Ordered], str]
"""Makes the number of a sequence for an order."""


@dataclass(frozen=True)
class Scan:
    id: int
    number: str
    step: Step
    at: datetime
    details: dict[str, str]

    @property
    def text(self) -> str:
        return self.details.get("text") or TEXTS[self.step]


def scan_of(row: sqlite3.Row) -> Scan:
    at = datetime.fromisoformat(row["at"])
    return Scan(row["id"], row["number"], Step(row["step"]), at, json.loads(row["details"]))


def scans(entry: Entry, number: str) -> list[Scan]:
    """What has happened so far, the oldest first."""
    rows = entry.db.execute(
        "SELECT * FROM scans WHERE number = ? AND at <= ? ORDER BY at, id", (number, entry.moment)
    )
    return [scan_of(row) for row in rows]


def times(entry: Entry, number: str, *steps: Step) -> int:
    """How often any of these has happened."""
    return sum(scan.step in steps for scan in scans(entry, number))


def begin(entry: Entry, series: Series, parcel: Parcel, at: datetime, *, called: bool) -> None:
    """The courier comes at `at`, because he was called or by himself; foreseen scans are forgotten."""
    forget_future(entry, parcel)
    if called:
        plan(entry, series, parcel, (Leg(Step.CALLED, 0),), entry.now)
    plan(entry, series, parcel, SCRIPTS[Journey(parcel.journey)], at)


def happen(
    entry: Entry, series: Series, parcel: Parcel, step: Step, at: datetime, details: dict[str, str]
) -> None:
    """This happens at `at`; what was foreseen is foreseen anew from there."""
    legs = rest_from(Journey(parcel.journey), step, times(entry, parcel.number, step))
    forget_future(entry, parcel)
    plan(entry, series, parcel, legs, at, details)


def forget_future(entry: Entry, parcel: Parcel) -> None:
    """Nothing foreseen happens, to this number or to the one that follows it."""
    entry.db.execute(
        "DELETE FROM scans WHERE at > ? AND number IN"
        " (SELECT number FROM orders WHERE number = ? OR predecessor = ?)",
        (entry.moment, parcel.number, parcel.number),
    )


def plan(
    entry: Entry,
    series: Series,
    parcel: Parcel,
    legs: Sequence[Leg],
    start: datetime,
    first: dict[str, str] | None = None,
) -> None:
    """Write these scans ahead, the first one at `start`; `first` are its details."""
    number = parcel.number
    for index, leg in enumerate(legs):
        details = {"proof": leg.proof} if leg.proof else {}
        details |= (first or {}) if index == 0 else {}
        if leg.renumbered:
            onward = _successor(entry, series, parcel)
            details |= {"successor": onward, "text": f"{TEXTS[leg.step]}，新单号 {onward}"}
        at = start + timedelta(hours=leg.hours - legs[0].hours)
        entry.db.execute(
            "INSERT OR IGNORE INTO scans (carrier, number, step, at, details) VALUES (?, ?, ?, ?, ?)",
            (
                parcel.carrier,
                number,
                leg.step,
                stamp(at),
                json.dumps(details, ensure_ascii=False, sort_keys=True),
            ),
        )
        number = details.get("successor", number)


def _successor(entry: Entry, series: Series, parcel: Parcel) -> str:
    """The new number of a parcel on its way back; once given it stays."""
    row = entry.db.execute("SELECT number FROM orders WHERE predecessor = ?", (parcel.number,)).fetchone()
    if row is not None:
        return str(row[0])
    number = series(shelf.next_sequence(entry), parcel.ordered)
    onward = replace(
        parcel, number=number, fate=Fate.FORWARDED, journey=Journey.NORMAL, predecessor=parcel.number
    )
    shelf.keep(entry, onward)
    return number
