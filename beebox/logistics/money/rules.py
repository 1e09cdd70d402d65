"""What a parcel costs and what a line of a bill means. Money is integer fen, weight is grams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from beebox.logistics.orders import FeeKind, Payer

TOLERANCE_FEN = 1
"""A bill may differ by so much: carriers round each line for themselves."""


class Stage(StrEnum):
    """How sure a sum is: each entry of the ledger belongs to one."""

    ESTIMATED = "estimated"
    """What it should cost, by quote or tariff, when it was ordered."""
    ACCRUED = "accrued"
    """What the carrier says it weighed and costs, since it was fetched."""
    BILLED = "billed"
    PAID = "paid"
    DISPUTED = "disputed"
    CREDITED = "credited"
    """Given back: less than nothing."""


class Outcome(StrEnum):
    """What comes of holding a line of a bill against our books."""

    MATCHED = "matched"
    AMOUNT_DIFF = "amount_diff"
    WEIGHT_DIFF = "weight_diff"
    MISSING_IN_STATEMENT = "missing_in_statement"
    """Ours and fetched, and not on the bill."""
    UNKNOWN_IN_STATEMENT = "unknown_in_statement"
    DUPLICATE_LINE = "duplicate_line"
    CANCELLED_BUT_BILLED = "cancelled_but_billed"
    """It never travelled."""
    WRONG_PAYER = "wrong_payer"
    """The citizen paid, or was to pay, at the door."""
    RETURN_LEG = "return_leg"
    """The number under which a parcel of ours went back or on."""


@dataclass(frozen=True)
class Zone:
    """Where the far end of a parcel lies. `where` are words of its address; none means everywhere."""

    name: str
    where: tuple[str, ...]
    first_grams: int
    first_fen: int
    step_grams: int
    step_fen: int


@dataclass(frozen=True)
class Tariff:
    """A carrier's prices for one product from one day until another, both included."""

    carrier: str
    product: str
    version: str
    valid_from: date
    valid_until: date | None
    divisor: int
    """Cubic centimetres that are charged as one kilogram: a value of the contract."""
    minimum_fen: int
    zones: tuple[Zone, ...]


@dataclass(frozen=True)
class Price:
    fen: int
    charged_grams: int
    zone: str


def tariff_in_force(tariffs: Sequence[Tariff], carrier: str, product: str, on: date) -> Tariff | None:
    """The one tariff of this carrier and product on this day."""
    for tariff in tariffs:
        in_force = tariff.valid_from <= on <= (tariff.valid_until or date.max)
        if in_force and (tariff.carrier, tariff.product) == (carrier, product):
            return tariff
    return None


def zone_of(tariff: Tariff, address: str) -> Zone:
    """The first zone that a word of the address belongs to; the last one is everywhere."""
    for zone in tariff.zones:
        if not zone.where or any(word in address for word in zone.where):
            return zone
    return tariff.zones[-1]


def charged_grams(zone: Zone, divisor: int, real_grams: int, volume_cm3: int = 0) -> int:
    """The heavier of real weight and volume/divisor, in whole steps above the first weight."""
    by_volume = -(-volume_cm3 * 1000 // divisor)
    over = max(real_grams, by_volume) - zone.first_grams
    return zone.first_grams + max(0, -(-over // zone.step_grams)) * zone.step_grams


def price(tariff: Tariff, address: str, real_grams: int, volume_cm3: int = 0) -> Price:
    """What carrying it costs; `address` is that of the citizen's end."""
    zone = zone_of(tariff, address)
    charged = charged_grams(zone, tariff.divisor, real_grams, volume_cm3)
    steps = (charged - zone.first_grams) // zone.step_grams
    return Price(max(zone.first_fen + steps * zone.step_fen, tariff.minimum_fen), charged, zone.name)


def shares(fen: int, count: int) -> list[int]:
    """A sum in `count` whole parts that add up to it again; the first ones carry the odd fen."""
    part, rest = divmod(fen, count)
    return [part + (place < rest) for place in range(count)]


@dataclass(frozen=True)
class Billed:
    """A line of a bill, as far as judging it goes."""

    kind: FeeKind
    fen: int
    grams: int | None
    payer: Payer | None
    repeated: bool
    """The same fee of the same number stands on an earlier line."""
    alone: bool
    """The only line of its number on this bill: it may stand for all fees together."""


@dataclass(frozen=True)
class Ours:
    """What our books say of the parcel a line belongs to."""

    travelled: bool
    payer: Payer
    expected: Mapping[FeeKind, int]
    grams: int | None
    step_grams: int
    successor: bool
    """The line's number is not the parcel's first one."""


def judge(line: Billed, ours: Ours | None) -> Outcome:
    """What this line is; the first thing that is wrong with it counts."""
    if ours is None:
        return Outcome.UNKNOWN_IN_STATEMENT
    expected = expected_fen(line, ours)
    answers = (
        (Outcome.MATCHED, line.fen < 0),
        (Outcome.DUPLICATE_LINE, line.repeated),
        (Outcome.CANCELLED_BUT_BILLED, not ours.travelled),
        (Outcome.WRONG_PAYER, Payer.CITIZEN in {line.payer, ours.payer}),
        (Outcome.RETURN_LEG, ours.successor),
        (Outcome.WEIGHT_DIFF, _weighs_otherwise(line, ours)),
        (Outcome.AMOUNT_DIFF, expected is None or abs(line.fen - expected) > TOLERANCE_FEN),
    )
    return next((outcome for outcome, so in answers if so), Outcome.MATCHED)


def expected_fen(line: Billed, ours: Ours) -> int | None:
    """What our books expect on this line; None when they know nothing of such a fee."""
    if line.alone and ours.expected and line.kind in {FeeKind.FREIGHT, FeeKind.OTHER}:
        total = sum(ours.expected.values())
        if abs(line.fen - total) <= TOLERANCE_FEN or line.kind not in ours.expected:
            return total
    return ours.expected.get(line.kind)


def disputable_fen(outcome: Outcome, fen: int, expected: int | None) -> int:
    """How much of a line is in dispute: what it is over where something is owed, else all of it."""
    if outcome in {Outcome.AMOUNT_DIFF, Outcome.WEIGHT_DIFF, Outcome.MATCHED}:
        return fen - (expected or 0)
    return fen


def _weighs_otherwise(line: Billed, ours: Ours) -> bool:
    if line.grams is None or ours.grams is None or line.kind is not FeeKind.FREIGHT:
        return False
    return abs(line.grams - ours.grams) > ours.step_grams
