"""What a citizen is told about an item, in whole sentences of the reader's language."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext

from beebox.catalog.definitions import (
    Afterwards,
    Confidence,
    Fee,
    Item,
    Limit,
    LimitStart,
    Material,
    MaterialForm,
    Necessity,
    Question,
    Result,
    ResultForm,
)
from beebox.catalog.expressions import parse
from beebox.catalog.rules import materials_for, paper_count, plain_answers
from beebox.catalog.vocabulary import LifeEvent
from beebox.kernel.errors import N_
from beebox.web.filters import local_name
from beebox.web.languages import language
from beebox.workdays.calendar import Unit

FORM_WORDS = {
    MaterialForm.ORIGINAL: N_("原件"),
    MaterialForm.COPY: N_("复印件"),
    MaterialForm.ORIGINAL_AND_COPY: N_("原件和复印件"),
    MaterialForm.ELECTRONIC: N_("电子版"),
}
AFTERWARDS_WORDS = {
    Afterwards.RETURNED: N_("看过就寄回。"),
    Afterwards.KEPT: N_("由部门留存。"),
    Afterwards.VOIDED: N_("收回作废。"),
    Afterwards.NONE: "",
}
CONFIDENCE_WORDS = {
    Confidence.LAW: N_("依据法规"),
    Confidence.PAGE: N_("网页转载，待部门核实"),
    Confidence.UNCONFIRMED: N_("待部门核实"),
}
RESULT_WORDS = {
    ResultForm.PAPER: N_("纸质"),
    ResultForm.ELECTRONIC: N_("电子"),
    ResultForm.BOTH: N_("纸质和电子"),
}
EVENT_ICONS = {
    LifeEvent.BABY: "baby",
    LifeEvent.WORK: "work",
    LifeEvent.SHOP: "shop",
    LifeEvent.HOME: "home",
    LifeEvent.MARRIAGE: "rings",
    LifeEvent.HEALTH: "heart",
    LifeEvent.AGEING: "cane",
    LifeEvent.DRIVING: "van",
}


def _(text: str, **places: object) -> str:
    return str(gettext(text, **places))


@dataclass(frozen=True)
class Paper:
    """One piece of paper on the list: `sides` are its uploads, front and back for example."""

    name: str
    form: str
    hint: str
    when: str
    later: bool
    sides: tuple[Material, ...]


def duration(limit: Limit) -> str:
    """`15 个工作日`, `15 天` or `当场办结`."""
    if limit.unit is Unit.INSTANT:
        return _("当场办结")
    if limit.unit is Unit.WORKDAY:
        return _("%(days)s 个工作日", days=limit.value)
    return _("%(days)s 天", days=limit.value)


def limit_sentence(limit: Limit) -> str:
    """From which event the limit runs, and how long."""
    if limit.unit is Unit.INSTANT:
        return duration(limit)
    if limit.start is LimitStart.SUBMIT:
        return _("提交后 %(duration)s内", duration=duration(limit))
    if limit.start is LimitStart.PAPER_RECEIVED:
        return _("收到原件后 %(duration)s内", duration=duration(limit))
    return _("受理后 %(duration)s内", duration=duration(limit))


def fee_sentence(fee: Fee) -> str:
    if fee.amount == 0:
        return _("不收费")
    return f"{fee.amount} {local_name(fee, 'unit')}"


def result_sentence(result: Result) -> str:
    """What one gets, in which form, and how it reaches its owner."""
    what = _("%(name)s（%(form)s）", name=local_name(result), form=_(RESULT_WORDS[result.form]))
    if result.by_mail and result.collect_in_person:
        return _("%(what)s，由邮政寄到家，也可以自己去取", what=what)
    if result.by_mail:
        return _("%(what)s，由邮政寄到家", what=what)
    if result.collect_in_person:
        return _("%(what)s，到窗口领取", what=what)
    return _("%(what)s，在“我的办件”里下载", what=what)


def usual_papers(item: Item) -> int:
    """How many papers the usual case asks for."""
    if not item.takes_mail:
        return paper_count(list(item.materials))
    return paper_count(materials_for(item, plain_answers(item)))


def papers_of(item: Item) -> list[Paper]:
    """Every paper the item may ask for, both sides of a card together."""
    sides: dict[str, list[Material]] = {}
    for material in item.materials:
        sides.setdefault(material.same_paper_as or material.code, []).append(material)
    return [_paper(item, group) for group in sides.values()]


def _paper(item: Item, sides: Sequence[Material]) -> Paper:
    first = sides[0]
    hints = [local_name(tip, "text") for side in sides for tip in side.tips[:1]]
    after = AFTERWARDS_WORDS[first.afterwards]
    gap = " " if language() == "en" else ""
    return Paper(
        name=local_name(first, "paper"),
        form=_(FORM_WORDS[first.form]),
        hint=gap.join([*hints, _(after)] if after else hints),
        when=condition_words(item, first.when),
        later=first.necessity is Necessity.LATER,
        sides=tuple(sides),
    )


def condition_words(item: Item, when: str | None) -> str:
    """A condition in words: `“问题”选“答案”时才要`; empty when there is none."""
    if when is None:
        return ""
    questions = {question.code: question for question in item.questions}
    return _("%(condition)s时才要", condition=_told(parse(when).tree, questions))


def _told(node: ast.expr, questions: dict[str, Question]) -> str:
    if isinstance(node, ast.BoolOp):
        joint = _("，并且") if isinstance(node.op, ast.And) else _("，或者")
        return joint.join(_told(value, questions) for value in node.values)
    if isinstance(node, ast.UnaryOp):
        return _("不是（%(condition)s）", condition=_told(node.operand, questions))
    assert isinstance(node, ast.Compare)  # parse() lets nothing else through
    assert isinstance(node.left, ast.Name)
    question = questions[node.left.id]
    right = node.comparators[0]
    values = [str(ast.literal_eval(e)) for e in getattr(right, "elts", [right])]
    answers = _("或").join(f"“{answer_words(question, value)}”" for value in values)
    if isinstance(node.ops[0], ast.Eq | ast.In):
        return _("“%(question)s”选%(answers)s", question=local_name(question, "text"), answers=answers)
    return _("“%(question)s”不选%(answers)s", question=local_name(question, "text"), answers=answers)


def answer_words(question: Question, value: str) -> str:
    """What an answer reads like: its option's text, or yes and no."""
    for option in question.options:
        if option.value == value:
            return local_name(option, "text")
    return _("是") if value == "yes" else _("否")


def apply_path(item: Item) -> str:
    """Where intake begins with this item."""
    return f"/apply/{quote(item.code)}"
