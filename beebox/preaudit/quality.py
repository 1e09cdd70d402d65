"""How well a picture can be used, in one word, with the spot and the way to mend it.

Each test looks at one fault, the gravest first. Print that was read with ease overrules a poor look: what a
reader can read, a person can. Where a wanted value is missing, a weaker sign of a fault is believed. Every
number that decides stands in catalogue/thresholds.yaml with what was measured for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.errors import N_
from beebox.preaudit.bare import is_blank, is_smeared, sheet_in
from beebox.preaudit.glare import glare_on
from beebox.preaudit.layout import tilt_of
from beebox.preaudit.legible import Print, own_height, print_of
from beebox.preaudit.look import Look, look_at
from beebox.preaudit.moire import is_screen
from beebox.preaudit.outline import find_open_side
from beebox.preaudit.places import Sought
from beebox.preaudit.report import Box, Line, Quality, QualityWord
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import Thresholds, load_thresholds

MESSAGES = {
    QualityWord.GOOD: "",
    QualityWord.BLURRED: N_("照片有些模糊，字看不清。请拿稳手机、对准文字，等画面清楚后再拍一张。"),
    QualityWord.DARK: N_("照片太暗，字看不清。请到亮一点的地方，或打开灯再拍一张。"),
    QualityWord.OVEREXPOSED: N_("照片太亮，字被冲淡了。请避开强光或关掉闪光灯，再拍一张。"),
    QualityWord.GLARE: N_("灯光反光遮住了一部分内容。请换个角度，让反光移开后再拍一张。"),
    QualityWord.CUT_EDGE: N_("证件的边没有拍全。请把四个角都放进画面里，再拍一张。"),
    QualityWord.LOW_RESOLUTION: N_("照片太小，字看不清。请上传手机里的原图，不要用缩略图或截图。"),
    QualityWord.BLANK: N_("这一页看起来是空白的。请检查是不是放反了，或选错了照片。"),
    QualityWord.NOT_A_DOCUMENT: N_("这张照片里没有找到证件或文件。请把要交的材料放平，重新拍一张。"),
    QualityWord.SCREEN: N_("这像是对着屏幕拍的照片，字上有花纹。请直接拍材料本身，或上传原来的文件。"),
}

Fault = tuple[QualityWord, Box | None]


@dataclass(frozen=True)
class _Case:
    """What the tests of one page share. `factor`: pixels of the picture as given for one of the page."""

    sight: Sight
    look: Look
    print: Print
    sought: Sought
    factor: float
    limits: Thresholds

    @property
    def few(self) -> bool:
        """Whether hardly anything was read with ease."""
        return self.print.easy <= self.limits.reading.few_lines

    @property
    def doubtful(self) -> bool:
        """Whether hardly anything was read, or values that should be here were not found."""
        lacking = self.sought.known and self.sought.missing > self.limits.reading.missing
        return self.few or bool(self.sought.gaps) or lacking


def judge(sight: Sight, lines: Sequence[Line], full_size: int, sought: Sought) -> Quality:
    """The first fault found, the gravest tests first; `good` without one.

    `full_size`: longer side of the picture as given, in pixels. A portrait has no print to look for.
    """
    limits, look = load_thresholds(), look_at(sight)
    factor = full_size / max(sight.page.shape[:2])
    case = _Case(sight, look, print_of(sight, lines), sought, factor, limits)
    tests = _ON_PORTRAITS if sought.code == DocumentType.PORTRAIT_PHOTO else _ON_PAPERS
    found = next((fault for test in tests if (fault := test(case)) is not None), None)
    word, box = found or (QualityWord.GOOD, None)
    return Quality(
        word,
        sharpness=round(look.detail, 1),
        brightness=round(look.median / 255, 3),
        glare=round(look.burnt, 3),
        box=box,
        message=MESSAGES[word],
    )


def _hardly_read(case: _Case) -> Fault | None:
    """Why next to nothing could be read on the whole page; None if the little there is was read."""
    print_, limits = case.print, case.limits.reading
    if not case.few:
        return None
    all_read = bool(print_.easy) and print_.easy == len(print_.lines)
    if all_read and print_.contrast >= limits.clean_print:
        return None
    word = _light(case) or _soft_or_small(case)
    if word is None and not print_.easy:
        word = _without_print(case)
    return (word, None) if word is not None else None


def _light(case: _Case) -> QualityWord | None:
    look, limits = case.look, case.limits.light
    plain = look.spread <= limits.flat
    if look.brightest < limits.dark:
        return QualityWord.BLANK if plain else QualityWord.DARK
    if look.burnt > limits.burnt and not _soft(case):
        return QualityWord.BLANK if plain else QualityWord.OVEREXPOSED
    return None


def _soft(case: _Case) -> bool:
    """Whether even the strongest edges of the whole picture are soft, and nothing fine is there."""
    look, limits = case.look, case.limits.blur
    return look.detail < limits.finest and look.detail < limits.finest_of_edges * look.edges


def _soft_or_small(case: _Case) -> QualityWord | None:
    if max(case.sight.page.shape[:2]) * case.factor < case.limits.size.few_lines_long_side:
        return QualityWord.LOW_RESOLUTION
    if case.look.spread < case.limits.blank.spread and case.look.edges < case.limits.blank.edges:
        return QualityWord.BLANK
    if _soft(case) or _blurred(case) is not None:
        return QualityWord.BLURRED
    return QualityWord.LOW_RESOLUTION if _too_small(case) is not None else None


def _without_print(case: _Case) -> QualityWord:
    sheet = sheet_in(case.sight)
    if sheet is not None and is_smeared(sheet):
        return QualityWord.BLURRED
    blank = sheet is not None and is_blank(sheet) and not case.print.lines
    return QualityWord.BLANK if blank else QualityWord.NOT_A_DOCUMENT


def _too_small(case: _Case) -> Fault | None:
    """Print of a few pixels only, that could not be read with ease."""
    limits, print_ = case.limits.size, case.print
    height = print_.height * case.factor
    if not print_.lines or height >= limits.small_print:
        return None
    hard = print_.ease < case.limits.reading.with_ease or case.doubtful
    return (QualityWord.LOW_RESOLUTION, None) if hard else None


def _blurred(case: _Case) -> Fault | None:
    """Strokes that fade slowly, against the height of the print; the box of those where it is a part only."""
    limits, strokes = case.limits.blur, case.print.strokes
    share = limits.rim_of_few if case.few else limits.rim_of_print
    soft = [one for one in strokes if one.rim > max(limits.rim, share * one.height)]
    if not soft or len(soft) < limits.part * len(strokes):
        return None
    if len(soft) == len(strokes):
        return QualityWord.BLURRED, None
    box = soft[0].line.box
    for one in soft[1:]:
        box = box.joined(one.line.box)
    return QualityWord.BLURRED, box


def _dark(case: _Case) -> Fault | None:
    dim = case.look.brightest < case.limits.light.dim and (case.doubtful or not case.sought.known)
    return (QualityWord.DARK, None) if dim else None


def _overexposed(case: _Case) -> Fault | None:
    """Thin pale strokes on paper without a shade, and values that cannot be found."""
    limits, print_ = case.limits.light, case.print
    washed = print_.steepest < limits.thin and print_.paper - print_.contrast >= limits.pale
    lost = case.look.burnt > limits.burnt and (case.doubtful or not case.sought.known)
    return (QualityWord.OVEREXPOSED, None) if lost and washed and print_.strokes else None


def _screen(case: _Case) -> Fault | None:
    return (QualityWord.SCREEN, None) if is_screen(case.sight) else None


def _glare(case: _Case) -> Fault | None:
    places = [gap.place.box for gap in case.sought.gaps]
    lost = case.limits.glare.large if case.doubtful or not case.sought.known else 1.0
    found = glare_on(case.sight, case.print.lines, places, lost)
    return (QualityWord.GLARE, found.box) if found is not None else None


def _cut(case: _Case) -> Fault | None:
    if case.sought.outlined:
        return None
    box = print_at_side(case.sight, case.print.lines, case.sought)
    box = box or find_open_side(case.sight, case.print.lines, whole=case.sought.known)
    return (QualityWord.CUT_EDGE, box) if box is not None else None


def print_at_side(sight: Sight, lines: Sequence[Line], sought: Sought) -> Box | None:
    """The first print that runs out of the picture. A paper of a known type has a margin; others are often
    cut out of a picture on purpose, close to the print."""
    height, width = sight.page.shape[:2]
    limits, tilt = load_thresholds().cut, tilt_of(lines)
    for line in lines:
        if abs(line.slope - tilt) > limits.stray:
            continue
        box = line.box
        near = min(box.x, box.y, width - box.right, height - box.bottom)
        if near <= limits.print_at_edge or (sought.known and near < limits.print_to_edge * own_height(line)):
            return box
    return None


def _dark_portrait(case: _Case) -> Fault | None:
    return (QualityWord.DARK, None) if case.look.brightest < case.limits.light.dark else None


_ON_PAPERS: tuple[Callable[[_Case], Fault | None], ...] = (
    _hardly_read,
    _too_small,
    _blurred,
    _dark,
    _overexposed,
    _screen,
    _glare,
    _cut,
)
_ON_PORTRAITS: tuple[Callable[[_Case], Fault | None], ...] = (_dark_portrait, _screen)
