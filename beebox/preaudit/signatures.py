"""Ink on the lines where somebody signs: a hand's strokes, not print, not the rule, not a seal over it."""

import re
from collections.abc import Sequence

import numpy as np

from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import Piece, level, tilt_of
from beebox.preaudit.places import Place
from beebox.preaudit.report import Line, Mark, MarkKind
from beebox.preaudit.sight import Sight
from beebox.preaudit.thresholds import load_thresholds

NO_LINE = "no_line"
"""Text of the mark of a page on which no line for a signature was found."""
_PRINTED = re.compile(r"[\s\d_:：.·、,，/()（）年月日签字名盖章手印公]*")
"""What a form prints behind the label itself, such as the date's 年 月 日."""
_LONG, _HIGH = 6.0, 2.0
"""The field looked at, in heights of the label."""


def find_signature(sight: Sight, lines: Sequence[Line], labels: Sequence[str]) -> Mark:
    """Whether every signature line that is found carries a hand's ink. `box` is the first empty one's.

    A label is found in spite of one wrong sign, and 申请人姓名 is one sign away from 申请人签名: where a
    label with 签 stands on the page, only such labels count.
    """
    places = _places(lines, labels)
    if not places:
        return Mark(MarkKind.SIGNATURE, present=False, text=NO_LINE)
    empty = unsigned(sight, lines, labels)
    return Mark(MarkKind.SIGNATURE, present=not empty, box=(empty or places)[0].box)


def unsigned(sight: Sight, lines: Sequence[Line], labels: Sequence[str]) -> list[Piece]:
    """The labels behind which nobody has signed."""
    tilt, least = tilt_of(lines), load_thresholds().signature.ink
    pieces = split_at_labels(level(lines), labels)
    return [
        place
        for place in _places(lines, labels)
        if not _read_behind(place, pieces) and ink_behind(sight, place, tilt) < least
    ]


def _places(lines: Sequence[Line], labels: Sequence[str]) -> list[Piece]:
    labelled = [piece for piece in split_at_labels(level(lines), labels) if piece.label is not None]
    return [piece for piece in labelled if "签" in piece.text] or labelled


def _read_behind(place: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a name was read there."""
    behind = (piece for piece in pieces if piece.label is None and _stands_behind(place, piece))
    return any(not _PRINTED.fullmatch(piece.text) for piece in behind)


def _stands_behind(place: Piece, piece: Piece) -> bool:
    near = -0.5 * place.h < piece.x - place.right < 4 * place.h
    return near and abs(piece.middle - place.middle) < 0.8 * place.h


def ink_behind(sight: Sight, label: Piece, tilt: float) -> float:
    """Share of inked pixels right of a label. Where a seal will do (签章), red ink counts too."""
    limits = load_thresholds().signature
    height = label.h
    place = Place(label.right + 0.5 * height, label.middle - height, _LONG * height, _HIGH * height, tilt)
    part = place.cut_from(sight.page).astype(np.float32)
    grey = part @ np.array([0.299, 0.587, 0.114], np.float32)
    dark = grey < float(np.percentile(grey, 80)) - limits.darker
    if "章" not in label.text:
        redness = part[..., 0] - part[..., 1:].max(axis=2)
        dark &= redness - float(np.median(redness)) < limits.red
    dark &= ~(dark.mean(axis=1) > limits.rule)[:, None]
    return float(dark.mean())
