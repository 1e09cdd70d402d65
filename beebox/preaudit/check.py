"""What the rules look at: a material as it was asked for, and what was read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from beebox.catalog.vocabulary import Party
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.rule_book import RuleBook


@dataclass(frozen=True)
class WantedMaterial:
    """One material as the catalogue asks for it. `party`: whose paper; `portrait`: wanted size;
    `least_months`: age in months from which one may apply, for the rule old_enough."""

    code: str
    name: str
    document_types: tuple[str, ...]
    rules: tuple[str, ...]
    pages_min: int = 1
    pages_max: int = 50
    party: str = Party.APPLICANT
    portrait: str | None = None
    least_months: int | None = None


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
