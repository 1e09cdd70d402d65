"""The carrier that works without any company: for development, rehearsals and the tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from beebox.adapters.carriers.simulated import outcomes, statement, translate
from beebox.carrier_sim import tariff, troubles
from beebox.carrier_sim.company import Asked, Company
from beebox.carrier_sim.journal import Journal
from beebox.carrier_sim.journeys import Step
from beebox.carrier_sim.labels import draw_label
from beebox.carrier_sim.parcels import Fate, Ordered, Refusal, Refused
from beebox.kernel.clock import Clock
from beebox.logistics.faults import BadResponse, Forged, Rejected
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    Contact,
    Coverage,
    FeeKind,
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
    Reach,
    Statement,
    Window,
)
from beebox.logistics.ports import Capability, Pace, Rehearsed
from beebox.logistics.track_words import CarrierEvent, TrackStatus

SIGNATURE = "x-beebox-signature"
_REACH = {
    Refusal.OUT_OF_RANGE: Reach.NO,
    Refusal.UNPARSABLE: Reach.REVIEW,
    Refusal.REVIEW: Reach.REVIEW,
}
_CANCELLED = {
    Refusal.ALREADY: Cancelled.ALREADY,
    Refusal.TOO_LATE: Cancelled.TOO_LATE,
    Refusal.NOT_FOUND: Cancelled.NOT_FOUND,
}


class SimulatedCarrier:
    """Keeps the whole promise of the port; nothing leaves this machine.

    `journal` is a file of its own; `key` signs what is pushed; `official` says whether it stands
    for the postal enterprise, which alone may carry official documents. Words such as 模拟超时 in a
    name or an address make it misbehave: docs/carrier-simulator.md lists them.
    """

    simulated = True
    can = frozenset(Capability)
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
        self._key = key
        self._company = Company(Journal(journal, clock), name, _number)

    def check_start(self) -> None:
        """It has no settings that could be wrong."""

    def check_service(self, order: Order) -> Coverage:
        for magic in troubles.magic_in(translate.ordered_from(order).words, "create"):
            if isinstance(magic.effect, Refusal) and magic.effect in _REACH:
                return Coverage(_REACH[magic.effect], Refused(magic.effect).message)
        return Coverage(Reach.YES)

    def quote(self, order: Order) -> Quote:
        price = tariff.price_of(self.name, order.weight_grams)
        return Quote(price.fen, price.charged_grams, "模拟资费")

    def create(self, order: Order) -> Booked:
        ordered = translate.ordered_from(order)
        asked = Asked("create", lambda: self._company.accept(ordered), order.reference, ordered=ordered)
        return translate.booked_from(self._ask(asked))

    def find(self, reference: str) -> Booked | None:
        """Raises Rejected for an order that was cancelled: its reference is used up."""
        try:
            parcel = self._company.lookup(reference)
        except Refused:
            return None
        if parcel.fate is Fate.CANCELLED:
            raise outcomes.fault_of(Refused(Refusal.ALREADY))
        return translate.booked_from(parcel)

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        width, height = map(float, paper.split("x"))

        def do() -> bytes:
            parcel = self._company.parcel(number)
            return draw_label(parcel, self.title, width, height)

        return Label(self._ask(Asked("label", do, number=number)))

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        def do() -> Cancelled:
            try:
                self._company.cancel(reference, number)
            except Refused as no:
                if no.kind in _CANCELLED:
                    return _CANCELLED[no.kind]
                raise
            return Cancelled.CANCELLED

        asked = Asked("cancel", do, reference, number)
        served = self._company.serve(asked)
        if served.refused is not None and served.refused.kind in _CANCELLED:
            return _CANCELLED[served.refused.kind]
        told: Cancelled = outcomes.answer_of(served)
        return told

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        if action is Interception.REDIRECT and to is None:
            raise Rejected("改派需要新的收件人", field="to")
        toward = f"{to.name} {to.phone} {to.address}" if to else ""

        def do() -> tuple[str, int]:
            return self._company.intercept(number, action, toward)

        instruction, fen = self._ask(Asked("intercept", do, reference, number))
        return Intercepted(instruction, fen)

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        middle = window.begin + (window.end - window.begin) / 2
        self._ask(Asked("pickup", lambda: self._company.call_courier(number, middle), reference, number))
        return PickupBooked(f"SIM-{number}", window)

    def cancel_pickup(self, number: str, reference: str) -> None:
        self._ask(Asked("pickup", lambda: self._company.call_courier(number, None), reference, number))

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        self._ask(Asked("manifest", lambda: self._company.hand_over(key, numbers, at), key))
        return Manifest(f"SIM-{key}"[:40])

    def track(self, numbers: Sequence[str]) -> Sequence[CarrierEvent]:
        scans = [scan for number in numbers for scan in self._company.scans(number)]
        return translate.events_from_wire(translate.rows_from(scans))

    def parse_push(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        if not translate.is_signed(self._key, body, headers.get(SIGNATURE, "")):
            raise Forged
        try:
            return Pushed(tuple(translate.pushed(body)), b'{"ok":true}')
        except ValueError as riddle:
            raise BadResponse(str(riddle)) from riddle

    def fees(self, reference: str, number: str) -> Sequence[FeeLine]:
        try:
            parcel = self._company.parcel(number) if number else self._company.lookup(reference)
        except Refused:
            return ()
        collected = any(scan.step is Step.PICKED_UP for scan in self._company.scans(parcel.number))
        if not collected or troubles.has(parcel.ordered.words, troubles.NO_FEE):
            return ()
        price, payer = tariff.charged(self.name, parcel.ordered), translate.order_from(parcel.ordered).payer
        return (FeeLine(FeeKind.FREIGHT, price.fen, price.charged_grams, payer, "运费"),)

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        return statement.read_statement(data)

    def bill(self) -> bytes:
        """The stand-in's bill for every parcel it collected, as `parse_statement` reads it."""
        known = [p for p in self._company.parcels() if p.fate is not Fate.FORWARDED]
        due = [p for p in known if self.fees(p.reference, p.number)]
        return statement.statement_of((p, translate.order_from(p.ordered).payer) for p in due)

    def sign(self, body: bytes) -> str:
        """The signature a pushed message carries."""
        return translate.signature_of(self._key, body)

    def parcels(self) -> Sequence[Rehearsed]:
        known = [p for p in self._company.parcels() if p.fate is not Fate.FORWARDED]
        return [
            Rehearsed(p.number, translate.order_from(p.ordered), p.at, self.track([p.number])) for p in known
        ]

    def step(self, number: str, status: TrackStatus) -> None:
        try:
            self._company.happen(number, Step(translate.code_to_wire(status)))
        except Refused:
            raise KeyError(number) from None

    def _ask(self, asked: Asked) -> Any:
        return outcomes.answer_of(self._company.serve(asked))


def _number(sequence: int, _: Ordered) -> str:
    return translate.number_of(sequence)


def push_key(told: str | None, installation: bytes) -> bytes:
    """The key of pushed messages: as set, else made from the installation's own."""
    return told.encode() if told else translate.derived_key(installation)
