"""What the simulated carriers charge: made up, but the same every time. Fen and grams."""

from dataclasses import dataclass

from beebox.carrier_sim.parcels import Ordered

_FIRST = {"ems": 1200, "sf": 1300}
_STEP_GRAMS = 500


@dataclass(frozen=True)
class Price:
    fen: int
    charged_grams: int


def price_of(carrier: str, grams: int) -> Price:
    """The first 500 grams, then 2 yuan for every 500 more that are begun."""
    steps = max(1, -(-grams // _STEP_GRAMS))
    return Price(_FIRST.get(carrier, 1200) + 200 * (steps - 1), steps * _STEP_GRAMS)


def charged(carrier: str, ordered: Ordered) -> Price:
    return price_of(carrier, ordered.grams)


def yuan(fen: int) -> str:
    """As carriers write money: decimal yuan as text."""
    return f"{fen // 100}.{fen % 100:02d}"
