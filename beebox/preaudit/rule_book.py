"""The sentences and severities of the pre-audit's rules, read from one versioned YAML file."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from beebox.kernel.errors import BeeboxError
from beebox.preaudit.report import Answer, Box, FieldValue, Finding, Severity

FILE_NAME = "rules.yaml"


class WrongRuleBook(BeeboxError):
    """The file cannot be used; the message says where and why."""

    code = "wrong_rule_book"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleEntry(_Strict):
    severity: Severity
    doubt: Severity
    sentences: dict[str, str]


class RuleBook(_Strict):
    version: str
    rules: dict[str, RuleEntry]
    names: dict[str, dict[str, tuple[str, ...]]]
    numbers: dict[str, dict[str, tuple[str, ...]]]
    field_names: dict[str, str]

    def finding(
        self,
        rule: str,
        answer: Answer,
        material: str,
        *,
        sentence: str | None = None,
        at: FieldValue | None = None,
        page: int | None = None,
        box: Box | None = None,
        other: str | None = None,
        **places: Any,
    ) -> Finding:
        """What this rule says; `sentence` names another of its sentences than the answer's own.
        The spot is `at` a value, or `page` and `box`."""
        entry = self.rules[rule]
        text = entry.sentences[sentence or answer.value] % places
        severity = {Answer.FAIL: entry.severity, Answer.CANNOT_TELL: entry.doubt}.get(answer, Severity.HINT)
        if at is not None:
            page, box = at.page, at.box
        return Finding(rule, answer, severity, text, page, box, material, other)

    def field_name(self, field: str) -> str:
        return self.field_names.get(field, field)


@lru_cache(maxsize=4)
def load_rule_book(catalogue: Path) -> RuleBook:
    """The rules in this folder, or WrongRuleBook naming the field."""
    path = catalogue / FILE_NAME
    try:
        return RuleBook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise WrongRuleBook(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongRuleBook(f"{path}: {where}: {first['msg']}") from error
