"""What one catalogue file says, checked: frozen, strict, and no field too many.

Elements follow the usual data set of a service guide (办事指南): docs/catalogue.md lists each with
its Chinese name. Money is in yuan, pages and copies are counted, limits carry their unit.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from beebox.catalog.checklists import ChecklistLine
from beebox.catalog.limits import Limit as Limit
from beebox.catalog.limits import Limits as Limits
from beebox.catalog.limits import LimitStart as LimitStart
from beebox.catalog.shapes import Code as Code
from beebox.catalog.shapes import Confidence as Confidence
from beebox.catalog.shapes import Count as Count
from beebox.catalog.shapes import Definition as Definition
from beebox.catalog.shapes import ItemCode as ItemCode
from beebox.catalog.shapes import Line as Line
from beebox.catalog.shapes import Sourced as Sourced
from beebox.catalog.shapes import Text as Text
from beebox.catalog.vocabulary import (
    DocumentType,
    FormField,
    ItemKind,
    LifeEvent,
    Party,
    RuleName,
)


class QuestionKind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"


class Necessity(StrEnum):
    REQUIRED = "required"
    CONDITIONAL = "conditional"
    LATER = "later"


class MaterialForm(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"
    ORIGINAL_AND_COPY = "original_and_copy"
    ELECTRONIC = "electronic"


class Afterwards(StrEnum):
    """What becomes of the original."""

    RETURNED = "returned"
    KEPT = "kept"
    VOIDED = "voided"
    NONE = "none"


class ResultForm(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"
    BOTH = "both"


class Portrait(StrEnum):
    """Sizes of a photo for papers: 25x35, 22x32 and 35x49 mm."""

    ONE_INCH = "one_inch"
    SMALL_ONE_INCH = "small_one_inch"
    TWO_INCH = "two_inch"


class Fee(Sourced):
    amount: Annotated[int, Field(ge=0, le=1_000_000)]
    """Yuan."""
    unit: Line
    unit_en: Line


class Validity(Text, Sourced):
    pass


class Result(Definition):
    name: Line
    name_en: Line
    form: ResultForm
    validity: Validity
    by_mail: bool
    collect_in_person: bool


class Place(Definition):
    place: Line
    place_en: Line
    why: Line
    why_en: Line


class Mail(Definition):
    apply: bool
    result: bool
    presence_required: bool
    go_to: Place | None = None


class LegalBasis(Definition):
    law: Line
    article: str = ""


class Option(Definition):
    value: Code
    text: Line
    text_en: Line
    stop: Place | None = None
    """Set when this answer means the box cannot be used: why, and where to go instead."""


class Question(Definition):
    code: Code
    text: Line
    text_en: Line
    kind: QuestionKind
    options: tuple[Option, ...] = ()
    help: Line | None = None
    help_en: Line | None = None
    when: Line | None = None

    @property
    def values(self) -> frozenset[str]:
        """The answers this question takes."""
        if self.kind is QuestionKind.YES_NO:
            return frozenset({"yes", "no"})
        return frozenset(option.value for option in self.options)


class FormEntry(Definition):
    field: FormField
    when: Line | None = None


class Effort(Sourced):
    minutes: Annotated[int, Field(ge=1, le=240)]


class Correction(Sourced):
    days: Annotated[int, Field(ge=1, le=365)]


class Age(Sourced):
    min_years: Annotated[int, Field(ge=0, le=120)]
    early_months: Annotated[int, Field(ge=0, le=24)]
    """How many months before that birthday one may already apply."""


class Material(Sourced):
    """`source` and `confidence` cover the counts (originals, copies, pages) and the age."""

    code: Code
    name: Line
    name_en: Line
    necessity: Necessity
    when: Line | None = None
    form: MaterialForm
    originals: Count
    copies: Count
    afterwards: Afterwards
    travels: bool
    same_paper_as: Code | None = None
    """Another side or page of a paper that is already counted (card back, booklet page)."""
    paper_name: Line | None = None
    paper_name_en: Line | None = None
    belongs_to: Party
    document_types: tuple[DocumentType, ...]
    rules: tuple[RuleName, ...]
    portrait: Portrait | None = None
    max_age_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    """How many days ago the paper may have been issued at most; `source` covers this too."""
    pages_min: Annotated[int, Field(ge=1, le=50)]
    pages_max: Annotated[int, Field(ge=1, le=50)]
    sample: Line | None = None
    tips: tuple[Text, ...]
    purpose: Line
    purpose_en: Line

    @property
    def paper(self) -> str:
        """What to call the piece of paper itself, on an envelope or in a ledger."""
        return self.paper_name or self.name

    @property
    def paper_en(self) -> str:
        return self.paper_name_en or self.name_en


class Item(Definition):
    code: ItemCode
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    sample: bool
    note: Line
    name: Line
    name_en: Line
    everyday_words: tuple[Line, ...]
    life_event: LifeEvent
    home_order: Annotated[int, Field(ge=1, le=20)] | None = None
    department: ItemCode
    kind: ItemKind
    who: Line
    who_en: Line
    conditions: tuple[Text, ...]
    age: Age | None = None
    form_fields: tuple[FormEntry, ...]
    questions: tuple[Question, ...]
    limits: Limits
    fee: Fee
    result: Result
    mail: Mail
    legal_basis: tuple[LegalBasis, ...]
    remedy: Text | None = None
    """How to ask for reconsideration or go to court, where the law of this item says otherwise than the
    general rule of catalogue/handling.yaml."""
    effort: Effort
    correction: Correction
    materials: tuple[Material, ...]
    review_checklist: tuple[ChecklistLine, ...] = ()
    """What an auditor confirms before the pre-audit may end."""

    @property
    def minutes_to_apply(self) -> int:
        return self.effort.minutes

    @property
    def citizen_correction_days(self) -> int:
        """Natural days a sent-back case waits for the citizen before it lapses."""
        return self.correction.days

    @property
    def takes_mail(self) -> bool:
        """Whether papers for it may go into a box at all."""
        return self.mail.apply and not self.mail.presence_required

    def material(self, code: str) -> Material:
        """The material of this code; KeyError when the item has none."""
        for material in self.materials:
            if material.code == code:
                return material
        raise KeyError(code)
