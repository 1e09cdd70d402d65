"""The stand-in's own words and ours, and nothing but translation between them."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from beebox.logistics.orders import Booked, Contact, Leg, Order
from beebox.logistics.track_words import CarrierEvent, TrackStatus

PREFIX = "LB99"
"""Numbers of the stand-in begin so: the service LB with 99 in front is never given out by a post."""
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
WORDS = {
    "PICKED_UP": TrackStatus.PICKED_UP,
    "MOVING": TrackStatus.IN_TRANSIT,
    "NOT_DELIVERED": TrackStatus.ATTEMPT_FAILED,
    "SIGNED": TrackStatus.DELIVERED,
}
_OUR_WORDS = {ours: theirs for theirs, ours in WORDS.items()}


def number_of(sequence: int) -> str:
    """The `sequence`-th number: 13 signs with the check digit of UPU S10.

    Raises ValueError after a million parcels.
    """
    if not 0 <= sequence < 1_000_000:
        raise ValueError("the stand-in has given out all its numbers")
    digits = f"{PREFIX[2:]}{sequence:06d}"
    return f"{PREFIX[:2]}{digits}{check_digit(digits)}CN"


def check_digit(digits: str) -> int:
    """UPU S10: weights 8 6 4 2 3 5 9 7, eleven minus the rest; 10 becomes 0 and 11 becomes 5."""
    rest = 11 - sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def order_to_wire(order: Order) -> dict[str, Any]:
    return {
        "orderNo": order.reference,
        "isReturn": "1" if order.leg is Leg.RETURN else "0",
        "sender": _contact_to_wire(order.sender),
        "receiver": _contact_to_wire(order.receiver),
        "cargoName": order.contents,
        "weight": str(order.weight_grams),
    }


def order_from_wire(wire: Mapping[str, Any]) -> Order:
    return Order(
        wire["orderNo"],
        Leg.RETURN if wire["isReturn"] == "1" else Leg.OUTBOUND,
        _contact_from_wire(wire["sender"]),
        _contact_from_wire(wire["receiver"]),
        wire["cargoName"],
        int(wire["weight"]),
    )


def booked_from_wire(wire: Mapping[str, Any]) -> Booked:
    return Booked(wire["waybillNo"], wire["routeCode"])


def events_from_wire(rows: Sequence[Mapping[str, Any]]) -> list[CarrierEvent]:
    """The events we understand; a word the stand-in may learn later is passed over.

    Raises ValueError when a row is not what a row looks like.
    """
    try:
        known = [row for row in rows if row["opCode"] in WORDS]
        return [
            CarrierEvent(
                _number(row["waybillNo"]),
                row["opCode"],
                WORDS[row["opCode"]],
                _aware(row["opTime"]),
                _shown(row["opDesc"]),
            )
            for row in known
        ]
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"not a tracking row: {wrong}") from wrong


def event_to_wire(event: CarrierEvent) -> dict[str, Any]:
    return {
        "waybillNo": event.number,
        "opCode": event.code,
        "opTime": event.at.isoformat(),
        "opDesc": event.text,
    }


def code_to_wire(code: TrackStatus) -> str:
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


def _contact_to_wire(contact: Contact) -> dict[str, str]:
    return {"name": contact.name, "mobile": contact.phone, "address": contact.address}


def _contact_from_wire(wire: Mapping[str, str]) -> Contact:
    return Contact(wire["name"], wire["mobile"], wire["address"])
