"""Rows of processor time: one core, warm, decoding included, the same pictures for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.preaudit.figures import Row, Seconds
from bench.preaudit.pictures import Picture, as_from_a_camera, by_type, read_truth, spread
from bench.preaudit.readers import OURS, PYTESSERACT
from bench.preaudit.reading import Readings

_PART = "seconds a page"
HALF, LONGEST = 0.5, 1.5
"""The goals: against raw pytesseract (medians), and seconds for 19 of 20 camera pictures."""
SMALL, LARGE = "specimens as they are", "the same at 12 megapixels"
MANY, FEW = 20, 6
"""Pictures timed for ours, and for the slower columns."""


@dataclass(frozen=True)
class Plan:
    """Pictures by size; the slower columns are given `few` of them."""

    sizes: Mapping[str, Sequence[Picture]]
    few: int

    def of(self, size: str, column: str) -> Sequence[Picture]:
        return self.sizes[size] if column == OURS else spread(self.sizes[size], self.few)


def plan(limit: int | None, into: Path, specimens: Path) -> Plan:
    """Photo specimens, and the same enlarged as JPEGs in the folder `into`."""
    many = MANY if limit is None else min(limit, MANY)
    small = spread(by_type(read_truth(specimens / "photo")), many)
    return Plan({SMALL: small, LARGE: [as_from_a_camera(picture, into) for picture in small]}, min(many, FEW))


def seconds_of(pictures: Sequence[Picture], column: str, seen: Readings) -> Seconds:
    """Of the pictures this column could read."""
    read = [seen[column, picture.key] for picture in pictures]
    return Seconds({one.key: one.seconds for one in read if not one.trouble})


def rows(size: str, found: Mapping[str, Seconds]) -> list[Row]:
    """Median and 95th percentile of each column, then the ratio to raw pytesseract's median."""
    large = size == LARGE
    ours = found.get(OURS)
    cells = {column: str(seconds) for column, seconds in found.items()}
    goal = f"95th percentile ≤ {LONGEST} s" if large else ""
    reached = ours.p95 <= LONGEST if large and ours and ours.of else None
    made = [Row(_PART, f"{size}: median / 95th percentile", cells, goal, reached)]
    ratios = _ratios(found)
    if ratios:
        half = ratios[OURS] <= HALF if OURS in ratios else None
        told = {column: f"{ratio:.2f}" for column, ratio in ratios.items()}
        made.append(Row(_PART, f"{size}: ratio to pytesseract", told, f"≤ {HALF}", half))
    return made


def _ratios(found: Mapping[str, Seconds]) -> dict[str, float]:
    raw = found.get(PYTESSERACT, Seconds())
    ratios = {}
    for column, seconds in found.items():
        both = [key for key in seconds.of if key in raw.of]
        if both:
            ratios[column] = seconds.median(both) / raw.median(both)
    return ratios
