"""The carrier that works without any company: for development, rehearsals and the tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.transport import Company
from beebox.kernel.clock import Clock
from beebox.logistics.faults import BadResponse, Forged, Unsupported
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
from beebox.logistics.ports import Capability, Pace, Rehearsed
from beebox.logistics.track_words import CarrierEvent, TrackStatus

SIGNATURE = "x-beebox-signature"


class SimulatedCarrier:
    """Keeps the whole promise of the port; nothing leaves this machine.

    `journal` is a file of its own; `key` signs what is pushed; `official` says whether it stands
    for the postal enterprise, which alone may carry official documents.
    """

    simulated = True
    can = frozenset({Capability.FIND, Capability.PICKUP, Capability.MANIFEST, Capability.PUSH})
    pace = Pace(a_second=1000, a_day=10_000_000, numbers_at_once=100)

    def __init__(
        self,
        journal: Path,
        clock: Clock,
        key: bytes,
        *,
        name: str = "simulated",
        official: bool = True,
    ) -> None:
        self.name = name
        self.title = "模拟邮政" if official else "模拟速运"
        self.may_carry_official = official
        self._company, self._clock, self._key = Company(journal, clock), clock, key

    def create(self, order: Order) -> Booked:
        return translate.booked_from_wire(self._company.accept(translate.order_to_wire(order)))

    def find(self, reference: str) -> Booked | None:
        wire = self._company.lookup(reference)
        return translate.booked_from_wire(wire) if wire else None

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        self._company.scan(number, "PICKED_UP", window.begin + (window.end - window.begin) / 2)
        return PickupBooked(number, window)

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        for number in numbers:
            if not self._company.was_scanned(number, "PICKED_UP"):
                self._company.scan(number, "PICKED_UP", at)
        return Manifest()

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        return translate.events_from_wire([row for number in numbers for row in self._company.scans(number)])

    def parse_push(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        if not translate.is_signed(self._key, body, headers.get(SIGNATURE, "")):
            raise Forged
        try:
            return Pushed(tuple(translate.pushed(body)), b'{"ok":true}')
        except ValueError as riddle:
            raise BadResponse(str(riddle)) from riddle

    def check_service(self, order: Order) -> Coverage:
        raise Unsupported

    def quote(self, order: Order) -> Quote:
        raise Unsupported

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        raise Unsupported

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        raise Unsupported

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        raise Unsupported

    def cancel_pickup(self, number: str, reference: str) -> None:
        raise Unsupported

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        raise Unsupported

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        raise Unsupported

    def sign(self, body: bytes) -> str:
        """The signature a pushed message carries."""
        return translate.signature_of(self._key, body)

    def parcels(self) -> Sequence[Rehearsed]:
        return [
            Rehearsed(number, translate.order_from_wire(wire), at, self.track([number]))
            for number, wire, at in self._company.orders()
        ]

    def step(self, number: str, status: TrackStatus) -> None:
        self._company.scan(number, translate.code_to_wire(status), self._clock.now())


def push_key(told: str | None, installation: bytes) -> bytes:
    """The key of pushed messages: as set, else made from the installation's own."""
    return told.encode() if told else translate.derived_key(installation)
