"""A carrier that keeps a journal and stumbles as it is told: quick enough for a thousand schedules."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from beebox.kernel.clock import Clock
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    Conflict,
    NotServiceable,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)
from beebox.logistics.orders import (
    Booked,
    Cancelled,
    Contact,
    Intercepted,
    Interception,
    Manifest,
    Order,
    Payer,
    PickupBooked,
    Window,
)
from beebox.logistics.ports import Capability, Pace

ASKABLE = frozenset(
    {Capability.FIND, Capability.CANCEL, Capability.PICKUP, Capability.INTERCEPT, Capability.MANIFEST}
)
MUTE = frozenset({Capability.CANCEL})
"""As EMS: nothing tells what became of a reference, and a courier comes only with the order."""
REFUSALS = {
    "reject": Rejected,
    "nowhere": NotServiceable,
    "payment": PaymentRefused,
    "auth": AuthFailed,
    "pool": NumberPoolEmpty,
}
_NO_ANSWER = {"timeout_after", "garbage", "late"}


@dataclass
class Accepted:
    reference: str
    number: str
    order: Order
    at: datetime
    live: bool = True
    collected: bool = False
    pickups: list[Window | None] = field(default_factory=list)


class ScriptedCarrier:
    """`faults` befall the coming calls in turn, whatever they are; then everything goes well.

    With `repeats` a reference that comes again makes another parcel, as a carrier may do that promises
    nothing; else it is answered with Conflict or with the first result, in turn.
    """

    simulated = True
    pace = Pace(a_second=10_000, a_day=10_000_000, numbers_at_once=100)

    def __init__(
        self,
        clock: Clock,
        name: str = "simulated",
        can: frozenset[Capability] = ASKABLE,
        *,
        official: bool = True,
        repeats: bool = False,
    ) -> None:
        self.name, self.title, self.can, self.may_carry_official = name, name, can, official
        self._clock, self._repeats = clock, repeats
        self.faults: deque[str] = deque()
        self.journal: list[Accepted] = []
        self.manifests: list[tuple[str, tuple[str, ...]]] = []
        self.intercepted: list[tuple[str, Interception]] = []
        self.calls: list[str] = []
        self._numbers = 0

    def orders(self) -> list[Accepted]:
        """What it has accepted by now."""
        return [one for one in self.journal if one.at <= self._clock.now()]

    def live(self) -> list[Accepted]:
        """Accepted by now or later, and not cancelled."""
        return [one for one in self.journal if one.live]

    def create(self, order: Order) -> Booked:
        fault = self._stumble("create")
        known = [one for one in self.orders() if one.reference == order.reference]
        if known and not self._repeats:
            if fault in _NO_ANSWER:
                raise OutcomeUnknown(fault)
            if len(self.calls) % 2 and known[0].live:
                return Booked(known[0].number)
            raise Conflict("8016")
        if fault == "payment" and order.payer is Payer.GOVERNMENT:
            fault = "ok"
        if fault in REFUSALS:
            raise REFUSALS[fault](fault)
        made = self._accept(order, timedelta(minutes=7) if fault == "late" else timedelta())
        if fault in _NO_ANSWER:
            raise BadResponse("<html>") if fault == "garbage" else OutcomeUnknown(fault)
        return Booked(made.number, "020")

    def find(self, reference: str) -> Booked | None:
        assert Capability.FIND in self.can
        if self._stumble("find") in _NO_ANSWER:
            raise OutcomeUnknown("find")
        known = [one for one in self.orders() if one.reference == reference and one.live]
        return Booked(known[0].number) if known else None

    def cancel(self, reference: str, number: str, why: str) -> Cancelled:
        fault = self._stumble("cancel")
        known = [one for one in self.orders() if one.reference == reference and number in ("", one.number)]
        if not known:
            said = Cancelled.NOT_FOUND
        elif any(one.collected for one in known):
            said = Cancelled.TOO_LATE
        else:
            said = Cancelled.CANCELLED if any(one.live for one in known) else Cancelled.ALREADY
            for one in known:
                one.live = False
        if fault in _NO_ANSWER:
            raise OutcomeUnknown(fault)
        return said

    def book_pickup(self, number: str, reference: str, window: Window) -> PickupBooked:
        self._pickup(number, window)
        return PickupBooked("P1", window)

    def cancel_pickup(self, number: str, reference: str) -> None:
        self._pickup(number, None)

    def intercept(self, number: str, reference: str, action: Interception, to: Contact | None) -> Intercepted:
        fault = self._stumble("intercept")
        self.intercepted.append((number, action))
        if fault in _NO_ANSWER:
            raise OutcomeUnknown(fault)
        return Intercepted("I1")

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        fault = self._stumble("close_manifest")
        if (key, tuple(numbers)) not in self.manifests:
            self.manifests.append((key, tuple(numbers)))
        if fault in _NO_ANSWER:
            raise OutcomeUnknown(fault)
        return Manifest("M1")

    def _pickup(self, number: str, window: Window | None) -> None:
        fault = self._stumble("pickup")
        next(one for one in self.journal if one.number == number).pickups.append(window)
        if fault in _NO_ANSWER:
            raise OutcomeUnknown(fault)

    def _accept(self, order: Order, later: timedelta) -> Accepted:
        waiting = [one for one in self.journal if one.reference == order.reference]
        if waiting and not self._repeats:
            return waiting[0]
        self._numbers += 1
        number = f"SC{self._numbers:010d}"
        self.journal.append(Accepted(order.reference, number, order, self._clock.now() + later))
        return self.journal[-1]

    def _stumble(self, what: str) -> str:
        self.calls.append(what)
        fault = self.faults.popleft() if self.faults else "ok"
        if fault == "503":
            raise Unavailable("503")
        if fault == "throttle":
            raise Throttled("A1005", after=timedelta(minutes=2))
        if fault == "drop_before":
            raise OutcomeUnknown("dropped")
        return fault
