"""The far side of the wire: a small parcel company with a journal of its own on disk.

What it accepted it still knows after a restart. A parcel travels by itself once it is collected:
the following scans are written ahead and come true when their time has come.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from beebox.adapters.carriers.simulated.translate import number_of
from beebox.kernel.clock import Clock
from beebox.logistics.faults import OutcomeUnknown, Rejected, Unavailable

JOURNEY = (
    ("PICKED_UP", timedelta()),
    ("MOVING", timedelta(hours=2)),
    ("SIGNED", timedelta(hours=20)),
)
"""How a parcel travels by itself, counted from the moment it is collected."""
_TEXTS = {
    "PICKED_UP": "快递员已取件",
    "MOVING": "邮件正在运输途中",
    "NOT_DELIVERED": "投递没有成功，收件人不在",
    "SIGNED": "邮件已签收",
}
REFUSES = "模拟拒收"
LOSES_ANSWER = "模拟超时"
LOSES_ORDER = "模拟丢单"
OFFLINE = "模拟断网"
"""Written in an address, each makes the company behave so: for rehearsals and tests."""
_TABLES = """
CREATE TABLE IF NOT EXISTS orders (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL DEFAULT '', request TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scans (
  number TEXT NOT NULL, code TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL,
  UNIQUE (number, code, at));
CREATE TABLE IF NOT EXISTS stumbles (reference TEXT PRIMARY KEY, times INTEGER NOT NULL);
"""


class Company:
    """Speaks only in the dictionaries of the wire. Safe to use from several processes."""

    def __init__(self, journal: Path, clock: Clock) -> None:
        self._journal, self._clock = journal, clock

    def accept(self, wire: Mapping[str, Any]) -> dict[str, str]:
        """Take an order; the same order again gets the same number."""
        where = wire["sender"]["address"] + wire["receiver"]["address"]
        stumbled = self._stumbles(wire["orderNo"], where)
        if OFFLINE in where and stumbled == 1:
            raise Unavailable("没有连上（模拟断网）")
        if REFUSES in where:
            raise Rejected("这个地址不派送（模拟拒收）")
        if LOSES_ORDER in where and stumbled == 1:
            raise OutcomeUnknown("发出后没有回音（模拟丢单）")
        booked = self._enter(wire)
        if LOSES_ANSWER in where and stumbled == 1:
            raise OutcomeUnknown("发出后没有回音（模拟超时）")
        return booked

    def lookup(self, reference: str) -> dict[str, str] | None:
        with self._open() as db:
            row = db.execute("SELECT number FROM orders WHERE reference = ?", (reference,)).fetchone()
        return _booked(row[0]) if row else None

    def scans(self, number: str) -> list[dict[str, str]]:
        """The scans whose time has come."""
        with self._open() as db:
            rows = db.execute(
                "SELECT code, at, text FROM scans WHERE number = ? AND at <= ? ORDER BY at",
                (number, self._clock.now().isoformat()),
            ).fetchall()
        return [
            {"waybillNo": number, "opCode": code, "opTime": at, "opDesc": text} for code, at, text in rows
        ]

    def scan(self, number: str, code: str, at: datetime) -> None:
        """This happens at `at`; what was foreseen after now is foreseen anew from there."""
        with self._open() as db:
            known = db.execute("SELECT 1 FROM orders WHERE number = ?", (number,)).fetchone()
            if known is None:
                raise KeyError(number)
            db.execute(
                "DELETE FROM scans WHERE number = ? AND at > ?",
                (number, self._clock.now().isoformat()),
            )
            for step, moment in _from_here(code, at):
                db.execute(
                    "INSERT OR IGNORE INTO scans (number, code, at, text) VALUES (?, ?, ?, ?)",
                    (number, step, moment.astimezone(UTC).isoformat(), _TEXTS[step]),
                )

    def was_scanned(self, number: str, code: str) -> bool:
        return any(scan["opCode"] == code for scan in self.scans(number))

    def orders(self) -> list[tuple[str, dict[str, Any], datetime]]:
        """Number, request and time of every order, newest first."""
        with self._open() as db:
            rows = db.execute(
                "SELECT number, request, at FROM orders ORDER BY sequence DESC LIMIT 200"
            ).fetchall()
        return [(number, json.loads(text), datetime.fromisoformat(at)) for number, text, at in rows]

    def _enter(self, wire: Mapping[str, Any]) -> dict[str, str]:
        request = json.dumps(wire, ensure_ascii=False, sort_keys=True)
        with self._open() as db:
            db.execute(
                "INSERT OR IGNORE INTO orders (reference, request, at) VALUES (?, ?, ?)",
                (wire["orderNo"], request, self._clock.now().isoformat()),
            )
            sequence, number, known = db.execute(
                "SELECT sequence, number, request FROM orders WHERE reference = ?",
                (wire["orderNo"],),
            ).fetchone()
            if known != request:
                raise Rejected("这个单号已经用于另一个邮件")
            if not number:
                number = number_of(sequence)
                db.execute("UPDATE orders SET number = ? WHERE sequence = ?", (number, sequence))
        return _booked(number)

    def _stumbles(self, reference: str, where: str) -> int:
        """How often this order came, for those that are to stumble at the first time; else 0."""
        if "模拟" not in where:
            return 0
        with self._open() as db:
            return int(
                db.execute(
                    "INSERT INTO stumbles VALUES (?, 1) ON CONFLICT (reference)"
                    " DO UPDATE SET times = times + 1 RETURNING times",
                    (reference,),
                ).fetchone()[0]
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the journal; on disk for good when it ends well."""
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._journal, timeout=10, isolation_level=None)) as db:
            db.executescript("PRAGMA synchronous=FULL;" + _TABLES)
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db


def _booked(number: str) -> dict[str, str]:
    return {"waybillNo": number, "routeCode": f"020-模拟-{number[9]}"}


def _from_here(code: str, at: datetime) -> Sequence[tuple[str, datetime]]:
    steps = [step for step, _ in JOURNEY]
    if code not in steps:
        return [(code, at)]
    start = dict(JOURNEY)[code]
    return [(step, at + later - start) for step, later in JOURNEY if later >= start]
