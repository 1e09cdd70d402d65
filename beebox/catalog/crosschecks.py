"""What must fit together inside one item, beyond the shape of each field."""

from collections import Counter
from collections.abc import Iterable, Iterator

from beebox.catalog.definitions import (
    Afterwards,
    Item,
    LimitStart,
    Material,
    MaterialForm,
    Necessity,
    Question,
    QuestionKind,
)
from beebox.catalog.expressions import ExpressionError, parse
from beebox.catalog.lined_yaml import Path
from beebox.catalog.vocabulary import RuleName
from beebox.workdays.calendar import Unit

Fault = tuple[Path, str]


def item_faults(item: Item, departments: Iterable[str], samples: Iterable[str]) -> Iterator[Fault]:
    """Everything in `item` that contradicts itself, the departments or the sample pictures."""
    if item.department not in set(departments):
        yield ("department",), f"部门“{item.department}”不在 departments.yaml 里"
    yield from _doubled("questions", [q.code for q in item.questions])
    yield from _doubled("materials", [m.code for m in item.materials])
    yield from _doubled("form_fields", [entry.field for entry in item.form_fields])
    yield from _doubled("review_checklist", [line.code for line in item.review_checklist])
    yield from _checklist_faults(item)
    yield from _going(item)
    for index, question in enumerate(item.questions):
        yield from _question_faults(question, ("questions", index))
    yield from _condition_faults(item)
    pictures = set(samples)
    papers = {m.code for m in item.materials if m.same_paper_as is None}
    for index, material in enumerate(item.materials):
        at: Path = ("materials", index)
        yield from _material_faults(material, at)
        if material.sample is not None and material.sample not in pictures:
            yield (*at, "sample"), f"样图“{material.sample}”不在 static/samples/catalog 里"
        if material.same_paper_as is not None and material.same_paper_as not in papers:
            yield (*at, "same_paper_as"), f"“{material.same_paper_as}”不是本事项的另一份材料"


def _doubled(field: str, codes: list[str]) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for index, code in enumerate(codes):
        seen[code] += 1
        if seen[code] == 2:
            yield (field, index), f"代码“{code}”用了两次"


def _going(item: Item) -> Iterator[Fault]:
    mail = item.mail
    if mail.presence_required and mail.go_to is None:
        yield ("mail", "go_to"), "要到场办的事项，请写明去哪里、为什么"
    if mail.presence_required and mail.apply:
        yield ("mail", "apply"), "要到场办的事项不能寄材料，apply 应是 false"
    if mail.result != item.result.by_mail:
        yield ("result", "by_mail"), "和 mail.result 不一致：结果能不能邮寄只能有一个说法"
    for name in ("statutory", "promise"):
        limit = getattr(item.limits, name)
        if limit is not None and (limit.value == 0) != (limit.unit is Unit.INSTANT):
            yield ("limits", name, "value"), "当场办结写 value: 0 和 unit: instant，其他时限大于 0"
    yield from _starts(item)


def _starts(item: Item) -> Iterator[Fault]:
    """Every limit runs from an event it can run from."""
    limits = item.limits
    if limits.statutory is not None and limits.statutory.start is not limits.promise.start:
        yield ("limits", "promise", "start"), "承诺时限和法定时限要从同一件事起算，否则没法比较"
    for name in ("statutory", "promise", "notice", "check"):
        limit = getattr(limits, name)
        if limit is not None and limit.start is LimitStart.DECISION:
            yield ("limits", name, "start"), "这个时限不能从作出决定起算"
    for name in ("notice", "check"):
        if getattr(limits, name).start is not LimitStart.SUBMIT:
            yield ("limits", name, "start"), "这个时限从提交起算，start 应是 submit"
    for name in ("dispatch", "delivery", "extension"):
        if getattr(limits, name).start is not LimitStart.DECISION:
            yield ("limits", name, "start"), "这个时限从作出决定起算，start 应是 decision"


def _question_faults(question: Question, at: Path) -> Iterator[Fault]:
    if question.kind is QuestionKind.YES_NO and question.options:
        yield (*at, "options"), "是否题不用写选项，答案就是 yes 和 no"
    if question.kind is QuestionKind.CHOICE and len(question.options) < 2:
        yield (*at, "options"), "选择题至少要有两个选项"
    yield from ((at + path, told) for path, told in _doubled("options", _values(question)))
    if question.help and not question.help_en:
        yield (*at, "help_en"), "有中文说明，还缺英文说明"


def _values(question: Question) -> list[str]:
    return [option.value for option in question.options]


def _condition_faults(item: Item) -> Iterator[Fault]:
    for index, question in enumerate(item.questions):
        before = item.questions[:index]
        yield from _when_faults(question.when, ("questions", index, "when"), before)
    for index, entry in enumerate(item.form_fields):
        yield from _when_faults(entry.when, ("form_fields", index, "when"), item.questions)
    for index, material in enumerate(item.materials):
        yield from _when_faults(material.when, ("materials", index, "when"), item.questions)
    for index, line in enumerate(item.review_checklist):
        yield from _when_faults(line.when, ("review_checklist", index, "when"), item.questions)


def _checklist_faults(item: Item) -> Iterator[Fault]:
    known = {material.code for material in item.materials}
    for index, line in enumerate(item.review_checklist):
        for code in line.materials:
            if code not in known:
                yield ("review_checklist", index, "materials"), f"本事项没有“{code}”这份材料"
        if line.rules and not line.materials:
            yield ("review_checklist", index, "rules"), "写了机审规则，也要写是哪几份材料"


def _when_faults(when: str | None, at: Path, asked: tuple[Question, ...]) -> Iterator[Fault]:
    if when is None:
        return
    known = {question.code: question.values for question in asked}
    try:
        compared = parse(when).comparisons()
    except ExpressionError as error:
        yield at, str(error)
        return
    for name, value in compared:
        if name not in known:
            yield at, f"条件里的“{name}”不是前面问过的问题"
        elif value not in known[name]:
            yield at, f"问题“{name}”没有“{value}”这个答案，只有：{'、'.join(sorted(known[name]))}"


def _material_faults(material: Material, at: Path) -> Iterator[Fault]:
    if material.necessity is Necessity.CONDITIONAL and material.when is None:
        yield (*at, "when"), "有条件才要的材料，请写明条件"
    if material.necessity is Necessity.REQUIRED and material.when is not None:
        yield (*at, "when"), "写了条件的材料不是必交，necessity 应是 conditional"
    if material.pages_min > material.pages_max:
        yield (*at, "pages_max"), f"最多页数比最少页数 {material.pages_min} 还少"
    if RuleName.PORTRAIT_SIZE in material.rules and material.portrait is None:
        yield (*at, "portrait"), "要查照片尺寸，请写明是几寸照"
    yield from _paper_faults(material, at)


def _paper_faults(material: Material, at: Path) -> Iterator[Fault]:
    sent = material.originals + material.copies
    if material.travels and (sent == 0 or material.form is MaterialForm.ELECTRONIC):
        yield (*at, "travels"), "要放进信封的材料，请写明几份原件或几份复印件"
    if not material.travels and sent:
        yield (*at, "travels"), "写了份数却不放进信封：要么改 travels，要么份数写 0"
    if material.travels and material.same_paper_as is not None:
        yield (*at, "same_paper_as"), "和另一份材料是同一张纸，travels 应是 false，不要数两遍"
    if material.travels == (material.afterwards is Afterwards.NONE):
        yield (*at, "afterwards"), "放进信封的材料要写明去向；不放进信封的写 none"
