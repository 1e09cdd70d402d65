"""Rules run over readings that lie there: what two rule books say of the same case, and where they differ.

Pure: a case is a frozen `Unit`, whatever it came from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.report import Answer, Finding, MaterialReading, Severity
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rules import check_case, check_material
from beebox.preaudit.twice import misplaced

Spot = tuple[str, str]
"""Material and rule."""
_RANK = {Answer.PASS: 0, Answer.CANNOT_TELL: 1, Answer.FAIL: 2}
_WEIGHT = {Severity.HINT: 0, Severity.SHOULD: 1, Severity.MUST: 2}


@dataclass(frozen=True)
class Unit:
    """One case as it was handed in once, with what was read of it and what persons said of it."""

    name: str
    """Its public code, or the name of a packed sample."""
    kind: str
    """packed, sample or recent."""
    wanted: tuple[WantedMaterial, ...]
    form: Mapping[str, str]
    day: date
    readings: Mapping[str, MaterialReading]
    files: Mapping[str, tuple[str, ...]]
    given: frozenset[str]
    """Materials with a file, read or not."""
    round: int = 0
    faulty: Mapping[Spot, bool] = field(default_factory=dict)
    """Whether that rule had something to find in that material, as far as a person said so."""
    passed: frozenset[str] = frozenset()
    """Materials a person found in order altogether."""
    planted: Mapping[str, frozenset[str]] | None = None
    """Of a packed sample: every fault there is, by material."""

    def truth(self, material: str, rule: str, fault: str) -> bool | None:
        """Whether there is something for the rule to find; None where nobody said."""
        if self.planted is not None:
            return fault in self.planted.get(material, frozenset())
        if (material, rule) in self.faulty:
            return self.faulty[material, rule]
        return False if material in self.passed else None


@dataclass(frozen=True)
class Said:
    """What a rule says of a material altogether: the worst of its findings."""

    answer: Answer
    severity: Severity
    message: str
    fault: str


def found_in(unit: Unit, book: RuleBook) -> list[Finding]:
    """What all rules of this book say of the case, as the machine would."""
    twins = misplaced(unit.readings, unit.wanted, unit.files, book)
    found: list[Finding] = []
    for one in unit.wanted:
        if one.code in unit.readings:
            reading = unit.readings[one.code]
            found += check_material(reading, one, unit.form, unit.day, book, twins.get(one.code))
    told = {(one.material, one.fault) for one in found if one.answer is Answer.FAIL}
    there = [one for one in unit.wanted if one.code in unit.readings or one.code not in unit.given]
    across = check_case(unit.readings, there, unit.form, unit.day, book, unit.files)
    return found + [
        one for one in across if one.answer is Answer.PASS or (one.material, one.fault) not in told
    ]


def by_spot(found: Sequence[Finding], book: RuleBook) -> dict[Spot, Said]:
    """Everything that is not simply right, by material and rule."""
    worst: dict[Spot, Said] = {}
    for one in found:
        if one.answer is Answer.PASS:
            continue
        spot = (one.material or "", one.rule)
        fault = one.fault or book.rules[one.rule].fault
        said = Said(one.answer, one.severity, one.message, fault)
        if spot not in worst or _graver(said, worst[spot]):
            worst[spot] = said
    return worst


def _graver(one: Said, other: Said) -> bool:
    return _grade(one) > _grade(other)


def _grade(said: Said) -> tuple[int, int]:
    return _RANK[said.answer], _WEIGHT[said.severity]


@dataclass(frozen=True)
class Difference:
    """What another book says otherwise of one material. `kind`: appears, disappears, graver, milder or
    reworded; `better`: whether persons say so too, None where nobody spoke."""

    unit: str
    unit_kind: str
    material: str
    rule: str
    kind: str
    before: str
    """`fail/must` and the like; empty where nothing was said."""
    after: str
    better: bool | None


def differences(unit: Unit, old: RuleBook, new: RuleBook) -> Iterator[Difference]:
    """Spot by spot."""
    was, now = by_spot(found_in(unit, old), old), by_spot(found_in(unit, new), new)
    for spot in sorted(was.keys() | now.keys()):
        before, after = was.get(spot), now.get(spot)
        if before == after:
            continue
        kind = _kind(before, after)
        said = after or before
        assert said is not None  # one of the two spoke
        yield Difference(
            unit.name, unit.kind, *spot, kind, _short(before), _short(after),
            _better(unit, spot, said.fault, kind),
        )  # fmt: skip


def _kind(before: Said | None, after: Said | None) -> str:
    if before is None:
        return "appears"
    if after is None:
        return "disappears"
    if _grade(before) == _grade(after):
        return "reworded"
    return "graver" if _grade(after) > _grade(before) else "milder"


def _better(unit: Unit, spot: Spot, fault: str, kind: str) -> bool | None:
    faulty = unit.truth(*spot, fault)
    if faulty is None or kind == "reworded":
        return None
    return faulty if kind in {"appears", "graver"} else not faulty


def _short(said: Said | None) -> str:
    return f"{said.answer}/{said.severity}" if said else ""


def verdict_in(unit: Unit, book: RuleBook) -> str:
    """complete, incomplete or cannot_tell."""
    found = [one for one in found_in(unit, book) if book.bears_on_the_case(one)]
    if any(one.answer is Answer.FAIL for one in found):
        return "incomplete"
    return "cannot_tell" if found else "complete"
