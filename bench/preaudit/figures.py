"""Figures, goals and the rows they make."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, hits: int, of: int = 1) -> None:
        self.hits += hits
        self.of += of

    @property
    def part(self) -> float:
        """0 to 1; 0 where there was nothing to count."""
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.part:.1%} of {self.of}".replace("%", " %") if self.of else "–"


@dataclass
class Seconds:
    """Processor seconds a page, of several pictures."""

    of: dict[str, float] = field(default_factory=dict)

    def median(self, keys: Sequence[str] | None = None) -> float:
        """Of these pictures, or of all."""
        return statistics.median(self.of[key] for key in (keys or self.of))

    @property
    def p95(self) -> float:
        """The 95th percentile, by nearest rank."""
        return sorted(self.of.values())[math.ceil(0.95 * len(self.of)) - 1]

    def __str__(self) -> str:
        return f"{self.median():.2f} / {self.p95:.2f} s of {len(self.of)}" if self.of else "–"


@dataclass(frozen=True)
class Goal:
    """What is to be reached, in words and as a test of our own figure."""

    words: str
    reached: Callable[[Share], bool]


def at_least(part: float) -> Goal:
    return Goal(_percent(part) if part == 1 else f"≥ {_percent(part)}", lambda share: share.part >= part)


def at_most(part: float) -> Goal:
    return Goal(f"≤ {_percent(part)}", lambda share: share.part <= part)


NONE = Goal("0", lambda share: share.hits == 0)


def _percent(part: float) -> str:
    return f"{part * 100:g} %"


@dataclass(frozen=True)
class Row:
    """One line of the table. `cells`: by column; `reached` None: there is no goal, or no figure yet."""

    part: str
    title: str
    cells: Mapping[str, str]
    goal: str = ""
    reached: bool | None = None


def share_row(part: str, title: str, found: Mapping[str, Share], goal: Goal | None, judged: str) -> Row:
    """`judged`: the column the goal is for. Where nothing was counted, only harm is known: there is none."""
    cells = {column: _told(share, goal) for column, share in found.items() if share.of or goal is NONE}
    ours = found.get(judged)
    known = ours is not None and (ours.of > 0 or goal is NONE)
    reached = goal.reached(ours) if goal and ours and known else None
    return Row(part, title, cells, goal.words if goal else "", reached)


def _told(share: Share, goal: Goal | None) -> str:
    return f"{share.hits} of {share.of}" if goal is NONE else str(share)
