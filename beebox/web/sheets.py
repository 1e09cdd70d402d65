"""What stands on each printed sheet. A room fills one of these; a template below paper/ prints it.

Moments are aware; the paper shows them in the service's zone. Who may see a name whole decides the
room: names given as `applicant` or `receiver` are printed as they come, so they come masked.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

HELP_PHONE = "12345"


@dataclass(frozen=True)
class SlipOriginal:
    name: str
    count: int
    unit: str
    """张, 本, 页, 份."""
    fate: str
    """What becomes of it: 核对后随结果寄回, 部门留存."""


@dataclass(frozen=True)
class Slip:
    """投件单 (A5): goes into the envelope with the originals."""

    code: str
    item: str
    department: str
    applicant: str
    phone_tail: str
    originals: tuple[SlipOriginal, ...]
    box_name: str
    box_address: str
    box_hours: str
    slots: tuple[time, ...]
    next_emptyings: tuple[datetime, ...]
    drop_by: date
    passed_at: datetime
    not_needed: str = ""
    """A sentence on what need not be put in."""
    help_phone: str = HELP_PHONE

    @property
    def qr(self) -> str:
        return f"LBB:ENV:{self.code}"

    @property
    def count(self) -> int:
        return sum(original.count for original in self.originals)


@dataclass(frozen=True)
class BaggedEnvelope:
    code: str
    item: str
    applicant: str
    originals: int


@dataclass(frozen=True)
class BagSheet:
    """袋单 (A4): travels with a department's bag; both sides sign it."""

    code: str
    department: str
    place: str
    """The box, or the sorting desk when envelopes of several boxes share a bag."""
    round_name: str
    """Such as 上午 or 第 1 班."""
    day: date
    slot: time
    envelopes: tuple[BaggedEnvelope, ...]
    collector: str = ""
    sealed_at: datetime | None = None
    seal: str = ""
    tray: str = ""
    """Number of the sorting tray (分拣格)."""

    @property
    def qr(self) -> str:
        return f"LBB:BAG:{self.code}"

    @property
    def originals(self) -> int:
        return sum(envelope.originals for envelope in self.envelopes)


@dataclass(frozen=True)
class MailedParcel:
    waybill: str
    code: str
    receiver: str
    place: str
    """City and district only."""
    contents: str
    weight_grams: int

    @property
    def weight(self) -> str:
        return f"{max(self.weight_grams, 100) / 1000:.1f}"


@dataclass(frozen=True)
class MailOutList:
    """交寄清单 (A4): what the courier takes along, counted and signed."""

    number: str
    carrier: str
    desk: str
    made_at: datetime
    parcels: tuple[MailedParcel, ...]
    simulated: bool
    handed_by: str = ""

    @property
    def weight(self) -> str:
        return f"{sum(max(p.weight_grams, 100) for p in self.parcels) / 1000:.1f}"
