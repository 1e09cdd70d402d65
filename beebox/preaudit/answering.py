"""The answers behind a heap of papers: which situation of an item asks for what was given."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from beebox.catalog.definitions import Item, Question
from beebox.catalog.expressions import Answer
from beebox.catalog.rules import form_fields_for, materials_for, plain_answers, questions_for, stops_for

_MOST = 4096
"""Situations tried at most; an item of the catalogue has a few dozen."""


def answers_for(
    item: Item,
    given: Collection[str],
    form: Mapping[str, str],
    known: Mapping[str, str] | None = None,
) -> dict[str, Answer]:
    """The usual answers, changed as little as the papers and the filled fields of the form require.

    What was given must be asked for, and what was typed too; of the situations that do so the one
    nearest to the usual one is taken. Answers that are `known` stand.
    """
    usual, filled = plain_answers(item), {field for field, value in form.items() if value}
    fixed: dict[str, Answer] = dict(known or {})

    def cost(answers: dict[str, Answer]) -> tuple[int, int, int, int]:
        asked = {material.code for material in materials_for(item, answers)}
        fields = {str(entry.field) for entry in form_fields_for(item, answers)}
        changed = sum(answers[code] != usual.get(code, answers[code]) for code in answers)
        return len(set(given) - asked), len(stops_for(item, answers)), len(filled - fields), changed

    situations = _situations(item, fixed)
    return min(islice(situations, _MOST), key=cost)


def _situations(item: Item, answers: dict[str, Answer]) -> Iterator[dict[str, Answer]]:
    """Every way to answer the questions that are still open, the usual answers first."""
    open_ones = [question for question in questions_for(item, answers) if question.code not in answers]
    if not open_ones:
        yield answers
        return
    question = open_ones[0]
    for value in _values(question):
        yield from _situations(item, {**answers, question.code: value})


def _values(question: Question) -> tuple[str, ...]:
    return tuple(option.value for option in question.options) or ("no", "yes")
