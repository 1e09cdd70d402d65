"""The pre-audit's rules as data: sentences, weights, limits and what is compared, from one versioned file.

What a rule looks at is code (rules_*.py); what it says, how much it weighs, from which number on it
says so and on which papers, stands in catalogue/rules.yaml and is checked when the file is read.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.report import Answer, Box, FieldValue, Finding, QualityWord, Severity
from beebox.preaudit.rule_limits import Limit, Limits
from beebox.preaudit.tongues import Worded, in_english

__all__ = ["Limit", "Limits"]
FILE_NAME = "rules.yaml"
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Role = Literal["person", "child", "company", "private", "household", "home", "shop"]


class WrongRuleBook(BeeboxError):
    """The file cannot be used; the message says where and why."""

    code = "wrong_rule_book"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleEntry(_Strict):
    """What one rule says and how much it weighs. `fault` is the word for what it finds, `faults`
    those of single sentences; `sentences_en` is the English of a sentence, where there is one."""

    name: str = ""
    name_en: str = ""
    on: bool = True
    severity: Severity
    doubt: Severity
    fault: Word
    faults: dict[str, Word] = {}
    sentences: dict[str, str]
    sentences_en: dict[str, str] = {}

    @model_validator(mode="after")
    def _faults_have_sentences(self) -> "RuleEntry":
        for word, listed in (("faults", self.faults), ("sentences_en", self.sentences_en)):
            for sentence in listed:
                if sentence not in self.sentences:
                    raise ValueError(f"{word} 里的“{sentence}”没有对应的句子")
        return self


class Manner(_Strict):
    """How papers of one type, or one material, are taken otherwise than all."""

    rules: tuple[Word, ...] = ()
    severity: dict[Word, Severity] = {}
    doubt: dict[Word, Severity] = {}
    stands_for: Role | None = None


class Terms(_Strict):
    fields: tuple[str, ...]
    expected_on: frozenset[DocumentType]
    contracts: frozenset[DocumentType]
    """Papers that end instead of expiring: a new one is made, not fetched."""


class CardTerm(_Strict):
    below: Annotated[int, Field(ge=1, le=120)]
    """Age in years at which this term is no longer given."""
    years: Annotated[int, Field(ge=1, le=50)]


class Row(_Strict):
    """One thing that is compared across papers."""

    compare: Literal["name", "number", "date", "address", "text"]
    rule: Word | None = None
    instead: Word | None = None


Carried = dict[Word, tuple[str, ...]]
"""Row -> the fields that say it."""


class RuleBook(_Strict):
    version: str
    faults: dict[Word, str]
    limits: Limits
    rules: dict[Word, RuleEntry]
    by_type: dict[DocumentType, Manner]
    by_material: dict[Word, Manner]
    sides: tuple[tuple[DocumentType, DocumentType], ...]
    fixed_forms: frozenset[DocumentType]
    excused_by_reading: frozenset[QualityWord]
    telling: frozenset[Word]
    terms: Terms
    card_terms: tuple[CardTerm, ...]
    issued: dict[DocumentType, tuple[str, ...]]
    rows: dict[Word, Row]
    carries: dict[DocumentType, dict[Role, Carried]]
    field_names: dict[str, str]
    field_names_en: dict[str, str] = {}
    type_names_en: dict[DocumentType, str] = {}
    quality_en: dict[QualityWord, str] = {}
    """What is wrong with a picture and how to mend it, for an English reader."""
    by_item: dict[str, dict[Word, tuple[RuleName, ...]]] = {}
    """Item -> material -> the rules it asks for instead of those of the item's own file."""

    @model_validator(mode="after")
    def _fits_together(self) -> "RuleBook":
        if wrong := next(self._loose_ends(), None):
            raise ValueError(wrong)
        return self

    def _loose_ends(self) -> Iterator[str]:
        for where, word, known, what in self._references():
            if word not in known:
                yield f"{where}：没有“{word}”这{what}"

    def _references(self) -> Iterator[tuple[str, str, Collection[str], str]]:
        """Every word that means an entry elsewhere in the file: where, the word, where it must be."""
        for where, row in self._rows_named():
            yield where, row, self.rows, "一行（rows）"
        for code, entry in self.rules.items():
            for fault in (entry.fault, *entry.faults.values()):
                yield f"rules.{code}", fault, self.faults, "个词（faults）"
        for where, manner in (*self.by_type.items(), *self.by_material.items()):
            for rule in (*manner.rules, *manner.severity, *manner.doubt):
                yield f"by_type 或 by_material 的 {where}", rule, self.rules, "条规则"
        for name, compared in self.rows.items():
            yield f"rows.{name}.rule", compared.rule or next(iter(self.rules)), self.rules, "条规则"

    def _rows_named(self) -> Iterator[tuple[str, str]]:
        for name, row in self.rows.items():
            yield f"rows.{name}.instead", row.instead or name
        for name in self.telling:
            yield "telling", name
        for kind, roles in self.carries.items():
            for carried in roles.values():
                yield from ((f"carries.{kind}", name) for name in carried)

    def says(self, kind: str | None) -> dict[Role, Carried]:
        """What a paper of this type says of whom, by role."""
        return self.carries.get(DocumentType(kind), {}) if kind else {}

    def finding(
        self,
        rule: str,
        answer: Answer,
        material: str,
        *,
        kinds: Collection[str] = (),
        sentence: str | None = None,
        at: FieldValue | None = None,
        page: int | None = None,
        box: Box | None = None,
        other: str | None = None,
        **places: Any,
    ) -> Finding:
        """What this rule says; `sentence` names another of its sentences than the answer's own.
        The spot is `at` a value, or `page` and `box`. `kinds`: the document types it is about."""
        entry = self.rules[rule]
        said = sentence or answer.value
        if at is not None:
            page, box = at.page, at.box
        fault = None if answer is Answer.PASS else entry.faults.get(said, entry.fault)
        weight = self._weight(rule, answer, material, kinds)
        return Finding(
            rule, answer, weight, entry.sentences[said] % places, page, box, material, other, fault,
            _begun(entry.sentences_en.get(said, "") % in_english(places)),
        )  # fmt: skip

    def is_on(self, rule: str) -> bool:
        return rule not in self.rules or self.rules[rule].on

    def _weight(self, rule: str, answer: Answer, material: str, kinds: Collection[str]) -> Severity:
        """The material's own weight before its type's before the rule's."""
        if answer is Answer.PASS:
            return Severity.HINT
        entry = self.rules[rule]
        for manner in self.manners(material, kinds):
            own = manner.severity if answer is Answer.FAIL else manner.doubt
            if rule in own:
                return own[rule]
        return entry.severity if answer is Answer.FAIL else entry.doubt

    def manners(self, material: str, kinds: Collection[str]) -> list[Manner]:
        """What is said of this material and these types in particular, the material's first."""
        own = self.by_material.get(material)
        typed = [manner for kind, manner in self.by_type.items() if kind in kinds]
        return [own, *typed] if own is not None else typed

    def bears_on_the_case(self, finding: Finding) -> bool:
        """Whether a paper must be changed, or must be looked at, before anybody can say yes."""
        if finding.answer is Answer.FAIL:
            return finding.severity is Severity.MUST
        if finding.answer is Answer.PASS:
            return False
        return self.rules[finding.rule].severity is Severity.MUST and finding.severity is not Severity.HINT

    def other_side(self, kind: str) -> str | None:
        """The type of the other side of this card, if it has two."""
        for front, back in self.sides:
            if kind in (front, back):
                return str(back if kind == front else front)
        return None

    def type_name(self, kind: str, chinese: str) -> Worded:
        return Worded(chinese, self.type_names_en.get(DocumentType(kind), ""))

    def field_name(self, field: str) -> Worded:
        return Worded(self.field_names.get(field, field), self.field_names_en.get(field, ""))


def _begun(sentence: str) -> str:
    """With a capital in front, whatever it begins with."""
    return sentence[:1].upper() + sentence[1:]


@lru_cache(maxsize=4)
def load_rule_book(catalogue: Path) -> RuleBook:
    """The rules in this folder, or WrongRuleBook naming file and fields."""
    path = catalogue / FILE_NAME
    try:
        return RuleBook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise WrongRuleBook(f"{path}: {error}") from error
    except ValidationError as error:
        faults = (f"{path.name}: {'.'.join(map(str, told['loc']))}: {told['msg']}" for told in error.errors())
        raise WrongRuleBook("\n".join(faults)) from error
