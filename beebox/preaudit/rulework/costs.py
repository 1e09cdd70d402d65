"""What a limit costs where it stands, and what it would cost elsewhere, recomputed from stored readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from beebox.preaudit.report import Answer
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rule_limits import SPANS, Limits
from beebox.preaudit.rulework.replaying import Unit, by_spot, found_in

MINUTES_WRONG = 3
"""What a needless complaint costs a citizen, unless the page says otherwise."""
MINUTES_MISSED = 25
"""What one more round costs, citizen and desk together."""
CASES_SHOWN = 40
_SHARES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
_FACTORS = (0.25, 0.5, 0.75, 1.25, 1.5, 2)


@dataclass(frozen=True)
class Cost:
    """One place of a limit. `looked`: materials of which a person said whether there was a fault."""

    value: float
    looked: int = 0
    wrong: int = 0
    missed: int = 0
    unsure: int = 0
    right: int = 0
    wrong_in: list[str] = field(default_factory=list)
    missed_in: list[str] = field(default_factory=list)

    def minutes(self, wrong: float, missed: float) -> float:
        return self.wrong * wrong + self.missed * missed


def candidates(limit: str, now: float) -> list[float]:
    """Where else the limit could stand, the present place among them."""
    span = SPANS[limit]
    if span.most <= 1:
        others: list[float] = [value for value in _SHARES if abs(value - now) >= 0.004]
        if now < 0.3:
            others = [round(now * factor, 4) for factor in _FACTORS]
    else:
        others = [round(now * factor) for factor in _FACTORS]
    fitting = {value for value in (*others, now) if span.least <= value <= span.most}
    return sorted(fitting)


def moved(book: RuleBook, limit: str, value: float) -> RuleBook:
    """The same rules with this limit elsewhere."""
    old = getattr(book.limits, limit)
    limits: Limits = book.limits.model_copy(update={limit: old.model_copy(update={"value": value})})
    return book.model_copy(update={"limits": limits})


def costs_of(units: Iterable[Unit], book: RuleBook, limit: str, places: Sequence[float]) -> list[Cost]:
    """For each place: who would have been bothered needlessly, and what would have been missed."""
    rules, books = SPANS[limit].rules, [moved(book, limit, value) for value in places]
    costs = [Cost(value) for value in places]
    for unit in units:
        costs = [
            _added(cost, unit, variant, rules) for cost, variant in zip(costs, books, strict=True)
        ]  # fmt: skip
    return costs


def _added(cost: Cost, unit: Unit, book: RuleBook, rules: tuple[str, ...]) -> Cost:
    said = by_spot(found_in(unit, book), book)
    counts: dict[str, Any] = {"looked": 0, "wrong": 0, "missed": 0, "unsure": 0, "right": 0}
    wrong_in, missed_in = list(cost.wrong_in), list(cost.missed_in)
    for material in sorted(unit.readings):
        told = [(rule, said[material, rule]) for rule in rules if (material, rule) in said]
        failed = [rule for rule, one in told if one.answer is Answer.FAIL]
        faulty = _faulty(unit, material, rules, book)
        if faulty is None:
            continue
        counts["looked"] += 1
        counts["unsure"] += bool(told and not failed)
        counts["right"] += bool(faulty and failed)
        name = f"{unit.kind}:{unit.name}:{material}"
        if failed and not faulty:
            counts["wrong"] += 1
            wrong_in.append(name)
        if faulty and not told:
            counts["missed"] += 1
            missed_in.append(name)
    counts = {name: getattr(cost, name) + more for name, more in counts.items()}
    return replace(cost, **counts, wrong_in=wrong_in[:CASES_SHOWN], missed_in=missed_in[:CASES_SHOWN])


def _faulty(unit: Unit, material: str, rules: tuple[str, ...], book: RuleBook) -> bool | None:
    """Whether these rules had anything to find in the material, as far as that is known."""
    truths = {
        unit.truth(material, rule, fault)
        for rule in rules
        for fault in (book.rules[rule].fault, *book.rules[rule].faults.values())
    }
    if True in truths:
        return True
    return False if truths == {False} else None
