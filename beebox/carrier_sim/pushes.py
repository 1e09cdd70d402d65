"""Telling customers what happened: in order, or doubled, reordered, late, forged, never."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from threading import Event
from typing import Any

import httpx

from beebox.carrier_sim import push_bodies, shelf
from beebox.carrier_sim.journal import Entry, stamp
from beebox.carrier_sim.push_bodies import Message, Told
from beebox.carrier_sim.road import scan_of
from beebox.carrier_sim.simulator import Simulator

MODES = {"in_order", "doubled", "reordered", "delayed", "forged", "lost"}
MOST_TRIES = 20
_TOLD = 1000
"""Added to `pushed` while it counts as told; below zero it counts the tries that failed."""
_ANSWER_SECONDS = 10
_ACKS = {"ems": ("code", "00000"), "sf": ("return_code", "0000")}


@dataclass(frozen=True)
class Manner:
    """Where and how a carrier pushes. Modes may be joined: `doubled+reordered`."""

    url: str = ""
    state_url: str = ""
    """Where SF pushes what happens to orders; empty: the same address."""
    mode: str = "in_order"
    delay_seconds: float = 0
    """Of the simulator's clock."""
    auto: bool = False
    """Push by itself; else when told to."""

    def changed(self, wanted: dict[str, Any]) -> "Manner":
        """ValueError, in words, for what does not exist."""
        if unknown := set(wanted) - set(asdict(self)):
            raise ValueError(f"no such setting of pushes: {', '.join(sorted(unknown))}")
        if not set(str(wanted.get("mode", self.mode)).split("+")) <= MODES:
            raise ValueError(f"mode is one of {', '.join(sorted(MODES))}, or some joined by +")
        return replace(self, **wanted)

    def has(self, mode: str) -> bool:
        return mode in self.mode.split("+")


def manner_of(entry: Entry, carrier: str) -> Manner:
    return Manner(**json.loads(entry.take(f"push {carrier}", "{}")))


def choose(entry: Entry, carrier: str, manner: Manner) -> None:
    entry.put(f"push {carrier}", json.dumps(asdict(manner)))


def fire(simulator: Simulator, carrier: str) -> list[dict[str, str]]:
    """Push what has happened and was not told yet; every message with what came back.

    What is not acknowledged is told again the next time.
    """
    with simulator.journal.open() as entry:
        manner = manner_of(entry, carrier)
        told = _claimed(entry, carrier, manner) if manner.url else []
    messages = _messages(simulator, carrier, manner, told)
    with httpx.Client(trust_env=False, timeout=_ANSWER_SECONDS) as line:
        return [_send(simulator, carrier, manner, line, message) for message in messages]


def keep_firing(simulator: Simulator, stop: Event, seconds: float = 0.5) -> None:
    """Push for those carriers that do so by themselves, until `stop` is set."""
    while not stop.wait(seconds):
        for carrier in simulator.companies:
            with simulator.journal.look() as entry:
                auto = manner_of(entry, carrier).auto
            if auto:
                fire(simulator, carrier)


def _claimed(entry: Entry, carrier: str, manner: Manner) -> list[Told]:
    """What is due, the oldest first, taken so that no other process tells it too."""
    until = stamp(entry.now - timedelta(seconds=manner.delay_seconds))
    rows = entry.db.execute(
        "SELECT * FROM scans WHERE carrier = ? AND pushed BETWEEN ? AND 0 AND at <= ? ORDER BY at, id",
        (carrier, 1 - MOST_TRIES, until),
    ).fetchall()
    entry.db.executemany(
        "UPDATE scans SET pushed = pushed + ? WHERE id = ?", [(_TOLD, row["id"]) for row in rows]
    )
    scans = map(scan_of, rows)
    return [(scan, shelf.found(shelf.by_number(entry, carrier, scan.number))) for scan in scans]


def _messages(simulator: Simulator, carrier: str, manner: Manner, told: Sequence[Told]) -> list[Message]:
    if manner.has("reordered"):
        told = told[::-1]
    if carrier == "sf":
        made, forged = push_bodies.sf_messages(told), push_bodies.sf_forged(told)
    else:
        with simulator.journal.look() as entry:
            suffix = entry.habits.ems_push_suffix
        made = push_bodies.ems_messages(told, simulator.accounts, suffix=suffix)
        forged = push_bodies.ems_forged(told, simulator.accounts)
    if manner.has("doubled"):
        made = [message for message in made for _ in range(2)]
    return [*forged, *made] if manner.has("forged") else made


def _send(
    simulator: Simulator, carrier: str, manner: Manner, line: httpx.Client, message: Message
) -> dict[str, str]:
    url = (manner.state_url or manner.url) if message.state else manner.url
    kind = "true" if message.scans else "forged"
    answer = "lost" if manner.has("lost") else _posted(line, url, message)
    acknowledged = answer == "lost" or _is_ack(carrier, answer)
    with simulator.journal.open() as entry:
        if not acknowledged:
            again = [(_TOLD + 1, scan) for scan in message.scans]
            entry.db.executemany("UPDATE scans SET pushed = pushed - ? WHERE id = ? AND pushed > 0", again)
        entry.db.execute(
            "INSERT INTO pushes (carrier, at, body, kind, answer) VALUES (?, ?, ?, ?, ?)",
            (carrier, entry.moment, message.body, kind, answer[:500]),
        )
    return {"carrier": carrier, "url": url, "kind": kind, "body": message.body, "answer": answer}


def _posted(line: httpx.Client, url: str, message: Message) -> str:
    try:
        answer = line.post(url, content=message.body.encode(), headers={"Content-Type": "application/json"})
    except httpx.HTTPError as trouble:
        return f"no answer: {type(trouble).__name__}"
    return answer.text if answer.is_success else f"HTTP {answer.status_code}"


def _is_ack(carrier: str, answer: str) -> bool:
    name, well = _ACKS[carrier]
    try:
        told = json.loads(answer)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get(name) == well
