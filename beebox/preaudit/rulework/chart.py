"""The drawing of what a limit costs at each place: plain numbers in, points of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

from beebox.preaudit.rulework.costs import Cost

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 72, 530, 16, 212
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Three lines over the places of a limit, evenly spaced; `best` and `now` are x and y of a dot."""

    missed: str
    wrong: str
    total: str
    ticks: tuple[Tick, ...]
    places: tuple[Tick, ...]
    best: tuple[float, float]
    now: tuple[float, float]
    left: int = LEFT
    right: int = RIGHT
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(costs: Sequence[Cost], now: float, wrong: float, missed: float) -> Chart | None:
    """None where there is nothing to draw a line through."""
    if len(costs) < 2:
        return None
    totals = [one.minutes(wrong, missed) for one in costs]
    top = _round_top(max(totals))
    xs = [LEFT + (RIGHT - LEFT) * n / (len(costs) - 1) for n in range(len(costs))]

    def y(minutes: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * minutes / top, 1)

    best = min(range(len(costs)), key=lambda n: (totals[n], abs(costs[n].value - now)))
    here = min(range(len(costs)), key=lambda n: abs(costs[n].value - now))
    return Chart(
        missed=_line(xs, [y(one.missed * missed) for one in costs]),
        wrong=_line(xs, [y(one.wrong * wrong) for one in costs]),
        total=_line(xs, [y(one) for one in totals]),
        ticks=tuple(Tick(y(top * n / 4), f"{top * n / 4:g}") for n in range(5)),
        places=tuple(Tick(round(x, 1), f"{one.value:g}") for x, one in zip(xs, costs, strict=True)),
        best=(round(xs[best], 1), y(totals[best])), now=(round(xs[here], 1), y(totals[here])),
    )  # fmt: skip


def _line(xs: Sequence[float], ys: Sequence[float]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:g}" for x, y in zip(xs, ys, strict=True))


def _round_top(most: float) -> float:
    """The next round number that four even steps lead up to."""
    scale = 1.0
    while scale * 40 < most:
        scale *= 10
    return next((scale * step * 4 for step in _STEPS if scale * step * 4 >= most), 4.0)


def cheapest(costs: Sequence[Cost], now: float, wrong: float, missed: float) -> Cost | None:
    """The place that costs least; of equal ones the nearest to the present."""
    return min(
        costs, key=lambda one: (one.minutes(wrong, missed), abs(one.value - now)), default=None
    )  # fmt: skip
