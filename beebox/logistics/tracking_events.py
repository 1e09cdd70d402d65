"""What a carrier tells, by push or when asked: kept once, in any order, and never a step back."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from beebox.kernel.db import Work
from beebox.logistics.changes import note_scan
from beebox.logistics.following import follow
from beebox.logistics.giving_back import go_on_under
from beebox.logistics.insert_once import insert_once
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers, can_be_asked
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracks import DeadKind, DeadLetter, Heard, TrackEvent, WaybillNumber, key_of

LONGEST_TEXT = 300
LONGEST_NAME = 80
KEYS_AT_ONCE = 500


def take_events(work: Work, carrier: str, events: Iterable[CarrierEvent], heard: Heard = Heard.PULLED) -> int:
    """Keep each event once and let the waybills follow; how many were new.

    An event of a number nobody knows is kept as a dead letter and adopted when the number becomes ours.
    """
    new = 0
    touched: dict[str, Waybill] = {}
    for event in _not_told_before(work, carrier, sorted(events, key=lambda e: (e.number, e.at)), heard):
        waybill = touched.get(event.number) or waybill_by_number(work, carrier, event.number)
        added = _keep(work, carrier, event, waybill, heard)
        new += added
        if added and waybill is not None:
            note_scan(work, waybill, event)
        if waybill is None:
            dead_letter(work, DeadKind.UNKNOWN_NUMBER, carrier, event.number, event.text)
        else:
            touched[event.number] = waybill
        if event.status is TrackStatus.UNKNOWN:
            dead_letter(work, DeadKind.UNKNOWN_CODE, carrier, event.code[:LONGEST_NAME], event.text)
    for waybill in sorted(set(touched.values()), key=lambda w: w.id):
        weigh(work, waybill, heard)
    return new


def adopt_stray_events(work: Work, waybill: Waybill) -> None:
    """What was told of this number before we knew that it is ours."""
    if waybill.number is not None:
        adopt_number(work, waybill, waybill.number)
        weigh(work, waybill, Heard.SIGNED)


def adopt_number(work: Work, waybill: Waybill, number: str) -> int:
    """Events of this number count for this parcel from now on; how many there were already."""
    strays = (
        update(TrackEvent)
        .where(
            TrackEvent.carrier == waybill.carrier,
            TrackEvent.number == number,
            TrackEvent.waybill_id.is_(None),
        )
        .values(waybill_id=waybill.id)
    )
    adopted: int = work.session.execute(strays).rowcount  # type: ignore[attr-defined]  # of an UPDATE
    letters = update(DeadLetter).where(
        DeadLetter.kind == DeadKind.UNKNOWN_NUMBER,
        DeadLetter.carrier == waybill.carrier,
        DeadLetter.about == number,
        DeadLetter.settled_at.is_(None),
    )
    work.session.execute(letters.values(waybill_id=waybill.id, settled_at=work.now()))
    return adopted


def waybill_by_number(work: Work, carrier: str, number: str) -> Waybill | None:
    """The parcel that has or had this number, locked for this transaction."""
    own = select(Waybill).where(Waybill.carrier == carrier, Waybill.number == number)
    found = work.session.scalar(own.with_for_update())
    if found is not None:
        return found
    further = select(WaybillNumber.waybill_id).where(
        WaybillNumber.carrier == carrier, WaybillNumber.number == number
    )
    owner = work.session.scalar(further)
    return work.session.get(Waybill, owner, with_for_update=True) if owner else None


def numbers_of(work: Work, waybill: Waybill) -> list[str]:
    """Every number of the parcel, its first one first; empty before it is booked."""
    further = select(WaybillNumber.number).where(WaybillNumber.waybill_id == waybill.id)
    more = work.session.scalars(further.order_by(WaybillNumber.id)).all()
    return [waybill.number, *more] if waybill.number else []


def dead_letter(work: Work, kind: DeadKind, carrier: str, about: str, told: str, **more: object) -> None:
    """Something found no place: one letter for a person, however often it comes."""
    insert_once(
        work,
        DeadLetter,
        kind=kind,
        carrier=carrier,
        about=about,
        told=told[:LONGEST_TEXT],
        made_at=work.now(),
        **more,
    )


def _not_told_before(
    work: Work, carrier: str, events: Sequence[CarrierEvent], heard: Heard
) -> Sequence[CarrierEvent]:
    """Asked again and again, a carrier mostly tells what it told before: that costs one question."""
    if heard is not Heard.PULLED or not events:
        return events
    keys = [key_of(carrier, event) for event in events]
    known: set[str] = set()
    for begin in range(0, len(keys), KEYS_AT_ONCE):
        part = TrackEvent.key.in_(keys[begin : begin + KEYS_AT_ONCE])
        known.update(
            work.session.scalars(select(TrackEvent.key).where(part, TrackEvent.pulled_at.is_not(None)))
        )
    return [event for event, key in zip(events, keys, strict=True) if key not in known]


def _keep(work: Work, carrier: str, event: CarrierEvent, waybill: Waybill | None, heard: Heard) -> bool:
    key, pulled = key_of(carrier, event), _is_as_good_as_asked(work, carrier, heard)
    added = insert_once(
        work,
        TrackEvent,
        waybill_id=waybill.id if waybill else None,
        carrier=carrier,
        number=event.number,
        key=key,
        code=event.code[:LONGEST_NAME],
        status=event.status,
        at=event.at,
        text=event.text[:LONGEST_TEXT],
        reason=event.reason,
        proof=event.proof,
        place=event.place[:LONGEST_NAME],
        office=event.office[:LONGEST_NAME],
        voids=sorted(event.voids),
        successor=event.successor[:LONGEST_NAME],
        heard_at=work.now(),
        heard=heard,
        pulled_at=work.now() if pulled else None,
    )
    if not added and heard is not Heard.UNSIGNED:
        _believe_more(work, key, heard, pulled=pulled)
    return added


def _is_as_good_as_asked(work: Work, carrier: str, heard: Heard) -> bool:
    """A carrier that cannot be asked vouches for an end by its signature, or by its key at our door."""
    if heard is not Heard.SIGNED:
        return heard is Heard.PULLED
    return not can_be_asked(work.use(Carriers), carrier)


def _believe_more(work: Work, key: str, heard: Heard, *, pulled: bool) -> None:
    """The same scan again from a better source."""
    same = update(TrackEvent).where(TrackEvent.key == key, TrackEvent.pulled_at.is_(None))
    if pulled:
        work.session.execute(same.values(heard=heard, pulled_at=work.now()))
    else:
        work.session.execute(same.where(TrackEvent.heard == Heard.UNSIGNED).values(heard=heard))


def scans_of(work: Work, waybill: Waybill) -> Sequence[TrackEvent]:
    """What was told of the numbers the parcel has now: an order that was cancelled and placed anew left
    its old number behind."""
    numbers = numbers_of(work, waybill)
    told = select(TrackEvent).where(TrackEvent.waybill_id == waybill.id, TrackEvent.number.in_(numbers))
    return work.session.scalars(told.order_by(TrackEvent.id).execution_options(populate_existing=True)).all()


def weigh(work: Work, waybill: Waybill, heard: Heard) -> None:
    """Bring a locked parcel to where its scans say it is; again when a further number brought more scans."""
    for _ in range(5):
        told = scans_of(work, waybill)
        named = follow(work, waybill, told, heard)
        fresh = [number for number in named if _enter_number(work, waybill, number)]
        if not fresh or not sum(adopt_number(work, waybill, number) for number in fresh):
            return


def _enter_number(work: Work, waybill: Waybill, number: str) -> bool:
    """Write the further number down, unless it is known as somebody's."""
    if waybill_by_number(work, waybill.carrier, number) is not None:
        return False
    row = {"waybill_id": waybill.id, "carrier": waybill.carrier, "number": number, "since": work.now()}
    entered = insert_once(work, WaybillNumber, **row)
    if entered:
        go_on_under(work, waybill, number)
    return entered
