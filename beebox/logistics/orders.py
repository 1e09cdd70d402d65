"""What we ask of a carrier and what it answers, in our words."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from beebox.logistics.track_words import CarrierEvent


class Leg(StrEnum):
    OUTBOUND = "outbound"
    """The originals, from the citizen to us."""
    RETURN = "return"
    """The result and the originals, to the citizen."""


class Product(StrEnum):
    """How fast it travels; each carrier has its own name for it."""

    EXPRESS = "express"
    PARCEL = "parcel"


class Payer(StrEnum):
    """Who pays the carrier. Collecting money for goods is something else and is never asked for."""

    GOVERNMENT = "government"
    """By the centre's monthly account."""
    CITIZEN = "citizen"
    """At the door: when it is fetched on the outbound leg, when it arrives on the return leg."""


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    address: str
    """One line, as people write it; `places.place_of` takes it apart."""


@dataclass(frozen=True)
class Window:
    """Between two aware moments."""

    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Order:
    """One parcel to be carried. `reference` is ours: at most 40 ASCII signs, used for one parcel only."""

    reference: str
    leg: Leg
    sender: Contact
    receiver: Contact
    contents: str
    weight_grams: int
    payer: Payer = Payer.GOVERNMENT
    product: Product = Product.EXPRESS
    pickup: Window | None = None
    """When the courier is to come to the sender's door; None when nobody calls one there."""


@dataclass(frozen=True)
class Booked:
    number: str
    route_code: str = ""
    """What a label prints large for the sorters."""


class Reach(StrEnum):
    YES = "yes"
    REVIEW = "review"
    """A person of the carrier will look at the address."""
    NO = "no"


@dataclass(frozen=True)
class Coverage:
    reach: Reach
    why: str = ""
    windows: tuple[Window, ...] = ()
    """When a courier could come, where the carrier tells."""


@dataclass(frozen=True)
class Quote:
    fen: int
    charged_grams: int
    basis: str = ""


class LabelPaper(StrEnum):
    """Width by height in millimetres."""

    LARGE = "100x180"
    SMALL = "76x130"


@dataclass(frozen=True)
class Label:
    data: bytes
    media_type: str = "application/pdf"

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


class Cancelled(StrEnum):
    CANCELLED = "cancelled"
    ALREADY = "already"
    TOO_LATE = "too_late"
    """The courier has it: it may still be intercepted."""
    NOT_FOUND = "not_found"
    """The carrier knows no such order."""


class Interception(StrEnum):
    RETURN = "return"
    REDIRECT = "redirect"
    HOLD = "hold"


@dataclass(frozen=True)
class Intercepted:
    instruction: str
    """The carrier's number of it."""
    fee_fen: int | None = None


@dataclass(frozen=True)
class PickupBooked:
    confirmation: str
    window: Window


@dataclass(frozen=True)
class Manifest:
    """What the carrier made of a hand-over; no number where it makes nothing of it."""

    number: str = ""
    document: Label | None = None


class FeeKind(StrEnum):
    FREIGHT = "freight"
    INSURANCE = "insurance"
    PICKUP = "pickup"
    PACKAGING = "packaging"
    INTERCEPTION = "interception"
    RETURN = "return"
    OTHER = "other"


@dataclass(frozen=True)
class FeeLine:
    kind: FeeKind
    fen: int
    charged_grams: int | None = None
    payer: Payer | None = None
    text: str = ""


@dataclass(frozen=True)
class StatementLine:
    """One line of a carrier's bill; `row` counts from 1 as a person sees it in the file."""

    row: int
    number: str
    reference: str
    on: date | None
    fen: int
    charged_grams: int | None
    payer: Payer | None
    kind: FeeKind
    city: str = ""
    text: str = ""


@dataclass(frozen=True)
class Statement:
    lines: tuple[StatementLine, ...]
    total_fen: int | None = None
    """The total as printed in the file, where there is one."""


@dataclass(frozen=True)
class Pushed:
    """What a pushed message says, and what its sender has to be answered once it is kept."""

    events: tuple[CarrierEvent, ...]
    ack: bytes
    ack_type: str = "application/json"
    signed: bool = True
    """False where the carrier signs nothing: then only asking makes an end certain."""
