"""What a carrier tells, by push or when asked: kept once, in any order, and never a step back."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import or_, select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Office, Work
from beebox.logistics.changes import note_scan
from beebox.logistics.custody import hand_case_to
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.envelopes import can, envelope_of, move_envelope
from beebox.logistics.faults import CarrierFault
from beebox.logistics.giving_back import confirm_delivery, post_back
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import HandIn, Holder, Wrong
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import EnvelopeAction, WaybillAction, WaybillState
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracks import TrackEvent, key_of
from beebox.logistics.waybills import cases_under, move_waybill

log = logging.getLogger(__name__)
ASK_EVERY = timedelta(minutes=10)
LONGEST_TEXT = 300
ON_THE_WAY = (
    WaybillState.BOOKED,
    WaybillState.HANDED_OVER,
    WaybillState.IN_TRANSIT,
    WaybillState.FAILED,
)
_ACTIONS = {
    TrackStatus.PICKED_UP: WaybillAction.COLLECT,
    TrackStatus.IN_TRANSIT: WaybillAction.CARRY_ON,
    TrackStatus.ATTEMPT_FAILED: WaybillAction.FAIL,
    TrackStatus.DELIVERED: WaybillAction.DELIVER,
}


def take_events(work: Work, carrier: str, events: Iterable[CarrierEvent]) -> int:
    """Keep each event once and let the waybill follow; how many were new.

    An event of a number nobody knows yet is kept and adopted when its waybill is confirmed.
    """
    new = 0
    for event in sorted(events, key=lambda e: (e.at, list(TrackStatus).index(e.status))):
        waybill = work.session.scalar(
            select(Waybill)
            .where(Waybill.carrier == carrier, Waybill.number == event.number)
            .with_for_update()
        )
        added = insert_once(
            work,
            TrackEvent,
            waybill_id=waybill.id if waybill else None,
            carrier=carrier,
            number=event.number,
            key=key_of(carrier, event),
            code=event.code,
            status=event.status,
            at=event.at,
            text=event.text[:LONGEST_TEXT],
            reason=event.reason,
            proof=event.proof,
            place=event.place,
            office=event.office,
            voids=sorted(event.voids),
            successor=event.successor,
            heard_at=work.now(),
        )
        new += added
        if added and waybill is not None:
            note_scan(work, waybill, event)
        if waybill is not None:
            _follow(work, waybill)
    return new


def adopt_stray_events(work: Work, waybill: Waybill) -> None:
    """What was told of this number before we knew that it is ours."""
    strays = select(TrackEvent).where(
        TrackEvent.carrier == waybill.carrier,
        TrackEvent.number == waybill.number,
        TrackEvent.waybill_id.is_(None),
    )
    for stray in work.session.scalars(strays):
        stray.waybill_id = waybill.id
    work.session.flush()
    _follow(work, waybill)


def track_waybill(office: Office, waybill_id: int) -> int:
    """Ask the carrier about one parcel and take what it tells; how much was new."""
    with office.look() as work:
        waybill = work.session.get_one(Waybill, waybill_id)
        carrier, number = waybill.carrier, waybill.number
    if number is None:
        return 0
    events = office.use(Carriers).named(carrier).track([number])
    with office.work() as work:
        work.session.get_one(Waybill, waybill_id).asked_at = work.now()
        return take_events(work, carrier, events)


def track_open_waybills(office: Office) -> int:
    """Ask about every parcel that is on its way and was not asked about lately."""
    with office.look() as work:
        stale = or_(Waybill.asked_at.is_(None), Waybill.asked_at < work.now() - ASK_EVERY)
        wanted = select(Waybill.id).where(Waybill.state.in_(ON_THE_WAY), Waybill.number.is_not(None), stale)
        waiting = list(work.session.scalars(wanted.order_by(Waybill.asked_at).limit(200)))
    heard = 0
    for waybill_id in waiting:
        try:
            heard += track_waybill(office, waybill_id)
        except CarrierFault:
            log.warning("the carrier of waybill %s did not answer; asked again later", waybill_id)
    return heard


def _follow(work: Work, waybill: Waybill) -> None:
    """Bring the waybill to where all events together say it is."""
    told = work.session.scalars(
        select(TrackEvent).where(TrackEvent.waybill_id == waybill.id).order_by(TrackEvent.at)
    ).all()
    head = head_of(told)
    if head is None:
        return
    before = waybill.state
    move_waybill(waybill, _ACTIONS[head.status], SYSTEM)
    if waybill.state is before:
        return
    if waybill.leg is Leg.OUTBOUND:
        _outbound(work, waybill)
    else:
        _returning(work, waybill, head)


def head_of(told: Iterable[TrackEvent]) -> TrackEvent | None:
    """The event that says where a parcel is: delivered is the end, else the last word counts.

    Being collected is where a parcel starts, so anything else that is known outweighs it.
    """

    def weight(event: TrackEvent) -> tuple[int, float, int]:
        rank = {TrackStatus.DELIVERED: 2, TrackStatus.PICKED_UP: 0}.get(event.status, 1)
        return rank, event.at.timestamp(), event.status is TrackStatus.ATTEMPT_FAILED

    return max(told, key=weight, default=None)


def _outbound(work: Work, waybill: Waybill) -> None:
    """The courier fetched the envelope at the door."""
    for case in cases_under(work, waybill):
        envelope = envelope_of(work, case.id)
        if envelope is None or envelope.hand_in is HandIn.BOX:
            continue
        if can(envelope, EnvelopeAction.CARRY, SYSTEM):
            envelope.hand_in = HandIn.DOOR
            move_envelope(work, envelope, EnvelopeAction.CARRY, SYSTEM)
            hand_case_to(work, case.id, Holder.COURIER, waybill.number or "", SYSTEM)
    if waybill.state is WaybillState.DELIVERED and waybill.delivered_at is None:
        waybill.delivered_at = work.now()


def _returning(work: Work, waybill: Waybill, head: TrackEvent) -> None:
    if waybill.handed_over_at is None:
        _left_unchecked(work, waybill, head)
    if waybill.state is not WaybillState.DELIVERED:
        return
    waybill.delivered_at = head.at
    confirm_delivery(work, waybill)


def _left_unchecked(work: Work, waybill: Waybill, head: TrackEvent) -> None:
    """The courier has it although nobody here handed it over: the truth is kept, and told."""
    waybill.handed_over_at = head.at
    link = select(WaybillCase.envelope_id).where(WaybillCase.waybill_id == waybill.id)
    note_discrepancy(
        work,
        Wrong.LEFT_UNCHECKED,
        SYSTEM,
        waybill.number or waybill.reference,
        envelope_id=work.session.scalar(link.limit(1)),
    )
    post_back(work, waybill)
