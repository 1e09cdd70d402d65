"""The carrier that works without any company: for development, rehearsals and the tests."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.transport import Company
from beebox.kernel.clock import Clock
from beebox.logistics.ports import (
    Booked,
    CarrierEvent,
    Forged,
    Order,
    Rehearsed,
    TrackCode,
)


class SimulatedCarrier:
    """Keeps the whole promise of the port; nothing leaves this machine.

    `journal` is a file of its own; `key` signs what is pushed; `official` says whether it stands
    for the postal enterprise, which alone may carry official documents.
    """

    simulated = True

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

    def book(self, order: Order) -> Booked:
        return translate.booked_from_wire(self._company.accept(translate.order_to_wire(order)))

    def find(self, reference: str) -> Booked | None:
        wire = self._company.lookup(reference)
        return translate.booked_from_wire(wire) if wire else None

    def call_to_door(self, number: str, begin: datetime, end: datetime) -> None:
        self._company.scan(number, "PICKED_UP", begin + (end - begin) / 2)

    def announce(self, number: str, at: datetime) -> None:
        if not self._company.was_scanned(number, "PICKED_UP"):
            self._company.scan(number, "PICKED_UP", at)

    def track(self, number: str) -> Sequence[CarrierEvent]:
        return translate.events_from_wire(self._company.scans(number))

    def read_push(self, body: bytes, signature: str) -> Sequence[CarrierEvent]:
        if not translate.is_signed(self._key, body, signature):
            raise Forged
        return translate.pushed(body)

    def sign(self, body: bytes) -> str:
        """The signature a pushed message carries."""
        return translate.signature_of(self._key, body)

    def parcels(self) -> Sequence[Rehearsed]:
        return [
            Rehearsed(number, translate.order_from_wire(wire), at, self.track(number))
            for number, wire, at in self._company.orders()
        ]

    def step(self, number: str, code: TrackCode) -> None:
        self._company.scan(number, translate.code_to_wire(code), self._clock.now())


def push_key(told: str | None, installation: bytes) -> bytes:
    """The key of pushed messages: as set, else made from the installation's own."""
    return told.encode() if told else translate.derived_key(installation)
