"""When two spellings are the same thing, when a reader may have slipped, and when they differ."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beebox.preaudit.addresses import Likeness, compare_addresses
from beebox.preaudit.labels import within_one_edit
from beebox.preaudit.numbers import id_number_valid, same_id_number, squeezed
from beebox.preaudit.report import Answer, FieldValue
from beebox.preaudit.rule_book import Limits
from beebox.preaudit.values import tidy


@dataclass(frozen=True)
class Agreement:
    answer: Answer

    @property
    def rank(self) -> int:
        """Better is higher: for choosing among several fields one of which is enough."""
        return {Answer.PASS: 2, Answer.CANNOT_TELL: 1, Answer.FAIL: 0}[self.answer]


Agrees = Callable[[str, FieldValue, Limits], Agreement]
"""Whether a value that was read is the one it is compared with."""


_LONG = 6
"""Signs from which a name is a company's rather than a person's."""


def same_name(one: str, other: str) -> bool:
    """Half and full width, inner dots and brackets of every kind do not make another name."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return re.sub(r"[·•.．()（）\-]", "", squeezed(tidy(name))).casefold()


def names_agree(typed: str, field: FieldValue, limits: Limits) -> Agreement:
    """Whether the value is the typed name; of several joined by 、 one is enough."""
    parts = [field.value, *re.split(r"[、，,]", field.value)]
    if any(same_name(one, part) for one in _each(typed) for part in parts):
        return Agreement(Answer.PASS)
    near = any(within_one_edit(_bare(typed), _bare(part)) for part in parts)
    sure = limits.long_name_sure if len(_bare(typed)) >= _LONG else limits.name_sure
    unsure = field.confidence < limits.name_doubt.value
    if unsure or (near and field.confidence < sure.value):
        return Agreement(Answer.CANNOT_TELL)
    return Agreement(Answer.FAIL)


def _each(name: str) -> Sequence[str]:
    return [name, *re.split(r"[、，,]", name)] if "、" in name else [name]


def numbers_agree(typed: str, field: FieldValue, limits: Limits) -> Agreement:
    """Whether the value is the typed number. A read number that proves itself is believed."""
    if same_id_number(typed, field.value):
        return Agreement(Answer.PASS)
    proven = field.valid or id_number_valid(field.value)
    near = within_one_edit(squeezed(typed).upper(), squeezed(field.value).upper())
    if not proven and (near or field.confidence < limits.number_sure.value):
        return Agreement(Answer.CANNOT_TELL)
    return Agreement(Answer.FAIL)


def dates_agree(other: str, field: FieldValue, limits: Limits) -> Agreement:
    """Whether the value is the same ISO date."""
    if other == field.value:
        return Agreement(Answer.PASS)
    sure = field.confidence >= limits.date_sure.value
    return Agreement(Answer.FAIL if sure else Answer.CANNOT_TELL)


def addresses_agree(other: str, field: FieldValue, limits: Limits) -> Agreement:
    """Whether the value is the same place: spelling, and what one may leave out, do not count."""
    likeness = compare_addresses(other, field.value)
    if likeness is Likeness.SAME:
        return Agreement(Answer.PASS)
    slip = likeness is Likeness.NEAR and field.confidence < limits.address_sure.value
    if likeness is Likeness.LESS_EXACT or slip:
        return Agreement(Answer.CANNOT_TELL)
    return Agreement(Answer.FAIL)


def texts_agree(other: str, field: FieldValue, limits: Limits) -> Agreement:
    """Whether the value is the same word."""
    if squeezed(other) == squeezed(field.value):
        return Agreement(Answer.PASS)
    sure = field.confidence >= limits.name_doubt.value
    return Agreement(Answer.FAIL if sure else Answer.CANNOT_TELL)


AGREES: dict[str, Agrees] = {
    "name": names_agree,
    "number": numbers_agree,
    "date": dates_agree,
    "address": addresses_agree,
    "text": texts_agree,
}
"""By the word `compare` of a row in catalogue/rules.yaml."""
