"""Keeping pushed messages: each is committed before it is acknowledged, and many share one commit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from threading import Event, Lock
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from beebox.kernel.db import Office, Work
from beebox.kernel.settings import Settings
from beebox.logistics.events import PushesHeard
from beebox.logistics.orders import Pushed
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus
from beebox.logistics.tracks import CarrierPush, ForgedPushes, Heard, PushOutcome

MOST_AT_ONCE = 200
WAKE_EVERY = timedelta(seconds=1)
"""The worker is told of new pushes so often; the timetable looks every few seconds besides."""
COUNT_EVERY = timedelta(seconds=10)
"""Forged pushes are counted in memory for so long, so that a flood of them writes next to nothing."""
LONGEST_WAIT = 30.0
_SECRETS = ("token", "auth", "key", "secret", "cookie")


class NotKept(Exception):
    """The message could not be committed: it must not be acknowledged, its sender will send it again."""


@dataclass(eq=False)
class _Waiting:
    row: dict[str, Any]
    ready: Event = field(default_factory=Event)
    done: bool = False
    error: BaseException | None = None


class PushDesk:
    """One for each process. Whoever comes while a commit is under way is in the next one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: list[_Waiting] = []
        self._busy = False
        self._forged: Counter[tuple[str, date]] = Counter()
        self._counted_at: datetime | None = None
        self._woken_at: datetime | None = None

    def keep(self, office: Office, row: dict[str, Any]) -> None:
        """Return once the row is committed, by this thread or another; NotKept when it is not.

        The first to come writes for all who wait, then the next one that waits goes on.
        """
        mine = _Waiting(row)
        with self._lock:
            self._queue.append(mine)
            lead, self._busy = not self._busy, True
        if not lead and not mine.ready.wait(LONGEST_WAIT):
            self._give_up(mine)
        if not mine.done and mine.error is None:
            self._write_for_all(office)
        if mine.error is not None:
            raise NotKept(str(mine.error)) from mine.error

    def note_forged(self, office: Office, carrier: str) -> None:
        """Count a message nobody can vouch for; the count is written now and then."""
        now = office.now()
        with self._lock:
            self._forged[carrier, now.astimezone(office.use(Settings).zone).date()] += 1
            due = self._counted_at is None or now - self._counted_at >= COUNT_EVERY
            if due:
                counted, self._forged, self._counted_at = self._forged, Counter(), now
        if due:
            with office.work() as work:
                for (name, on), count in counted.items():
                    _add_forged(work, name, on, count)

    def _write_for_all(self, office: Office) -> None:
        with self._lock:
            batch, self._queue = self._queue[:MOST_AT_ONCE], self._queue[MOST_AT_ONCE:]
        error: BaseException | None = None
        try:
            with office.work() as work:
                _insert(work, [waiting.row for waiting in batch])
                self._wake(work)
        except Exception as failed:
            error = failed
        for waiting in batch:
            waiting.done, waiting.error = error is None, error
            waiting.ready.set()
        with self._lock:
            following = self._queue[0] if self._queue else None
            self._busy = following is not None
            if following is not None:
                following.ready.set()

    def _give_up(self, mine: _Waiting) -> None:
        """Leave the queue, unless it is our turn at this very moment."""
        with self._lock:
            if mine.ready.is_set():
                return
            if mine in self._queue:
                self._queue.remove(mine)
        raise NotKept("the database did not answer in time")

    def _wake(self, work: Work) -> None:
        now = work.now()
        if self._woken_at is None or now - self._woken_at >= WAKE_EVERY:
            self._woken_at = now
            work.emit(PushesHeard())


def row_of(
    carrier: str, headers: Mapping[str, str], body: bytes, pushed: Pushed, at: datetime
) -> dict[str, Any]:
    """What is kept of a message that its sender vouches for."""
    return {
        "carrier": carrier,
        "sha256": sha256(body).hexdigest(),
        "body": body,
        "headers": telling_headers(headers),
        "events": [event_to_row(event) for event in pushed.events],
        "heard": Heard.SIGNED if pushed.signed else Heard.UNSIGNED,
        "heard_at": at,
        "outcome": PushOutcome.WAITING,
        "note": "",
    }


def telling_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that say what a message is, without any that could be a secret."""
    return {
        name: value[:200]
        for name, value in headers.items()
        if name == "content-type" or (name.startswith("x-") and not any(s in name for s in _SECRETS))
    }


def event_to_row(event: CarrierEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "code": event.code,
        "status": event.status.value,
        "at": event.at.isoformat(),
        "text": event.text,
        "reason": event.reason.value if event.reason else None,
        "proof": event.proof.value if event.proof else None,
        "place": event.place,
        "office": event.office,
        "voids": sorted(event.voids),
        "successor": event.successor,
    }


def event_from_row(row: Mapping[str, Any]) -> CarrierEvent:
    return CarrierEvent(
        row["number"],
        row["code"],
        TrackStatus(row["status"]),
        datetime.fromisoformat(row["at"]),
        row["text"],
        Reason(row["reason"]) if row["reason"] else None,
        Proof(row["proof"]) if row["proof"] else None,
        row["place"],
        row["office"],
        frozenset(row["voids"]),
        row["successor"],
    )


def _insert(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """All in one go; the same message again is the same row.

    In the order of their keys, so that two processes with the same messages never wait for each other
    crosswise. One that could not be read at its time, and now can, is taken after all.
    """
    single = {(row["carrier"], row["sha256"]): row for row in rows}
    ordered = [single[key] for key in sorted(single)]
    dialect = work.session.get_bind().dialect.name
    work.session.execute(_INSERTS[dialect], ordered)


def _upsert(insert: Any) -> Insert:
    made = insert(CarrierPush.__table__)
    upserted: Insert = made.on_conflict_do_update(
        index_elements=["carrier", "sha256"],
        set_={"events": made.excluded.events, "heard": made.excluded.heard, "outcome": PushOutcome.WAITING},
        where=CarrierPush.outcome == PushOutcome.UNREADABLE,
    )
    return upserted


_INSERTS = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def _add_forged(work: Work, carrier: str, on: date, count: int) -> None:
    insert: Any = sqlite.insert if work.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = insert(ForgedPushes).values(carrier=carrier, on=on, count=count, last_at=work.now())
    work.session.execute(
        made.on_conflict_do_update(
            index_elements=["carrier", "on"],
            set_={"count": ForgedPushes.count + count, "last_at": work.now()},
        )
    )
