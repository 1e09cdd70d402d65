"""Counting without telling of single people: a share, and the spread of durations. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

FEWEST = 5
"""Fewer say nothing, and might say something about a person (docs/insight.md)."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.hits + other.hits, self.of + other.of)

    @property
    def ratio(self) -> float | None:
        """From 0 to 1, or None where too few were looked at."""
        return self.hits / self.of if self.of >= FEWEST else None

    @property
    def few(self) -> bool:
        """From one to four: the share would tell the number that its count does not."""
        return 0 < self.hits < FEWEST

    @property
    def told(self) -> float | None:
        """What may be shown of it."""
        return None if self.few else self.ratio


def quantile(spread: Mapping[int, int], part: float) -> int | None:
    """The smallest value that at least this part of all does not exceed; None where there are too few.

    `spread` says how often each value occurred: nearest rank, so the answer is a value that occurred.
    """
    total = sum(spread.values())
    if total < FEWEST:
        return None
    rank, seen = ceil(total * part), 0
    for value in sorted(spread):
        seen += spread[value]
        if seen >= rank:
            return value
    return None
