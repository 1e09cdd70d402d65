"""Where the lines and columns of the small charts stand, in units of their picture. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beebox.tracking.insight.shares import Share
from beebox.tracking.insight.waiting import Flow

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 12, 22
_FLOOR = HEIGHT - BOTTOM
_TALL = _FLOOR - TOP
_WIDE = WIDTH - LEFT - RIGHT
_NICE = (1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    told: str


@dataclass(frozen=True)
class Line:
    """A share over the weeks; where too few were looked at the line is broken."""

    parts: tuple[tuple[Point, ...], ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for part in self.parts for point in part)


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Columns:
    """Two columns for each stretch of time: what came, and what was done."""

    came: tuple[Column, ...]
    done: tuple[Column, ...]
    top: int
    """The figure at the upper line."""


def line_of(weeks: Mapping[date, Share]) -> Line:
    """None to all from the floor to the top, one place a week."""
    parts: list[list[Point]] = [[]]
    for place, share in enumerate(weeks.values()):
        part = share.told
        if part is None:
            parts.append([])
            continue
        x = LEFT + _WIDE * (place + 0.5) / len(weeks)
        parts[-1].append(Point(round(x, 1), round(_FLOOR - _TALL * part, 1), f"{part * 100:.0f}%"))
    return Line(tuple(tuple(part) for part in parts if part))


def columns_of(flows: Sequence[Flow]) -> Columns:
    """Side by side, on one scale that ends at a round figure."""
    top = nice_top(max((max(flow.came, flow.done) for flow in flows), default=0))
    step = _WIDE / max(len(flows), 1)
    width = round(min(step * 0.4, 14), 2)

    def column(place: int, number: int, shift: float) -> Column:
        height = _TALL * number / top
        x = LEFT + step * (place + 0.5) + shift
        return Column(round(x, 1), round(_FLOOR - height, 1), width, round(height, 1))

    return Columns(
        tuple(column(n, flow.came, -width) for n, flow in enumerate(flows)),
        tuple(column(n, flow.done, 0) for n, flow in enumerate(flows)),
        top,
    )


def nice_top(most: int) -> int:
    """The next figure that is one digit and noughts; ten at least, so that little looks little."""
    power = 10
    while True:
        for nice in _NICE:
            if nice * power >= most:
                return nice * power
        power *= 10
