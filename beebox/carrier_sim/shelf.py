"""Orders and parcels as rows of the journal."""

import sqlite3
from datetime import datetime

from beebox.carrier_sim.journal import Entry
from beebox.carrier_sim.parcels import Fate, Ordered, Parcel, Refusal, Refused


def by_reference(entry: Entry, carrier: str, reference: str) -> Parcel | None:
    """The first parcel ordered under this reference."""
    if not reference:
        return None
    return _one(
        entry,
        "SELECT * FROM orders WHERE carrier = ? AND reference = ? ORDER BY id LIMIT 1",
        (carrier, reference),
    )


def by_number(entry: Entry, carrier: str, number: str) -> Parcel | None:
    return _one(entry, "SELECT * FROM orders WHERE carrier = ? AND number = ?", (carrier, number))


def newest(entry: Entry, carrier: str, reference: str, most: int) -> list[Parcel]:
    """The newest first; those of one reference alone when one is named."""
    rows = entry.db.execute(
        "SELECT * FROM orders WHERE carrier = ? AND ? IN ('', reference) ORDER BY id DESC LIMIT ?",
        (carrier, reference, most),
    )
    return [_parcel(row) for row in rows]


def next_sequence(entry: Entry) -> int:
    return entry.db.execute("INSERT INTO series DEFAULT VALUES").lastrowid or 0


def keep(entry: Entry, parcel: Parcel) -> None:
    """Write down a new parcel; a forwarded one belongs to no reference of its own."""
    entry.db.execute(
        "INSERT INTO orders (carrier, reference, number, request, at, state, journey, predecessor)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            parcel.carrier,
            "" if parcel.predecessor else parcel.reference,
            parcel.number,
            parcel.ordered.dump(),
            entry.moment,
            parcel.fate,
            parcel.journey,
            parcel.predecessor,
        ),
    )


def cancel(entry: Entry, parcel: Parcel) -> None:
    entry.db.execute("UPDATE orders SET state = ? WHERE number = ?", (Fate.CANCELLED, parcel.number))


def send_on(entry: Entry, parcel: Parcel, journey: str) -> None:
    """It is to travel by this script."""
    entry.db.execute("UPDATE orders SET journey = ? WHERE number = ?", (journey, parcel.number))


def found(parcel: Parcel | None) -> Parcel:
    """This parcel; Refused when there is none."""
    if parcel is None:
        raise Refused(Refusal.NOT_FOUND)
    return parcel


def _one(entry: Entry, query: str, values: tuple[str, ...]) -> Parcel | None:
    row = entry.db.execute(query, values).fetchone()
    return _parcel(row) if row else None


def _parcel(row: sqlite3.Row) -> Parcel:
    return Parcel(
        row["carrier"],
        row["number"],
        Ordered.load(row["request"]),
        datetime.fromisoformat(row["at"]),
        Fate(row["state"]),
        row["journey"],
        row["predecessor"],
    )
