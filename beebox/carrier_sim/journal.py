"""The simulator's own memory: one SQLite file, safe for several threads and processes."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock

from beebox.carrier_sim.habits import Habits
from beebox.kernel.clock import Clock

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT, carrier TEXT NOT NULL, reference TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE, request TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL,
  journey TEXT NOT NULL, predecessor TEXT NOT NULL DEFAULT '');
CREATE INDEX orders_reference ON orders (carrier, reference);
CREATE TABLE scans (
  id INTEGER PRIMARY KEY AUTOINCREMENT, carrier TEXT NOT NULL, number TEXT NOT NULL,
  step TEXT NOT NULL, at TEXT NOT NULL, details TEXT NOT NULL, pushed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (number, step, at, details));
CREATE INDEX scans_pushed ON scans (carrier, pushed, at);
CREATE TABLE calls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, carrier TEXT NOT NULL,
  operation TEXT NOT NULL, reference TEXT NOT NULL, number TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE TABLE stumbles (
  about TEXT NOT NULL, word TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (about, word));
CREATE TABLE faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT, carrier TEXT NOT NULL, operation TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE instructions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, carrier TEXT NOT NULL, number TEXT NOT NULL,
  action TEXT NOT NULL, toward TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE manifests (
  carrier TEXT NOT NULL, key TEXT NOT NULL, numbers TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (carrier, key));
CREATE TABLE tickets (
  ticket TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE tallies (
  carrier TEXT NOT NULL, operation TEXT NOT NULL, span TEXT NOT NULL, calls INTEGER NOT NULL,
  PRIMARY KEY (carrier, operation, span));
CREATE TABLE pushes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, carrier TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL,
  kind TEXT NOT NULL, answer TEXT NOT NULL);
"""
_EDITION = 1
_KEPT = ("meta",)


@dataclass(frozen=True)
class Entry:
    """One open transaction, the moment it began on the simulator's clock, and the chosen habits."""

    db: sqlite3.Connection
    now: datetime
    habits: Habits

    @property
    def moment(self) -> str:
        return stamp(self.now)

    def put(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def take(self, name: str, default: str) -> str:
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])


class Journal:
    """`fast` keeps one line to the file open and gives up being safe from a power cut, for tests
    that come in thousands; such a journal is to be closed.
    """

    def __init__(self, path: Path, clock: Clock, *, fast: bool = False) -> None:
        self.path, self._clock, self._fast = path, clock, fast
        self._ready, self._lock = False, RLock()
        self._kept: sqlite3.Connection | None = None

    @contextmanager
    def open(self) -> Iterator[Entry]:
        """One transaction, alone in the journal; on disk for good when it ends well."""
        with self._line() as db:
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield self._entry(db)

    @contextmanager
    def look(self) -> Iterator[Entry]:
        """To read only, beside whoever writes."""
        with self._line() as db:
            yield self._entry(db)

    def close(self) -> None:
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None

    def now(self) -> datetime:
        with self.look() as entry:
            return entry.now

    def move_to(self, moment: datetime) -> datetime:
        """Let the time pass until `moment`; it never runs back."""
        with self.open() as entry:
            ahead = max(moment - self._clock.now(), entry.now - self._clock.now())
            entry.put("ahead", str(ahead.total_seconds()))
        return self.now()

    def choose(self, habits: Habits) -> None:
        with self.open() as entry:
            entry.put("habits", json.dumps(habits.told()))

    def reset(self) -> None:
        """Forget all but the clock, which never runs back; habits as at first."""
        with self.open() as entry:
            names = [
                row[0] for row in entry.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for name in names:
                if name not in _KEPT and not name.startswith("sqlite_"):
                    entry.db.execute(f"DELETE FROM {name}")  # noqa: S608 - our own tables
            entry.db.execute("DELETE FROM meta WHERE name <> 'ahead'")

    @contextmanager
    def _line(self) -> Iterator[sqlite3.Connection]:
        if not self._fast:
            with closing(self._connect("FULL")) as db:
                yield db
            return
        with self._lock:
            if self._kept is None:
                self._kept = self._connect("OFF")
            yield self._kept

    def _connect(self, sync: str) -> sqlite3.Connection:
        with self._lock:
            if not self._ready:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            db.row_factory = sqlite3.Row
            db.execute(f"PRAGMA synchronous={sync}")
            if not self._ready:
                _prepare(db)
                self._ready = True
        return db

    def _entry(self, db: sqlite3.Connection) -> Entry:
        meta = dict(db.execute("SELECT name, value FROM meta WHERE name IN ('ahead', 'habits')").fetchall())
        ahead = timedelta(seconds=float(meta.get("ahead", "0")))
        return Entry(db, self._clock.now() + ahead, Habits(**json.loads(meta.get("habits", "{}"))))


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables; those of the time before there were carriers on the wire are set aside."""
    db.execute("BEGIN IMMEDIATE")
    with db:
        if db.execute("PRAGMA user_version").fetchone()[0] == _EDITION:
            return
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not row["name"].startswith("sqlite_"):
                db.execute(f"ALTER TABLE {row['name']} RENAME TO old_{row['name']}")
        for statement in filter(str.strip, _TABLES.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {_EDITION}")


def stamp(moment: datetime) -> str:
    """As the journal writes a moment: UTC, so that text order is time order."""
    return moment.astimezone(UTC).isoformat()
