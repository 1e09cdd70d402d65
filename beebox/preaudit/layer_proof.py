"""Whether a reader, shown some lines of a page, sees what the page's own text says there."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from beebox.preaudit.ports import Page, TextReader
from beebox.preaudit.report import Box, Line

_PROOFS = 4
_LONGEST = 24
"""Signs. Longer lines cost more and prove no more."""
_MARGIN = 5
_APART = 28
_SHEET = 6
"""Heights of a line the sheet has at least: readers take a line that fills the page for a drawing."""
_EACH = 0.7
"""How alike each line must be, as a share of its signs."""
_TOGETHER = 0.85
_DIGITS = 4
"""Where the text has so many figures, the reader must see the very same ones."""


def agrees(lines: Sequence[Line], suspects: Sequence[Line], upright: Page, reader: TextReader) -> bool:
    """Whether the reader finds the text of a few telling lines, and of every suspect one."""
    chosen = [*suspects, *_telling([line for line in lines if line not in suspects])]
    if not chosen:
        return False
    sheet, places = _sheet(chosen, upright)
    found = reader.read(sheet)
    if found.rotation != 0:
        return False
    told = [_signs(line.text) for line in chosen]
    seen = [_signs(_read_at(found.lines, place)) for place in places]
    alike = [_likeness(one, other) for one, other in zip(told, seen, strict=True)]
    if min(alike) < _EACH or sum(alike) < _TOGETHER * len(alike):
        return False
    return all(_same_figures(one, other) for one, other in zip(told, seen, strict=True))


def _telling(lines: list[Line]) -> list[Line]:
    """The lines with most figures and the longest others, none of them endless."""
    short = [line for line in lines if 2 <= len(line.text) <= _LONGEST] or lines
    by_figures = sorted(short, key=lambda line: sum(sign.isdigit() for sign in line.text), reverse=True)
    chosen = by_figures[: _PROOFS // 2]
    rest = sorted((line for line in short if line not in chosen), key=lambda line: -len(line.text))
    return [*chosen, *rest[: _PROOFS - len(chosen)]]


def _sheet(lines: Sequence[Line], upright: Page) -> tuple[Page, list[Box]]:
    """The lines cut out and put one below the other on a sheet of their ground."""
    cuts = [_cut(line.box, upright) for line in lines]
    width = max(max(cut.shape[1] for cut in cuts) + 2 * _APART, 480)
    highest = max(cut.shape[0] for cut in cuts)
    height = max(sum(cut.shape[0] + _APART for cut in cuts) + _APART, _SHEET * highest)
    ground = np.median(np.concatenate([_edge(cut) for cut in cuts]), axis=0)
    sheet = np.empty((height, width, 3), dtype=np.uint8)
    sheet[:] = ground.astype(np.uint8)
    places, y = [], _APART
    for cut in cuts:
        high, wide = cut.shape[:2]
        sheet[y : y + high, _APART : _APART + wide] = cut
        places.append(Box(_APART, y, wide, high))
        y += high + _APART
    return sheet, places


def _cut(box: Box, upright: Page) -> Page:
    top, left = max(0, box.y - _MARGIN), max(0, box.x - _MARGIN)
    return upright[top : box.bottom + _MARGIN, left : box.right + _MARGIN]


def _edge(cut: Page) -> Page:
    return np.concatenate([cut[0], cut[-1]])


def _read_at(lines: Sequence[Line], place: Box) -> str:
    """Everything that was read in one of the pieces, from left to right."""
    inside = [
        line
        for line in lines
        if place.y - _APART / 2 <= line.box.y + line.box.h / 2 <= place.bottom + _APART / 2
    ]
    return "".join(line.text for line in sorted(inside, key=lambda line: line.box.x))


def _signs(text: str) -> str:
    """Only what matters: letters, figures and Chinese signs, in one writing."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _same_figures(told: str, seen: str) -> bool:
    figures = [sign for sign in told if sign.isdigit()]
    return len(figures) < _DIGITS or figures == [sign for sign in seen if sign.isdigit()]


def _likeness(one: str, other: str) -> float:
    """1 for equal texts, less for each sign that must be changed, added or left out."""
    if not one:
        return 1.0
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (sign != against))
    return 1 - row[-1] / max(len(one), len(other))
