"""What a carrier company promises us, in our words; each company's own words stay in its adapter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn, Protocol, cast, runtime_checkable

from beebox.logistics.faults import Unsupported
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    Contact,
    Coverage,
    FeeLine,
    Intercepted,
    Interception,
    Label,
    LabelPaper,
    Leg,
    Manifest,
    Order,
    PickupBooked,
    Pushed,
    Quote,
    Statement,
    Window,
)
from beebox.logistics.track_words import CarrierEvent, TrackStatus


class Capability(StrEnum):
    """What a carrier offers; asking it for anything else raises Unsupported before anything is sent."""

    CHECK_SERVICE = "check_service"
    QUOTE = "quote"
    FIND = "find"
    """It can be asked what became of a reference. Without it a lost answer goes to a person."""
    LABEL = "label"
    OWN_LABEL = "own_label"
    """Its contract lets us print a label of our own drawing where its own cannot be had.

    Not assumed of any carrier: its sorters read zones that only its own label has.
    """
    CANCEL = "cancel"
    INTERCEPT = "intercept"
    PICKUP = "pickup"
    """A courier can be called to the door of an order made before. Without it: `Order.pickup` alone."""
    MANIFEST = "manifest"
    TRACK = "track"
    """It can be asked where a parcel is. Without it, what it signs counts as if it had been asked."""
    PUSH = "push"
    FEES = "fees"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Pace:
    """How much a carrier lets us ask: of one kind of call, per second and per day; numbers at a time."""

    a_second: int
    a_day: int
    numbers_at_once: int


class Carrier(Protocol):
    """A company that carries parcels. Every method may raise a CarrierFault; its class says what next.

    Nothing here repeats a call by itself, and nothing is called while a transaction is open.
    """

    name: str
    title: str
    """What people call it, in Chinese."""
    simulated: bool
    """True for a stand-in: labels must say so."""
    may_carry_official: bool
    """Postal Law (2015) art. 55: official documents go by the postal enterprise alone."""
    can: frozenset[Capability]
    pace: Pace

    def check_start(self) -> None:
        """Ask something harmless. Raises a BeeboxError of one sentence when our settings cannot be right.

        A carrier that is away is no reason to stop: what is ordered meanwhile waits.
        """
        ...

    def check_service(self, order: Order) -> Coverage:
        """Whether it goes there, without using up a number."""
        ...

    def quote(self, order: Order) -> Quote:
        """What it would cost."""
        ...

    def create(self, order: Order) -> Booked:
        """Order a parcel and get its number. Raises Conflict for a reference that was used before.

        A carrier may instead answer the first result again; whoever calls asks `find` when in doubt.
        """
        ...

    def find(self, reference: str) -> Booked | None:
        """What became of this reference, or None when the carrier never got it."""
        ...

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        """The carrier's own label."""
        ...

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        """Take an order back; `number` is empty when we never learnt it. Again changes nothing."""
        ...

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        """Stop, send back or redirect a parcel on its way; `to` goes with REDIRECT."""
        ...

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        """Call the courier to the sender's door. The last word counts."""
        ...

    def cancel_pickup(self, number: str, reference: str) -> None:
        """The courier need not come."""
        ...

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        """Tell that the courier took these parcels from our desk at `at`; the same key changes nothing."""
        ...

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        """Everything known of these parcels (at most `pace.numbers_at_once`), in any order.

        Nothing for a number that is not known.
        """
        ...

    def parse_push(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        """What a message pushed to us says. Raises Forged, and BadResponse when it cannot be read.

        Works on what it is given alone. Names of headers are in lower case.
        """
        ...

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        """What was charged so far; nothing when the carrier does not know yet."""
        ...

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        """The lines of a bill. Raises BadResponse that says which row and column cannot be read."""
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

    def step(self, number: str, status: TrackStatus) -> None:
        """Let this happen now; KeyError for a number not known."""
        ...


class NoCarrier(LookupError):
    """No company at hand may carry this."""


@dataclass(frozen=True)
class Departed:
    """A company that is not at hand any more: its parcels are still shown, asking it raises Unsupported."""

    name: str
    simulated: bool = False
    may_carry_official: bool = False
    can: frozenset[Capability] = frozenset()
    pace: Pace = Pace(1, 1, 1)

    @property
    def title(self) -> str:
        return self.name

    def __getattr__(self, method: str) -> Callable[..., NoReturn]:
        if method not in vars(Carrier):
            raise AttributeError(method)

        def refuse(*_given: object, **_named: object) -> NoReturn:
            raise Unsupported(f"这家快递（{self.name}）现在没有接入。")

        return refuse


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

    def is_at_hand(self, name: str) -> bool:
        return any(carrier.name == name for carrier in self.all)

    def known(self, name: str) -> Carrier:
        """The company of this name, or a stand-in that can do nothing: settings change, parcels stay."""
        return self.named(name) if self.is_at_hand(name) else cast(Carrier, Departed(name))

    def all_for(self, leg: Leg) -> tuple[Carrier, ...]:
        """Who may carry this leg: results and originals in a return parcel are official documents."""
        return tuple(c for c in self.all if leg is Leg.OUTBOUND or c.may_carry_official)

    def for_leg(self, leg: Leg) -> Carrier:
        """The preferred one of those who may carry this leg; NoCarrier when nobody may."""
        for carrier in self.all_for(leg):
            return carrier
        raise NoCarrier(leg)


def can_be_asked(carriers: Carriers, name: str) -> bool:
    """Whether this company tells where a parcel is; assumed of one that is not at hand."""
    return all(carrier.name != name or Capability.TRACK in carrier.can for carrier in carriers.all)
