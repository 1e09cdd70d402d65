"""Events are rows: written with the change they announce, delivered after it.

A *handler* is quick and does its work in the transaction that marks the delivery done. An *errand*
is slow or goes outside (reading pictures, ordering a courier, sending a message): it prepares in one
short transaction, performs with no transaction open, and records in a second one. A lease keeps two
workers apart, and its token keeps a worker that woke up too late from writing.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Select, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base, Office, Work
from beebox.kernel.ids import new_secret

log = logging.getLogger(__name__)
MAX_TRIES = 8
LEASE = timedelta(minutes=4)


class Lane(StrEnum):
    """Who works a delivery off: a slow lane never holds up a quick one."""

    QUICK = "quick"
    READING = "reading"
    OUTSIDE = "outside"
    PRINTING = "printing"
    BACKGROUND = "background"
    """Long sums that somebody watches, but nobody's case waits for."""


Handler = Callable[[Work, Any], None]


@dataclass(frozen=True)
class Errand:
    """Slow work in three steps; each may run again after a crash and must then do no harm."""

    name: str
    lane: Lane
    prepare: Callable[[Work, Any], Any]
    """Write down what is about to be done and return it, or None when there is nothing to do."""
    perform: Callable[[Office, Any], Any]
    """Do it. No transaction is open."""
    record: Callable[[Work, Any, Any, Any], None]
    """(work, event, plan, outcome): write down what came of it."""


Handlers = Mapping[type, Sequence[Handler | Errand]]


class Delivery(Base):
    """One event on its way to one handler."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_open", "lane", "done_at", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    handler: Mapped[str]
    kind: Mapped[str]
    """The event's class name."""
    lane: Mapped[Lane]
    event: Mapped[dict[str, Any]]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    emitted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


def name_of(handler: Handler | Errand) -> str:
    if isinstance(handler, Errand):
        return handler.name
    return f"{handler.__module__}:{handler.__name__}"


def lane_of(handler: Handler | Errand) -> Lane:
    return handler.lane if isinstance(handler, Errand) else Lane.QUICK


def deliveries_for(handlers: Handlers) -> Callable[[Work, Any], list[Delivery]]:
    """How an event becomes rows: one for each handler that hears it."""

    def make(work: Work, event: Any) -> list[Delivery]:
        now = work.now()
        return [
            Delivery(
                handler=name_of(h),
                kind=type(event).__name__,
                lane=lane_of(h),
                event=asdict(event),
                emitted_at=now,
                due_at=now,
            )
            for h in handlers[type(event)]
        ]

    return make


def deliver_pending(office: Office, handlers: Handlers, lanes: Iterable[Lane] = Lane) -> int:
    """Try every delivery that is due once; return how many got through."""
    book = {(k.__name__, name_of(h)): (k, h) for k, listed in handlers.items() for h in listed}
    through, after = 0, 0
    while claimed := _claim(office, tuple(lanes), after):
        after = claimed[0]
        through += _deliver(office, claimed, book)
    return through


def parked() -> Select[Any]:
    """Deliveries that were tried eight times and now wait for a person.

    Every lane is named so that the index of open deliveries finds the few among the many done ones.
    """
    every = Delivery.lane.in_(tuple(Lane))
    return select(Delivery).where(every, Delivery.done_at.is_(None), Delivery.tries >= MAX_TRIES)


def _claim(office: Office, lanes: Sequence[Lane], after: int) -> tuple[int, str] | None:
    now = office.now()
    waiting = (
        select(Delivery)
        .where(
            Delivery.lane.in_(lanes),
            Delivery.done_at.is_(None),
            Delivery.due_at <= now,
            Delivery.tries < MAX_TRIES,
            Delivery.id > after,
            or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now),
        )
        .order_by(Delivery.id)
        .limit(1)
    )
    with office.look() as work:
        if work.session.scalar(waiting) is None:
            return None
    with office.work() as work:
        row = work.session.scalar(waiting.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease, row.lease_until = new_secret(), now + LEASE
        row.tries += 1
        return row.id, row.lease


def _deliver(office: Office, claim: tuple[int, str], book: Mapping[tuple[str, str], Any]) -> bool:
    try:
        with office.look() as work:
            row = work.session.get_one(Delivery, claim[0])
            kind, handler = book[row.kind, row.handler]
            event = kind(**row.event)
        if isinstance(handler, Errand):
            _run(office, claim, handler, event)
        else:
            with office.work() as work:
                if _finish(work, claim):
                    handler(work, event)
    except Exception as error:
        log.exception("delivery %s failed", claim[0])
        _put_off(office, claim, error)
        return False
    return True


def _run(office: Office, claim: tuple[int, str], errand: Errand, event: Any) -> None:
    with office.work() as work:
        plan = errand.prepare(work, event)
    outcome = None if plan is None else errand.perform(office, plan)
    with office.work() as work:
        if _finish(work, claim) and plan is not None:
            errand.record(work, event, plan, outcome)


def _finish(work: Work, claim: tuple[int, str]) -> bool:
    """Mark done; False when another worker has taken the delivery over meanwhile."""
    row = work.session.get_one(Delivery, claim[0], with_for_update=True)
    if row.lease != claim[1] or row.done_at is not None:
        return False
    row.done_at, row.last_error, row.lease_until = work.now(), None, None
    return True


def _put_off(office: Office, claim: tuple[int, str], error: Exception) -> None:
    with office.work() as work:
        row = work.session.get_one(Delivery, claim[0], with_for_update=True)
        if row.lease == claim[1]:
            row.last_error = repr(error)[:2000]
            row.lease_until = None
            row.due_at = work.now() + timedelta(seconds=2**row.tries)
