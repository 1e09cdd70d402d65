"""What a parcel's scans mean for us: its state, the originals in it, its cases, the words for its citizen.

An end (delivered, returned, lost) and its being taken back have weight in law and money: the state follows
only what asking the carrier has told too. A push alone sets off the asking.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.db import Work
from beebox.logistics.custody import hand_case_to
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.envelopes import can, envelope_of, move_envelope
from beebox.logistics.events import EndHeard
from beebox.logistics.folding import CARRIED, ENDS, Folded, fold
from beebox.logistics.giving_back import come_back, confirm_delivery, post_back, undo_delivery
from beebox.logistics.models import HandIn, Holder, Wrong
from beebox.logistics.news import tell_news
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.tables import EnvelopeAction, EnvelopeState, WaybillAction, WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import Heard, TrackEvent
from beebox.logistics.waybills import cases_under, move_waybill

log = logging.getLogger(__name__)
GRACE = timedelta(hours=6)
"""So long an unsigned push is believed although asking does not tell it."""
END_STATES = frozenset({WaybillState.DELIVERED, WaybillState.RETURNED, WaybillState.LOST})
OURS_AGAIN = (
    EnvelopeState.COLLECTED,
    EnvelopeState.SORTING,
    EnvelopeState.BAGGED,
    EnvelopeState.RECEIVED,
    EnvelopeState.ASIDE,
)
"""Our own scans tell more than any carrier."""
ACTIONS = {
    TrackStatus.PICKED_UP: WaybillAction.COLLECT,
    TrackStatus.IN_TRANSIT: WaybillAction.CARRY_ON,
    TrackStatus.ARRIVED: WaybillAction.CARRY_ON,
    TrackStatus.OUT_FOR_DELIVERY: WaybillAction.CARRY_ON,
    TrackStatus.REDIRECTED: WaybillAction.CARRY_ON,
    TrackStatus.READY_FOR_COLLECTION: WaybillAction.AWAIT,
    TrackStatus.ATTEMPT_FAILED: WaybillAction.FAIL,
    TrackStatus.HELD: WaybillAction.FAIL,
    TrackStatus.INTERCEPTED: WaybillAction.FAIL,
    TrackStatus.REFUSED: WaybillAction.FAIL,
    TrackStatus.DAMAGED: WaybillAction.FAIL,
    TrackStatus.DELIVERED: WaybillAction.DELIVER,
    TrackStatus.RETURNING: WaybillAction.TURN_BACK,
    TrackStatus.RETURNED: WaybillAction.COME_BACK,
    TrackStatus.LOST: WaybillAction.LOSE,
}
"""What is not here moves no parcel: whoever cancelled the order moves it, or `stale` raises it."""


def follow(work: Work, waybill: Waybill, told: Sequence[TrackEvent], heard: Heard) -> list[str]:
    """Bring the waybill to where all scans say it is; the further numbers they name."""
    folded = fold_of(waybill, told)
    sure = fold(row.as_scan() for row in told if row.pulled_at is not None)
    _note_odd(waybill, folded)
    known, sure_before = (waybill.status, waybill.status_at), waybill.confirmed_at
    waybill.status, waybill.status_at = folded.status, folded.at
    agreed = sure.status is folded.status
    ended = folded.status in ENDS
    waybill.confirmed_at = (sure_before or work.now()) if ended and agreed else None
    if agreed or not (ended or waybill.state in END_STATES):
        _move(work, waybill, folded)
    else:
        _wait_for_the_carrier(work, waybill, sure, heard)
    confirmed = waybill.confirmed_at is not None and sure_before is None
    if confirmed or known != (folded.status, folded.at):
        tell_news(work, waybill, folded, known[1])
    return sorted({row.successor for row in told if row.successor and row.heard is not Heard.UNSIGNED})


def _wait_for_the_carrier(work: Work, waybill: Waybill, sure: Folded, heard: Heard) -> None:
    """An end, or its being taken back, was only pushed: ask. A forged one hides nothing we know for sure."""
    if waybill.state not in END_STATES and sure.status not in ENDS:
        _move(work, waybill, sure)
    if heard is not Heard.PULLED:
        waybill.ask_at = None
        work.emit(EndHeard(waybill.id))


def fold_of(waybill: Waybill, told: Sequence[TrackEvent]) -> Folded:
    """What may be believed, folded: what was pushed without a signature, and asking did not tell, is not."""
    return fold(row.as_scan() for row in told if _is_believed(waybill, row))


def _is_believed(waybill: Waybill, row: TrackEvent) -> bool:
    if row.heard is not Heard.UNSIGNED or row.pulled_at is not None or waybill.asked_at is None:
        return True
    return row.heard_at + GRACE > waybill.asked_at


def _move(work: Work, waybill: Waybill, folded: Folded) -> None:
    before = waybill.state
    if before is WaybillState.CANCELLED:
        _scanned_after_cancel(work, waybill, folded)
    elif waybill.leg is Leg.OUTBOUND and _is_ours_again(work, waybill):
        return
    else:
        action = _action_for(waybill, folded)
        if action is not None and move_waybill(waybill, action, SYSTEM):
            effect = _outbound if waybill.leg is Leg.OUTBOUND else _returning
            effect(work, waybill, folded, before)


def _action_for(waybill: Waybill, folded: Folded) -> WaybillAction | None:
    """The step the scans ask for; what is left after an end was taken back is a parcel under way."""
    if folded.status is TrackStatus.CANCELLED:
        return None
    if waybill.state in END_STATES and (
        folded.status not in ACTIONS or folded.status is TrackStatus.PICKED_UP
    ):
        return WaybillAction.CARRY_ON
    return ACTIONS.get(folded.status) if folded.head else None


def _outbound(work: Work, waybill: Waybill, folded: Folded, before: WaybillState) -> None:
    """The courier fetched the envelope at the door, or brings it back there."""
    for case in cases_under(work, waybill):
        envelope = envelope_of(work, case.id)
        if envelope is None or envelope.hand_in is HandIn.BOX:
            continue
        if can(envelope, EnvelopeAction.CARRY, SYSTEM):
            envelope.hand_in = HandIn.DOOR
            move_envelope(work, envelope, EnvelopeAction.CARRY, SYSTEM)
            hand_case_to(work, case.id, Holder.COURIER, waybill.number or "", SYSTEM)
        if waybill.state is WaybillState.RETURNED:
            hand_case_to(work, case.id, Holder.CITIZEN, "", SYSTEM)
    if waybill.state is WaybillState.DELIVERED:
        waybill.delivered_at = waybill.delivered_at or work.now()
    elif before is WaybillState.DELIVERED:
        waybill.delivered_at = None
    if waybill.state in {WaybillState.RETURNED, WaybillState.LOST}:
        _note(work, waybill, _WRONGS[waybill.state])


def _returning(work: Work, waybill: Waybill, folded: Folded, before: WaybillState) -> None:
    if waybill.handed_over_at is None and folded.at is not None:
        _left_unchecked(work, waybill, folded)
    if before is WaybillState.DELIVERED:
        waybill.delivered_at = None
        undo_delivery(work, waybill)
        _note(work, waybill, Wrong.DELIVERY_TAKEN_BACK)
    if before is WaybillState.RETURNED:
        post_back(work, waybill)
    match waybill.state:
        case WaybillState.DELIVERED:
            waybill.delivered_at = folded.at
            confirm_delivery(work, waybill)
        case WaybillState.RETURNED:
            come_back(work, waybill)
            _note(work, waybill, Wrong.PARCEL_RETURNED)
        case WaybillState.LOST:
            _note(work, waybill, Wrong.PARCEL_LOST)


_WRONGS = {WaybillState.RETURNED: Wrong.PARCEL_RETURNED, WaybillState.LOST: Wrong.PARCEL_LOST}


def _left_unchecked(work: Work, waybill: Waybill, folded: Folded) -> None:
    """The courier has it although nobody here handed it over: the truth is kept, and told."""
    waybill.handed_over_at = folded.at
    _note(work, waybill, Wrong.LEFT_UNCHECKED)
    post_back(work, waybill)


def _scanned_after_cancel(work: Work, waybill: Waybill, folded: Folded) -> None:
    if folded.status in CARRIED or folded.status in ENDS:
        _note(work, waybill, Wrong.SCANNED_AFTER_CANCEL)


def _note(work: Work, waybill: Waybill, kind: Wrong) -> None:
    link = select(WaybillCase.envelope_id).where(WaybillCase.waybill_id == waybill.id).limit(1)
    number = waybill.number or waybill.reference
    note_discrepancy(work, kind, SYSTEM, number, envelope_id=work.session.scalar(link))


def _is_ours_again(work: Work, waybill: Waybill) -> bool:
    envelopes = (envelope_of(work, case.id) for case in cases_under(work, waybill))
    return any(envelope is not None and envelope.state in OURS_AGAIN for envelope in envelopes)


def _note_odd(waybill: Waybill, folded: Folded) -> None:
    for before, scan in folded.impossible:
        log.info(
            "parcel %s: %s (%s) cannot follow %s; kept, and not believed",
            waybill.reference,
            scan.status,
            scan.code,
            before,
        )
