"""Parcels that do not move: raised by the timetable, settled by a person, or by the next scan."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.folding import ENDS
from beebox.logistics.insert_once import insert_once
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import ASKED_ABOUT
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import StaleParcel, StaleWhy

_DAY = timedelta(days=1)
STALE_AFTER: Mapping[TrackStatus, timedelta] = {
    TrackStatus.CREATED: _DAY,
    TrackStatus.PICKUP_SCHEDULED: _DAY,
    TrackStatus.PICKUP_FAILED: _DAY,
    TrackStatus.PICKED_UP: 2 * _DAY,
    TrackStatus.IN_TRANSIT: 3 * _DAY,
    TrackStatus.ARRIVED: 2 * _DAY,
    TrackStatus.OUT_FOR_DELIVERY: _DAY,
    TrackStatus.READY_FOR_COLLECTION: 3 * _DAY,
    TrackStatus.ATTEMPT_FAILED: 2 * _DAY,
    TrackStatus.HELD: 2 * _DAY,
    TrackStatus.REDIRECTED: 3 * _DAY,
    TrackStatus.INTERCEPTED: 2 * _DAY,
    TrackStatus.REFUSED: 2 * _DAY,
    TrackStatus.RETURNING: 5 * _DAY,
    TrackStatus.DAMAGED: _DAY,
    TrackStatus.CANCELLED: _DAY,
}
"""So long may a parcel be silent at each status; counted from its last scan, or from its hand-over."""
UNCONFIRMED_AFTER = timedelta(hours=6)
MOVED_ON = "又有了消息"
MOST = 500
DONE = WaybillState.DELIVERED


class StaleNotFound(BeeboxError):
    status = 404
    code = "stale_not_found"
    message = N_("没有找到这一条。请回到“不动的邮包”，看看最新的情况。")


class SayWhatWasDone(BeeboxError):
    status = 422
    code = "say_what_was_done"
    message = N_("请写明查到了什么、怎么处理的，再了结。")


def raise_stale(office: Office) -> int:
    """Put every parcel that stands still on the list, and take off what moves again; how many are new.

    A parcel home counts from its hand-over, and one that the carrier cancelled by itself; a parcel to us
    from the courier's first scan.
    """
    new = 0
    with office.work() as work:
        _take_off(work)
        fetched = and_(Waybill.leg == Leg.OUTBOUND, Waybill.status_at.is_not(None), Waybill.state != DONE)
        cancelled = and_(Waybill.leg == Leg.RETURN, Waybill.status == TrackStatus.CANCELLED)
        left = or_(Waybill.handed_over_at.is_not(None), cancelled, fetched)
        wanted = select(Waybill).where(Waybill.state.in_(ASKED_ABOUT), left)
        for waybill in work.session.scalars(wanted.order_by(Waybill.id)):
            for why, since in reasons(waybill, work.now()):
                row = {"waybill_id": waybill.id, "why": why, "since": since}
                new += insert_once(work, StaleParcel, **row, made_at=work.now())
    return new


def reasons(waybill: Waybill, now: datetime) -> list[tuple[StaleWhy, datetime]]:
    """Why this parcel counts as standing still, and since when; nothing for one that moves or is home."""
    last = max(moment for moment in (waybill.status_at, waybill.handed_over_at, waybill.ordered_at) if moment)
    if waybill.status in ENDS:
        unsure = waybill.confirmed_at is None and now - last > UNCONFIRMED_AFTER
        return [(StaleWhy.UNCONFIRMED, last)] if unsure else []
    found = []
    if now - last > STALE_AFTER[waybill.status]:
        found.append((StaleWhy.SILENT, last))
    if waybill.promised_at is not None and now > waybill.promised_at:
        found.append((StaleWhy.PAST_PROMISE, waybill.promised_at))
    return found


def open_stale(work: Work) -> Sequence[tuple[StaleParcel, Waybill]]:
    """What waits for a person, the longest silent first."""
    wanted = select(StaleParcel, Waybill).join(Waybill, Waybill.id == StaleParcel.waybill_id)
    rows = work.session.execute(
        wanted.where(StaleParcel.settled_at.is_(None)).order_by(StaleParcel.since, StaleParcel.id).limit(MOST)
    )
    return [(row, waybill) for row, waybill in rows]


def settle_stale(work: Work, stale_id: int, actor: Actor, words: str) -> None:
    """Somebody looked after it. The same silence is not raised again; a new one is."""
    row = work.session.get(StaleParcel, stale_id, with_for_update=True)
    if row is None:
        raise StaleNotFound
    if not words.strip():
        raise SayWhatWasDone
    if row.settled_at is None:
        row.settled_at, row.settled_by, row.words = work.now(), actor.id, words.strip()[:300]


def _take_off(work: Work) -> None:
    for row, waybill in open_stale(work):
        if waybill.state not in ASKED_ABOUT or (row.why, row.since) not in reasons(waybill, work.now()):
            row.settled_at, row.words = work.now(), MOVED_ON
