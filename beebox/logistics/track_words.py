"""Our words for what happens to a parcel; each carrier's own codes are translated in its adapter."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TrackStatus(StrEnum):
    """Where a parcel is, one axis of two; `Reason` tells why."""

    CREATED = "created"
    PICKUP_SCHEDULED = "pickup_scheduled"
    PICKUP_FAILED = "pickup_failed"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    """In the town of its receiver."""
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_COLLECTION = "ready_for_collection"
    """In a locker or at a counter, for the receiver to fetch."""
    ATTEMPT_FAILED = "attempt_failed"
    HELD = "held"
    DELIVERED = "delivered"
    REDIRECTED = "redirected"
    INTERCEPTED = "intercepted"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"
    CANCELLED = "cancelled"
    INFO = "info"
    """Worth keeping, says nothing about where the parcel is."""
    UNKNOWN = "unknown"
    """A code nobody has translated yet: kept, alarmed, moves nothing."""


class Reason(StrEnum):
    """Why a parcel is not where it should be."""

    REFUSED = "refused"
    ADDRESS_BAD = "address_bad"
    NO_CONTACT = "no_contact"
    NOT_PRESENT = "not_present"
    RESCHEDULED = "rescheduled"
    FEE_UNPAID = "fee_unpaid"
    PREMISES_CLOSED = "premises_closed"
    ID_CHECK_FAILED = "id_check_failed"
    DAMAGED = "damaged"
    LOST = "lost"
    PROHIBITED = "prohibited"
    CAPACITY = "capacity"
    WEATHER = "weather"
    SENDER_REQUEST = "sender_request"
    OTHER = "other"


class Proof(StrEnum):
    """Into whose hands a parcel was delivered."""

    SELF = "self"
    PROXY = "proxy"
    MAILROOM = "mailroom"
    PROPERTY = "property"
    LOCKER = "locker"
    STATION = "station"
    DOORSTEP = "doorstep"
    OTHER = "other"


@dataclass(frozen=True)
class CarrierEvent:
    """One scan as a carrier tells it."""

    number: str
    code: str
    """The carrier's own, raw."""
    status: TrackStatus
    at: datetime
    """When it happened, says the carrier; aware."""
    text: str
    reason: Reason | None = None
    proof: Proof | None = None
    place: str = ""
    office: str = ""
    """The carrier's code of the place that scanned: two scans in one second differ by it."""
    voids: frozenset[str] = frozenset()
    """The carrier's codes that this scan takes back, such as 704 by EMS 743."""
    successor: str = ""
    """The number under which the parcel goes on, when it got a new one."""
