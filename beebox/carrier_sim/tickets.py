"""Tokens that open something for a while: SF's access tokens, and the addresses of labels."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from beebox.carrier_sim.journal import Journal, stamp

ACCESS, LABEL = "access", "label"
LASTS = {ACCESS: timedelta(hours=2), LABEL: timedelta(hours=24)}
"""As SF's documents say."""


@dataclass(frozen=True)
class Tickets:
    journal: Journal

    def give(self, kind: str, about: str, *, ended: bool = False) -> str:
        """A new ticket; `ended` makes one that never opens anything."""
        ticket = secrets.token_hex(20)
        with self.journal.open() as entry:
            until = entry.now if ended else entry.now + LASTS[kind]
            entry.db.execute("INSERT INTO tickets VALUES (?, ?, ?, ?)", (ticket, kind, about, stamp(until)))
        return ticket

    def about(self, kind: str, ticket: str) -> str | None:
        """What this ticket opens, or None when it opens nothing or no longer."""
        with self.journal.look() as entry:
            row = entry.db.execute(
                "SELECT about FROM tickets WHERE ticket = ? AND kind = ? AND until > ?",
                (ticket, kind, entry.moment),
            ).fetchone()
        return None if row is None else str(row[0])

    def end_all(self, kind: str) -> None:
        with self.journal.open() as entry:
            entry.db.execute("DELETE FROM tickets WHERE kind = ?", (kind,))
