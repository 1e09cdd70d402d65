"""Reading with Tesseract alone: simplified Chinese and English, complete without any other engine."""

import re
from collections import defaultdict
from typing import Any, cast

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray

from beebox.preaudit.pages import turned_upright
from beebox.preaudit.ports import Page, PageText
from beebox.preaudit.report import Box, Line

LANGUAGES = "chi_sim+eng"
SECONDS = 45
"""For one run of the program; a page takes two runs, five where it cannot tell which way is up.
Longer is given up with RuntimeError, so that the file goes to a person."""
_WORK_LONG_SIDE = 1800
_OSD_SURE = 1.5
_SPARSE = "--psm 11"
_MIN_WORD = 30.0
_LINE_HEIGHT = 56
"""Pixels of a line looked at alone, with the paper around it."""
Grey = NDArray[np.uint8]


class TesseractReader:
    name = "tesseract"

    def __init__(self, program: str = "tesseract") -> None:
        pytesseract.pytesseract.tesseract_cmd = program
        self.version = str(pytesseract.get_tesseract_version())

    def read(self, page: Page) -> PageText:
        grey = cast(Grey, cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
        if float(grey.std()) < 3:
            return PageText(0, ())
        factor = min(2.0, _WORK_LONG_SIDE / max(grey.shape))
        method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
        grey = cast(Grey, cv2.resize(grey, None, fx=factor, fy=factor, interpolation=method))
        rotation = _noted_rotation(grey)
        if rotation is None:
            rotation, words = _best_of_four(grey)
        else:
            words = _words(turned_upright(grey, rotation))
        return PageText(rotation, tuple(_lines(words, 1 / factor)))

    def again(self, line: Page, signs: str) -> str:
        grey = cast(Grey, cv2.cvtColor(line, cv2.COLOR_RGB2GRAY))
        factor = _LINE_HEIGHT / max(grey.shape[0], 1)
        grey = cast(Grey, cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))
        config = f"--psm 7 -c tessedit_char_whitelist={signs}"
        try:
            return str(pytesseract.image_to_string(grey, lang="eng", config=config, timeout=SECONDS)).strip()
        except (pytesseract.TesseractError, RuntimeError):
            return ""


def _noted_rotation(grey: Grey) -> int | None:
    """Degrees the content is turned clockwise, if the program is sure."""
    try:
        found: dict[str, Any] = pytesseract.image_to_osd(
            grey, config="--psm 0", output_type=pytesseract.Output.DICT, timeout=SECONDS
        )
    except (pytesseract.TesseractError, RuntimeError):
        return None
    if float(found["orientation_conf"]) < _OSD_SURE:
        return None
    return (360 - int(found["rotate"])) % 360


def _best_of_four(grey: Grey) -> tuple[int, dict[str, list[Any]]]:
    tried = {turn: _words(turned_upright(grey, turn)) for turn in (0, 90, 180, 270)}
    best = max(tried, key=lambda turn: _score(tried[turn]))
    if _score(tried[best]) <= _score(tried[0]) * 1.1:
        best = 0
    return best, tried[best]


def _score(words: dict[str, list[Any]]) -> float:
    return sum(
        len(text.strip()) * (float(sure) / 100) ** 2
        for text, sure in zip(words["text"], words["conf"], strict=True)
        if float(sure) >= _MIN_WORD
    )


def _words(grey: Grey) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = pytesseract.image_to_data(
        grey, lang=LANGUAGES, config=_SPARSE, output_type=pytesseract.Output.DICT, timeout=SECONDS
    )
    return found


def _lines(words: dict[str, list[Any]], factor: float) -> list[Line]:
    groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for at, text in enumerate(words["text"]):
        if text.strip() and float(words["conf"][at]) >= _MIN_WORD:
            groups[words["block_num"][at], words["par_num"][at], words["line_num"][at]].append(at)
    lines = [_line(words, group, factor) for group in groups.values()]
    return sorted(lines, key=lambda line: (line.box.y, line.box.x))


def _line(words: dict[str, list[Any]], group: list[int], factor: float) -> Line:
    boxes = [Box(*(int(words[side][at]) for side in ("left", "top", "width", "height"))) for at in group]
    around = boxes[0]
    for box in boxes[1:]:
        around = around.joined(box)
    text = " ".join(str(words["text"][at]).strip() for at in group)
    sure = sum(float(words["conf"][at]) for at in group) / len(group) / 100
    return Line(_without_gaps(text), round(sure, 4), around.scaled(factor))


def _without_gaps(text: str) -> str:
    """The program puts a space between Chinese signs; there is none in print."""
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
