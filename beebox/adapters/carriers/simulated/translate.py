"""The stand-in's own words and ours, and nothing but translation between them."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from beebox.carrier_sim import numbers
from beebox.carrier_sim.journeys import Proof as Hands
from beebox.carrier_sim.journeys import Step
from beebox.carrier_sim.parcels import Ordered, Parcel, Party
from beebox.carrier_sim.parcels import Payer as Paying
from beebox.carrier_sim.places import sorting_code
from beebox.carrier_sim.road import Scan
from beebox.logistics.orders import Booked, Contact, Leg, Order, Payer, Product, Window
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

number_of = numbers.postal
"""The number of a sequence: 13 signs of a series that no post gives out."""
WORDS: dict[str, TrackStatus] = {
    Step.PICKUP_FAILED: TrackStatus.PICKUP_FAILED,
    Step.PICKED_UP: TrackStatus.PICKED_UP,
    Step.MOVING: TrackStatus.IN_TRANSIT,
    Step.ARRIVED: TrackStatus.ARRIVED,
    Step.OUT: TrackStatus.OUT_FOR_DELIVERY,
    Step.READY: TrackStatus.READY_FOR_COLLECTION,
    Step.NOT_DELIVERED: TrackStatus.ATTEMPT_FAILED,
    Step.HELD: TrackStatus.HELD,
    Step.SIGNED: TrackStatus.DELIVERED,
    Step.UNSIGNED: TrackStatus.INFO,
    Step.RETURNING: TrackStatus.RETURNING,
    Step.RECALLED: TrackStatus.RETURNING,
    Step.REDIRECTED: TrackStatus.REDIRECTED,
    Step.INTERCEPTED: TrackStatus.INTERCEPTED,
    Step.INTERCEPT_ORDERED: TrackStatus.INTERCEPTED,
    Step.REFUSED: TrackStatus.REFUSED,
    Step.RETURNED: TrackStatus.RETURNED,
    Step.LOST: TrackStatus.LOST,
    Step.DAMAGED: TrackStatus.DAMAGED,
    Step.CANCELLED: TrackStatus.CANCELLED,
    Step.PICTURE: TrackStatus.INFO,
    Step.ODD: TrackStatus.UNKNOWN,
}
"""What is not here is not told."""
_OUR_WORDS = {ours: theirs for theirs, ours in reversed(WORDS.items())}
_REASONS = {
    Step.PICKUP_FAILED: Reason.NO_CONTACT,
    Step.NOT_DELIVERED: Reason.NOT_PRESENT,
    Step.REFUSED: Reason.REFUSED,
    Step.LOST: Reason.LOST,
    Step.DAMAGED: Reason.DAMAGED,
}
_PROOFS = {Hands.SELF: Proof.SELF, Hands.MAILROOM: Proof.MAILROOM, Hands.LOCKER: Proof.LOCKER}
_PLACE = "广州市"


def ordered_from(order: Order) -> Ordered:
    window = order.pickup
    return Ordered(
        order.reference,
        _party(order.sender),
        _party(order.receiver),
        order.contents,
        order.weight_grams,
        _paying(order),
        order.product,
        (window.begin.isoformat(), window.end.isoformat()) if window else None,
        order.leg is Leg.RETURN,
    )


def order_from(told: Ordered) -> Order:
    leg = Leg.RETURN if told.is_return else Leg.OUTBOUND
    at_the_door = Paying.RECEIVER if told.is_return else Paying.SENDER
    return Order(
        told.reference,
        leg,
        _contact(told.sender),
        _contact(told.receiver),
        told.contents,
        told.grams,
        Payer.CITIZEN if told.payer is at_the_door else Payer.GOVERNMENT,
        Product(told.product),
        Window(*map(datetime.fromisoformat, told.pickup)) if told.pickup else None,
    )


def booked_from(parcel: Parcel) -> Booked:
    return Booked(parcel.number, sorting_code(parcel.ordered.receiver.address))


def rows_from(scans: Sequence[Scan]) -> list[dict[str, Any]]:
    """Scans as rows of the wire."""
    return [_row(scan) for scan in scans if scan.step in WORDS]


def events_from_wire(rows: Sequence[Mapping[str, Any]]) -> list[CarrierEvent]:
    """The events we understand; a word the stand-in may learn later is passed over.

    Raises ValueError when a row is not what a row looks like.
    """
    try:
        return [_event(row) for row in rows if row["opCode"] in WORDS]
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"not a tracking row: {wrong}") from wrong


def event_to_wire(event: CarrierEvent) -> dict[str, Any]:
    row: dict[str, Any] = {
        "waybillNo": event.number,
        "opCode": event.code,
        "opTime": event.at.isoformat(),
        "opDesc": event.text,
    }
    more: dict[str, Any] = {
        "reason": event.reason,
        "proof": event.proof,
        "city": event.place,
        "office": event.office,
    }
    more |= {"voids": sorted(event.voids), "successor": event.successor}
    return row | {name: value for name, value in more.items() if value}


def code_to_wire(code: TrackStatus) -> str:
    """The stand-in's word for this; KeyError when it has none."""
    return _OUR_WORDS[code]


