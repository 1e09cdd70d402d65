"""What the rules look at: a material as it was asked for, and what was read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from beebox.catalog.definitions import Item, MaterialForm
from beebox.catalog.vocabulary import Party
from beebox.preaudit.report import Answer, Finding, MaterialReading
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.tongues import Worded


@dataclass(frozen=True)
class WantedMaterial:
    """One material as the catalogue asks for it. `party`: whose paper; `portrait`: wanted size;
    `least_months`: age in months from which one may apply, for the rule old_enough; `most_days`: how
    old the paper may be; `same_paper_as`: the material of which this is another side or page."""

    code: str
    name: str
    document_types: tuple[str, ...]
    rules: tuple[str, ...]
    pages_min: int = 1
    pages_max: int = 50
    party: str = Party.APPLICANT
    portrait: str | None = None
    least_months: int | None = None
    most_days: int | None = None
    same_paper_as: str | None = None
    original: bool = False
    """Whether the original is asked for, not a copy of it."""
    item: str = ""
    """Code of the item that asks for it."""


def wanted_material(item: Item, code: str) -> WantedMaterial:
    """A material of the catalogue as the rules want to know it; KeyError when the item has none."""
    entry, age = item.material(code), item.age
    return WantedMaterial(
        code=code,
        name=Worded(entry.name, entry.name_en),
        document_types=tuple(str(kind) for kind in entry.document_types),
        rules=tuple(str(rule) for rule in entry.rules),
        pages_min=entry.pages_min,
        pages_max=entry.pages_max,
        party=str(entry.belongs_to),
        portrait=str(entry.portrait) if entry.portrait else None,
        least_months=age.min_years * 12 - age.early_months if age else None,
        most_days=entry.max_age_days,
        same_paper_as=entry.same_paper_as,
        original=entry.form is MaterialForm.ORIGINAL,
        item=item.code,
    )


def as_asked(wanted: WantedMaterial, book: RuleBook) -> WantedMaterial:
    """The material with the rules that are on, by what this book says of it or else by its item."""
    own = book.by_item.get(wanted.item, {}).get(wanted.code)
    asked = wanted.rules if own is None else tuple(str(rule) for rule in own)
    return replace(wanted, rules=tuple(rule for rule in asked if book.is_on(rule)))


@dataclass(frozen=True)
class Check:
    """Everything a rule may look at."""

    reading: MaterialReading
    wanted: WantedMaterial
    form: Mapping[str, str]
    today: date
    book: RuleBook

    @property
    def code(self) -> str:
        return self.wanted.code

    @property
    def kinds(self) -> frozenset[str]:
        """The wanted types that were found, or all wanted ones if none was."""
        wanted = frozenset(self.wanted.document_types)
        return (self.reading.document_types & wanted) or wanted

    def say(self, rule: str, answer: Answer, **told: Any) -> Finding:
        """What this rule says of this material: see RuleBook.finding."""
        return self.book.finding(rule, answer, self.code, kinds=self.kinds, **told)
