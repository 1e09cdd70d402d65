"""When two spellings are the same thing, when a reader may have slipped, and when they differ."""

import re
from dataclasses import dataclass

from beebox.preaudit.labels import within_one_edit
from beebox.preaudit.numbers import id_number_valid, same_id_number, squeezed
from beebox.preaudit.report import Answer, FieldValue
from beebox.preaudit.values import tidy

_SURE = 0.95


@dataclass(frozen=True)
class Agreement:
    answer: Answer

    @property
    def rank(self) -> int:
        """Better is higher: for choosing among several fields one of which is enough."""
        return {Answer.PASS: 2, Answer.CANNOT_TELL: 1, Answer.FAIL: 0}[self.answer]


def same_name(one: str, other: str) -> bool:
    """Half and full width, inner dots and brackets of every kind do not make another name."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"[·•.．()（）\-]", "", squeezed(tidy(name))).casefold()


def names_agree(typed: str, field: FieldValue) -> Agreement:
    """Whether the value is the typed name; of several joined by 、 one is enough."""
    parts = [field.value, *re.split(r"[、，,]", field.value)]
    if any(same_name(typed, part) for part in parts):
        return Agreement(Answer.PASS)
    near = any(within_one_edit(_bare(typed), _bare(part)) for part in parts)
    if field.confidence < 0.8 or (near and field.confidence < _SURE):
        return Agreement(Answer.CANNOT_TELL)
    return Agreement(Answer.FAIL)


def numbers_agree(typed: str, field: FieldValue) -> Agreement:
    """Whether the value is the typed number. A read number that proves itself is believed."""
    if same_id_number(typed, field.value):
        return Agreement(Answer.PASS)
    proven = field.valid or id_number_valid(field.value)
    near = within_one_edit(squeezed(typed).upper(), field.value)
    if not proven and (near or field.confidence < 0.9):
        return Agreement(Answer.CANNOT_TELL)
    return Agreement(Answer.FAIL)