def pushed(body: bytes) -> list[CarrierEvent]:
    """The events of a pushed message; ValueError when it cannot be read."""
    told = json.loads(body.decode("utf-8"))
    rows = told.get("events") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise ValueError("a message without events")
    return events_from_wire(rows)


def push_body(events: Sequence[CarrierEvent]) -> bytes:
    return json.dumps({"events": list(map(event_to_wire, events))}, ensure_ascii=False).encode()


def signature_of(key: bytes, body: bytes) -> str:
    """`sha256=` and the HMAC of the raw body in hexadecimal."""
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def derived_key(secret: bytes) -> bytes:
    """A key for pushes alone, made from another secret without telling it."""
    return hmac.new(secret, b"carrier push", hashlib.sha256).digest()


def is_signed(key: bytes, body: bytes, signature: str) -> bool:
    return hmac.compare_digest(signature_of(key, body).encode(), signature.encode())


def _row(scan: Scan) -> dict[str, Any]:
    event = CarrierEvent(
        scan.number,
        scan.step,
        WORDS[scan.step],
        scan.at,
        scan.text,
        _REASONS.get(scan.step),
        _PROOFS.get(Hands(scan.details.get("proof", Hands.SELF))) if scan.step is Step.SIGNED else None,
        _PLACE,
        voids=frozenset({Step.SIGNED.value}) if scan.step is Step.UNSIGNED else frozenset(),
        successor=scan.details.get("successor", ""),
    )
    return event_to_wire(event)


def _event(row: Mapping[str, Any]) -> CarrierEvent:
    return CarrierEvent(
        _number(row["waybillNo"]),
        row["opCode"],
        WORDS[row["opCode"]],
        _aware(row["opTime"]),
        _shown(row["opDesc"]),
        Reason(row["reason"]) if "reason" in row else None,
        Proof(row["proof"]) if "proof" in row else None,
        _shown(row.get("city", "")),
        _shown(row.get("office", "")),
        frozenset(map(str, row.get("voids", ()))),
        _number(row["successor"]) if "successor" in row else "",
    )


def _number(told: object) -> str:
    number = str(told)
    if not (number.isascii() and number.isalnum() and len(number) <= 40):
        raise ValueError("not a number of a parcel")
    return number


def _shown(told: object) -> str:
    """A text without signs that no page can show."""
    return "".join(sign for sign in str(told)[:300] if sign.isprintable())


def _aware(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _paying(order: Order) -> Paying:
    if order.payer is Payer.CITIZEN:
        return Paying.RECEIVER if order.leg is Leg.RETURN else Paying.SENDER
    return Paying.SENDER if order.leg is Leg.RETURN else Paying.THIRD


def _party(contact: Contact) -> Party:
    return Party(contact.name, contact.phone, contact.address)


def _contact(party: Party) -> Contact:
    return Contact(party.name, party.phone, party.address)
