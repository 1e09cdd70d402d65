"""Which materials an item asks of this citizen, and which answers are still open."""

from collections.abc import Mapping

from beebox.catalog.definitions import FormEntry, Item, Material, Option, Question
from beebox.catalog.expressions import Answer, parse


def materials_for(item: Item, answers: Mapping[str, Answer]) -> list[Material]:
    """The materials these answers lead to, in the order of the file.

    A material whose condition is still undecided, because a question is open, is not listed.
    """
    return [m for m in item.materials if _applies(m.when, answers)]


def travelling(item: Item, answers: Mapping[str, Answer]) -> list[Material]:
    """The papers that go into the envelope: each piece of paper once."""
    return [m for m in materials_for(item, answers) if m.travels]


def paper_count(materials: list[Material]) -> int:
    """How many things a citizen gets ready: both sides of a card are one."""
    return sum(m.same_paper_as is None for m in materials)


def questions_for(item: Item, answers: Mapping[str, Answer]) -> list[Question]:
    """The questions to ask, given the answers so far."""
    return [q for q in item.questions if _applies(q.when, answers)]


def missing_answers(item: Item, answers: Mapping[str, Answer]) -> list[Question]:
    """The questions without a valid answer; empty when the list of materials is final."""
    return [q for q in questions_for(item, answers) if answers.get(q.code) not in q.values]


def plain_answers(item: Item) -> dict[str, Answer]:
    """The usual case: the first option of every choice, no to every yes-or-no question."""
    answers: dict[str, Answer] = {}
    for question in item.questions:
        if _applies(question.when, answers):
            answers[question.code] = question.options[0].value if question.options else "no"
    return answers


def form_fields_for(item: Item, answers: Mapping[str, Answer]) -> list[FormEntry]:
    """What the citizen types, given the answers."""
    return [entry for entry in item.form_fields if _applies(entry.when, answers)]


def stops_for(item: Item, answers: Mapping[str, Answer]) -> list[Option]:
    """The chosen options that mean the box cannot be used; each says where to go instead."""
    return [
        option
        for question in questions_for(item, answers)
        for option in question.options
        if option.stop is not None and answers.get(question.code) == option.value
    ]


def _applies(when: str | None, answers: Mapping[str, Answer]) -> bool:
    return when is None or parse(when).holds(answers) is True
