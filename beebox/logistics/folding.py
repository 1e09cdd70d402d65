"""Where all scans of a parcel together say it is. Pure: the same scans in any order, any often, say the same.

Scans are ordered by when they happened; at the same moment the higher rank counts. When a scan was heard
is left out on purpose: two machines that hear the same scans in another order must agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

_S = TrackStatus
BEFORE = (_S.CREATED, _S.PICKUP_SCHEDULED, _S.PICKUP_FAILED)
"""Nobody of the carrier has it yet."""
CARRIED = (
    _S.PICKED_UP,
    _S.REDIRECTED,
    _S.INTERCEPTED,
    _S.IN_TRANSIT,
    _S.ARRIVED,
    _S.HELD,
    _S.DAMAGED,
    _S.OUT_FOR_DELIVERY,
    _S.ATTEMPT_FAILED,
    _S.REFUSED,
    _S.READY_FOR_COLLECTION,
)
BACKWARD = (_S.RETURNING, _S.RETURNED)
"""The return chain: once it began it beats the forward chain."""
ENDS = frozenset({_S.DELIVERED, _S.RETURNED, _S.LOST})
"""Soft: a reversal takes each of them back, a return goes on after a delivery, what was lost may turn up."""
SILENT = frozenset({_S.INFO, _S.UNKNOWN})
"""Kept, and moves nothing."""
ORDER = (_S.CANCELLED, *BEFORE, *CARRIED, _S.LOST, _S.DELIVERED, *BACKWARD)
RANK: Mapping[TrackStatus, int] = {status: rank for rank, status in enumerate((*SILENT, *ORDER))}
"""Who wins when two scans carry the same second."""

_AFTER_START = frozenset({*CARRIED, *BACKWARD, _S.DELIVERED, _S.LOST})
_ON_THE_WAY = _AFTER_START - {_S.PICKED_UP}
FOLLOWS: Mapping[TrackStatus, frozenset[TrackStatus]] = {
    **dict.fromkeys(BEFORE, _AFTER_START | {*BEFORE, _S.CANCELLED}),
    **dict.fromkeys(CARRIED, _ON_THE_WAY),
    _S.CANCELLED: _AFTER_START,
    _S.DELIVERED: frozenset({_S.DELIVERED, *BACKWARD}),
    _S.RETURNING: frozenset({*BACKWARD, _S.LOST}),
    _S.RETURNED: frozenset({_S.RETURNED}),
    _S.LOST: _AFTER_START,
}
"""What may come after what. Anything else is kept and told as impossible, and does not move the parcel."""
_COMMONPLACE = frozenset({_S.PICKED_UP, *BEFORE})
"""A second scan of these is an everyday thing on a long way; it says nothing and nobody need look."""


@dataclass(frozen=True)
class Step:
    """One scan that moved the parcel, as it is to be understood."""

    status: TrackStatus
    at: datetime
    scan: CarrierEvent


@dataclass(frozen=True)
class Folded:
    """The whole of it; `at` is None and `status` CREATED where no scan moved anything."""

    status: TrackStatus = TrackStatus.CREATED
    at: datetime | None = None
    reason: Reason | None = None
    proof: Proof | None = None
    successor: str = ""
    """The newest number under which it goes on; empty when it kept its own."""
    steps: tuple[Step, ...] = ()
    """Oldest first, the last one is the head."""
    impossible: tuple[tuple[TrackStatus, CarrierEvent], ...] = ()
    """Scans that cannot be, each with where the parcel was: for the log, they move nothing."""
    taken_back: tuple[CarrierEvent, ...] = ()
    unknown: tuple[CarrierEvent, ...] = ()
    """Codes nobody has translated yet."""

    @property
    def head(self) -> Step | None:
        return self.steps[-1] if self.steps else None


def fold(events: Iterable[CarrierEvent]) -> Folded:
    """Take back what was taken back, put the rest in order, and see where it leads.

    Rules: an older scan never moves the head; once a return began, only the return chain moves it and
    a delivery is a delivery to the sender; after a delivery only a return moves on.
    """
    ordered = sorted(set(events), key=_place)
    survivors, taken_back = _without_taken_back(ordered)
    steps, impossible = _walk(survivors)
    head = steps[-1] if steps else None
    successors = [scan.successor for scan in survivors if scan.successor]
    return Folded(
        status=head.status if head else TrackStatus.CREATED,
        at=head.at if head else None,
        reason=head.scan.reason if head else None,
        proof=head.scan.proof if head else None,
        successor=successors[-1] if successors else "",
        steps=tuple(steps),
        impossible=tuple(impossible),
        taken_back=tuple(taken_back),
        unknown=tuple(scan for scan in survivors if scan.status is TrackStatus.UNKNOWN),
    )


def _walk(
    survivors: Sequence[CarrierEvent],
) -> tuple[list[Step], list[tuple[TrackStatus, CarrierEvent]]]:
    steps: list[Step] = []
    impossible: list[tuple[TrackStatus, CarrierEvent]] = []
    before: TrackStatus | None = None
    for scan in survivors:
        status = scan.status
        if status in SILENT:
            continue
        if before in BACKWARD and status is TrackStatus.DELIVERED:
            status = TrackStatus.RETURNED
        if before is None or status in FOLLOWS[before]:
            steps.append(Step(status, scan.at, scan))
            before = status
        elif not _is_commonplace(before, status):
            impossible.append((before, scan))
    return steps, impossible


def _is_commonplace(before: TrackStatus, status: TrackStatus) -> bool:
    if before in BACKWARD:
        return before is TrackStatus.RETURNING and status in CARRIED
    return before in CARRIED and status in _COMMONPLACE


def _without_taken_back(ordered: Sequence[CarrierEvent]) -> tuple[list[CarrierEvent], list[CarrierEvent]]:
    """A scan that takes back strikes the newest earlier scan of that code of its number.

    The newest such scan acts first, so that one that was itself taken back strikes nothing.
    """
    struck: set[int] = set()
    for place in range(len(ordered) - 1, -1, -1):
        scan = ordered[place]
        if not scan.voids or place in struck:
            continue
        found = (
            n
            for n in range(len(ordered) - 1, -1, -1)
            if n != place and n not in struck and _is_meant(scan, ordered[n])
        )
        struck.update(_first(found))
    survivors = [scan for place, scan in enumerate(ordered) if place not in struck]
    return survivors, [ordered[place] for place in sorted(struck)]


def _is_meant(by: CarrierEvent, scan: CarrierEvent) -> bool:
    return scan.code in by.voids and scan.number == by.number and scan.at <= by.at


def _first(places: Iterable[int]) -> tuple[int, ...]:
    for place in places:
        return (place,)
    return ()


def _place(scan: CarrierEvent) -> tuple[object, ...]:
    """Moment, rank, and then whatever tells two scans apart, so that no order depends on chance."""
    rest = (scan.number, scan.code, scan.office, scan.place, scan.text, scan.reason or "", scan.proof or "")
    return (scan.at.astimezone(UTC), RANK[scan.status], *rest, scan.successor, sorted(scan.voids))
