"""Asking carriers where parcels are: fresh ones often, old ones rarely, within each carrier's limits."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update

from beebox.kernel.db import Office, Work
from beebox.logistics.faults import CarrierFault
from beebox.logistics.folding import ENDS
from beebox.logistics.following import END_STATES
from beebox.logistics.pacing import may_ask
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import numbers_of, take_events, weigh
from beebox.logistics.tracks import Heard

log = logging.getLogger(__name__)
KIND = "track"
MOST_ROUNDS = 20
"""Batches of one carrier in one go: the next go comes soon enough."""
ASKED_ABOUT = (
    WaybillState.BOOKED,
    WaybillState.HANDED_OVER,
    WaybillState.IN_TRANSIT,
    WaybillState.FAILED,
    WaybillState.READY,
    WaybillState.RETURNING,
    *sorted(END_STATES),
)


class Pace(NamedTuple):
    younger: timedelta
    """Since its last scan, or since it was ordered."""
    every: timedelta


PACES = (
    Pace(timedelta(days=1), timedelta(minutes=30)),
    Pace(timedelta(days=3), timedelta(hours=2)),
    Pace(timedelta(days=10), timedelta(hours=6)),
    Pace(timedelta(days=60), timedelta(days=1)),
)
"""Older than the last row, a parcel is asked about no more: it has long been on the list of stale ones."""
CLOSE_AT_HAND = timedelta(minutes=10)
"""For parcels out for delivery, and for ends that are not confirmed yet."""
SOFT: Mapping[TrackStatus, timedelta] = {
    TrackStatus.DELIVERED: timedelta(days=7),
    TrackStatus.RETURNED: timedelta(days=2),
    TrackStatus.LOST: timedelta(days=30),
}
"""For so long an end may still be taken back, and is looked at once a day."""
NEVER = timedelta(days=36500)
AFTER_FAULT = timedelta(minutes=5)


def every(waybill: Waybill, now: datetime) -> timedelta:
    """How long to wait before asking about this parcel again; NEVER when there is nothing left to hear."""
    age = now - max(waybill.status_at or waybill.ordered_at, waybill.handed_over_at or waybill.ordered_at)
    if waybill.status in ENDS:
        if waybill.confirmed_at is None:
            return CLOSE_AT_HAND if age < timedelta(days=1) else timedelta(hours=6)
        return timedelta(days=1) if age < SOFT[waybill.status] else NEVER
    if waybill.status is TrackStatus.OUT_FOR_DELIVERY and age < timedelta(days=1):
        return CLOSE_AT_HAND
    return next((pace.every for pace in PACES if age < pace.younger), NEVER)


def track_open_waybills(office: Office) -> int:
    """The one dispatcher: every carrier's due parcels, side by side; how much was new.

    A carrier that is out of reach, or has no questions left for now, holds up no other.
    """
    due = _due(office)
    if not due:
        return 0
    if len(due) == 1:
        return sum(_ask_carrier(office, name, ids) for name, ids in due.items())
    with ThreadPoolExecutor(len(due), "tracking") as threads:
        return sum(threads.map(lambda item: _ask_carrier(office, *item), due.items()))


def track_waybill(office: Office, waybill_id: int) -> int:
    """Ask the carrier about one parcel now and take what it tells; how much was new."""
    with office.look() as work:
        carrier = work.session.get_one(Waybill, waybill_id).carrier
    return _ask(office, office.use(Carriers).known(carrier), [waybill_id])


def _due(office: Office) -> dict[str, list[int]]:
    """Which parcels to ask about now, by carrier, the longest waiting first."""
    with office.look() as work:
        now_or_never = or_(Waybill.ask_at.is_(None), Waybill.ask_at <= work.now())
        wanted = (
            select(Waybill.carrier, Waybill.id)
            .where(Waybill.state.in_(ASKED_ABOUT), Waybill.number.is_not(None), now_or_never)
            .order_by(Waybill.ask_at, Waybill.id)
        )
        due: dict[str, list[int]] = {}
        for carrier in work.use(Carriers).all:
            if Capability.TRACK not in carrier.can:
                continue
            most = carrier.pace.numbers_at_once * MOST_ROUNDS
            rows = work.session.execute(wanted.where(Waybill.carrier == carrier.name).limit(most))
            if ids := [waybill_id for _, waybill_id in rows]:
                due[carrier.name] = ids
    return due


def _ask_carrier(office: Office, name: str, ids: Sequence[int]) -> int:
    carrier, new = office.use(Carriers).known(name), 0
    size = max(carrier.pace.numbers_at_once, 1)
    for begin in range(0, len(ids), size):
        if not may_ask(office, name, KIND, 1):
            log.info("no question to %s left for now; %s parcels wait", name, len(ids) - begin)
            break
        batch = ids[begin : begin + size]
        try:
            new += _ask(office, carrier, batch)
        except CarrierFault as fault:
            log.warning("%s did not tell of %s parcels (%s); asked again later", name, len(batch), fault)
            _put_off(office, batch)
            break
    return new


def _ask(office: Office, carrier: Carrier, ids: Sequence[int]) -> int:
    """One question, or a few where parcels have further numbers; nothing is open while it is asked."""
    with office.look() as work:
        wanted = select(Waybill).where(Waybill.id.in_(ids))
        numbers = [n for waybill in work.session.scalars(wanted) for n in numbers_of(work, waybill)]
    size = max(carrier.pace.numbers_at_once, 1)
    events: list[CarrierEvent] = []
    for begin in range(0, len(numbers), size):
        events += carrier.track(numbers[begin : begin + size])
    known = set(numbers)
    with office.work() as work:
        _note_asked(work, ids)
        new = take_events(work, carrier.name, [event for event in events if event.number in known])
        for waybill in work.session.scalars(wanted.with_for_update()):
            if waybill.status in ENDS and waybill.confirmed_at is None:
                weigh(work, waybill, Heard.PULLED)
            _set_next(work, waybill)
    return new


def _note_asked(work: Work, ids: Sequence[int]) -> None:
    """Written before what was told is weighed; no other edition of the row is made by it."""
    work.session.execute(update(Waybill).where(Waybill.id.in_(ids)).values(asked_at=work.now()))


def _set_next(work: Work, waybill: Waybill) -> None:
    work.session.flush()
    later = work.now() + every(waybill, work.now())
    work.session.execute(update(Waybill).where(Waybill.id == waybill.id).values(ask_at=later))


def _put_off(office: Office, ids: Sequence[int]) -> None:
    with office.work() as work:
        later = work.now() + AFTER_FAULT
        work.session.execute(update(Waybill).where(Waybill.id.in_(ids)).values(ask_at=later))
