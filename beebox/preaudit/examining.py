"""One paper examined: how well its picture can be used as a whole and at the place of every wanted value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from beebox.preaudit.blanks import blanks_in
from beebox.preaudit.document_types import TypeRule
from beebox.preaudit.hidden import Surroundings, hidden_fields
from beebox.preaudit.places import sought_in
from beebox.preaudit.quality import judge
from beebox.preaudit.report import Blank, Box, FieldValue, HiddenField, Line, Quality, QualityWord
from beebox.preaudit.sight import Sight

SENTENCES = {
    QualityWord.GLARE: "灯光反光遮住了%s。请换个角度，让反光移开后再拍一张。",
    QualityWord.BLURRED: "%s拍得有些模糊，看不清。请拿稳手机、对准文字，等画面清楚后再拍一张。",
    QualityWord.DARK: "%s那里太暗，看不清。请到亮一点的地方，或打开灯再拍一张。",
    QualityWord.OVEREXPOSED: "%s那里太亮，字被冲淡了。请避开强光或关掉闪光灯，再拍一张。",
    QualityWord.CUT_EDGE: "%s没有拍全。请把四个角都放进画面里，再拍一张。",
}
"""What to say where it is known which values are hidden."""


@dataclass(frozen=True)
class Examined:
    """`fields` are those to be believed; `blanks` are lines of a form without ink."""

    quality: Quality
    fields: tuple[FieldValue, ...]
    hidden: tuple[HiddenField, ...]
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Paper:
    """What was read on one paper. `lines` are its own, `sheet_lines` all that stand on the same page.
    `outlined`: whether all its sides were seen before it was cut out of its picture."""

    code: str
    rule: TypeRule
    lines: Sequence[Line]
    sheet_lines: Sequence[Line]
    fields: tuple[FieldValue, ...]
    outlined: bool = False


def examine(sight: Sight, paper: Paper, full_size: int) -> Examined:
    """Judge the picture of a paper, tell which values it hides, and drop what was read in spoilt places.

    `full_size`: longer side of the picture as given, in pixels.
    """
    sought = sought_in(paper.code, paper.rule, paper.lines, paper.fields, outlined=paper.outlined)
    quality = judge(sight, paper.sheet_lines, full_size, sought)
    around = Surroundings(sight, paper.rule, paper.lines, quality, paper.outlined)
    hidden = hidden_fields(around, paper.fields, sought.gaps)
    names = {one.name for one in hidden}
    return Examined(
        _told(quality, hidden),
        tuple(field for field in paper.fields if field.name not in names),
        hidden,
        blanks_in(sight, paper.rule, paper.lines, sought.gaps, names),
    )


def _told(quality: Quality, hidden: Sequence[HiddenField]) -> Quality:
    """The quality with the hidden values named; where only they show a fault, theirs is the word."""
    if quality.word is QualityWord.GOOD and hidden:
        word = hidden[0].word
        quality = replace(quality, word=word, box=_around(one.box for one in hidden if one.word is word))
    labels = dict.fromkeys(one.label for one in hidden if one.word is quality.word and one.label)
    sentence = SENTENCES.get(quality.word)
    if sentence is None or not labels:
        return quality
    return replace(quality, message=sentence % "、".join(labels))


def _around(boxes: Iterable[Box | None]) -> Box | None:
    found: Box | None = None
    for box in boxes:
        if box is not None:
            found = box if found is None else found.joined(box)
    return found
