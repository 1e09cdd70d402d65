"""Rules about what is on a page beside print: signature, seal, and the photo for papers."""

from collections.abc import Callable
from typing import Any

from beebox.catalog.vocabulary import RuleName
from beebox.preaudit.check import Check
from beebox.preaudit.portrait import SIZES, wrong_ratio
from beebox.preaudit.report import Answer, Finding, MarkKind


def signature_present(check: Check) -> list[Finding]:
    """Whether every page with a line for a signature carries one."""
    marks = [(page.number, page.mark(MarkKind.SIGNATURE)) for page in check.reading.pages]
    looked = [(number, mark) for number, mark in marks if mark is not None and mark.text != "no_line"]
    if not looked:
        return [check.say("signature_present", Answer.CANNOT_TELL)]
    number, mark = next(((one, mark) for one, mark in looked if not mark.present), looked[0])
    answer = Answer.PASS if mark.present else Answer.FAIL
    return [check.say("signature_present", answer, page=number, box=mark.box)]


def seal_present(check: Check) -> list[Finding]:
    """Whether a red seal is on some page; on a grey copy nobody can tell."""
    for page in check.reading.pages:
        mark = page.mark(MarkKind.SEAL)
        if mark is not None and mark.present:
            return [check.say("seal_present", Answer.PASS, page=page.number, box=mark.box)]
    grey = any(page.grey for page in check.reading.pages)
    return [check.say("seal_present", Answer.CANNOT_TELL if grey else Answer.FAIL, page=1)]


def portrait_size(check: Check) -> list[Finding]:
    """Whether the photo has the wanted shape and a white background."""
    portrait = next((page.portrait for page in check.reading.pages if page.portrait), None)
    if portrait is None:
        return []
    found, limits, size = [], check.book.limits, check.wanted.portrait
    if size is not None and wrong_ratio(portrait.ratio, size, limits.portrait_ratio.value):
        width, height = SIZES[size]
        found.append(_portrait(check, Answer.FAIL, "size", width=width, height=height))
    if portrait.background != "white" or portrait.spread > limits.portrait_spread.value:
        found.append(_portrait(check, Answer.FAIL, "background"))
    if not found:
        alone = portrait.heads == 1 and portrait.skin > limits.portrait_skin.value
        answer = Answer.PASS if alone else Answer.CANNOT_TELL
        found.append(_portrait(check, answer, answer.value))
    return found


def _portrait(check: Check, answer: Answer, sentence: str, **places: Any) -> Finding:
    return check.say("portrait_size", answer, sentence=sentence, page=1, **places)


def lines_filled(check: Check) -> list[Finding]:
    """Whether a form's lines are filled in; who has not signed is told by its own rule."""
    told = []
    for page in check.reading.pages:
        empty = [blank for blank in page.blanks if "签" not in blank.label]
        if empty:
            labels = "、".join(f"“{blank.label}”" for blank in empty)
            told.append(
                check.say("lines_filled", Answer.FAIL, page=page.number, box=empty[0].box, labels=labels)
            )
    return told


MARK_RULES: dict[str, Callable[[Check], list[Finding]]] = {
    RuleName.SIGNATURE_PRESENT: signature_present,
    RuleName.SEAL_PRESENT: seal_present,
    RuleName.PORTRAIT_SIZE: portrait_size,
    "lines_filled": lines_filled,
}
