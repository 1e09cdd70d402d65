"""The one-time rule: a further notice may not come up with something new.

Administrative Licensing Law (2019) art. 32(4): everything to be mended is told at once. So a later
notice may name only what an earlier one named and is still wrong, and faults of files sent since.
Pure: sets in, sets out.
"""

from collections.abc import Collection, Set
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One reason held against one material."""

    material: int
    reason: str


@dataclass(frozen=True)
class Before:
    """What stands when a notice is written: what earlier ones named, and which materials got new
    files since the last of them."""

    notices: int
    named: Set[Fault]
    sent_since: Set[int]


def beyond(before: Before, proposed: Collection[Fault]) -> list[Fault]:
    """The faults this notice may not name by itself, in order; empty for a first notice."""
    if before.notices == 0:
        return []
    return sorted(
        fault
        for fault in set(proposed)
        if fault not in before.named and fault.material not in before.sent_since
    )


def unapproved(excess: Collection[Fault], approved: Set[Fault]) -> list[Fault]:
    """What of the excess no supervisor has agreed to."""
    return sorted(set(excess) - approved)
