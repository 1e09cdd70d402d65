"""What a carrier company promises us, in our words; each company's own words stay in its adapter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Leg(StrEnum):
    OUTBOUND = "outbound"
    """The originals, from the citizen to us."""
    RETURN = "return"
    """The result and the originals, to the citizen."""


class TrackCode(StrEnum):
    """What happened to a parcel, as far as it matters to us."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    FAILED = "failed"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Order:
    """One parcel to be carried. `reference` is ours, stable and never used for another parcel."""

    reference: str
    leg: Leg
    sender: Contact
    receiver: Contact
    contents: str
    weight_grams: int


@dataclass(frozen=True)
class Booked:
    number: str
    route_code: str = ""


@dataclass(frozen=True)
class CarrierEvent:
    number: str
    code: TrackCode
    at: datetime
    """When it happened, says the carrier; aware."""
    text: str


class CarrierFault(Exception):
    """A call to a carrier did not end well; the kind of fault decides what may be done next."""


class Rejected(CarrierFault):
    """The carrier understood and refuses: repeating is useless, the message tells a person why."""


class Unavailable(CarrierFault):
    """The carrier was not reached: nothing was sent, so trying again later is safe."""


class OutcomeUnknown(CarrierFault):
    """It was sent and no answer came. Never repeat it: ask with `find` first."""


class Forged(CarrierFault):
    """A pushed message does not carry the carrier's signature."""


class Carrier(Protocol):
    """A company that carries parcels. Every method may raise Unavailable or OutcomeUnknown."""

    name: str
    title: str
    """What people call it, in Chinese."""
    simulated: bool
    """True for a stand-in: labels must say so."""
    may_carry_official: bool
    """Postal Law (2015) art. 55: official documents go by the postal enterprise alone."""

    def book(self, order: Order) -> Booked:
        """Order a parcel and get its number. The same reference again gives the same number.

        Raises Rejected when the order cannot be taken, or when the reference was used before for
        another order.
        """
        ...

    def find(self, reference: str) -> Booked | None:
        """What became of this reference, or None when the carrier never got it."""
        ...

    def call_to_door(self, number: str, begin: datetime, end: datetime) -> None:
        """Ask for the courier to fetch the parcel between two moments. The last word counts."""
        ...

    def announce(self, number: str, at: datetime) -> None:
        """Tell that the courier took this parcel from our desk at `at`; again changes nothing."""
        ...

    def track(self, number: str) -> Sequence[CarrierEvent]:
        """Everything known of a parcel, in any order; nothing for a number not known."""
        ...

    def read_push(self, body: bytes, signature: str) -> Sequence[CarrierEvent]:
        """The events of a message pushed to us, or Forged; ValueError when it is not readable."""
        ...


@dataclass(frozen=True)
class Rehearsed:
    """A parcel of a stand-in carrier, for the developers' page."""

    number: str
    order: Order
    booked_at: datetime
    events: Sequence[CarrierEvent]


@runtime_checkable
class Rehearsal(Protocol):
    """What a stand-in offers besides: to look at its parcels and to let things happen to them."""

    def parcels(self) -> Sequence[Rehearsed]: ...

    def step(self, number: str, code: TrackCode) -> None:
        """Let this happen now; KeyError for a number not known."""
        ...


class NoCarrier(LookupError):
    """No company at hand may carry this."""


@dataclass(frozen=True)
class Carriers:
    """The companies at hand, the preferred one first."""

    all: tuple[Carrier, ...]

    def named(self, name: str) -> Carrier:
        """The company of this name; NoCarrier when there is none."""
        for carrier in self.all:
            if carrier.name == name:
                return carrier
        raise NoCarrier(name)

    def for_leg(self, leg: Leg) -> Carrier:
        """Who carries this leg: results and originals in a return parcel are official documents."""
        for carrier in self.all:
            if leg is Leg.OUTBOUND or carrier.may_carry_official:
                return carrier
        raise NoCarrier(leg)
