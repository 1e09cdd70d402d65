"""Finding printed labels in what was read: exact inside a line, one sign off at its start."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from beebox.preaudit.layout import Piece, cut, plain

_FUZZY_FROM = 4
"""Shorter labels must be exact: 姓名 and 姓氏 are one sign apart."""


def within_one_edit(one: str, other: str) -> bool:
    """Whether one insertion, removal or replacement at most makes them equal."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    if len(short) == len(long):
        return short[at + 1 :] == long[at + 1 :]
    return short[at:] == long[at + 1 :]


def label_at_start(text: str, labels: Iterable[str]) -> tuple[str, int] | None:
    """The label with which this text begins, and how many signs of it that takes."""
    ordered = sorted(labels, key=len, reverse=True)
    for label in ordered:
        if text.startswith(label):
            return label, len(label)
    for label in ordered:
        if len(label) < _FUZZY_FROM:
            break
        for length in (len(label), len(label) + 1, len(label) - 1):
            if length <= len(text) and within_one_edit(text[:length], label):
                return label, length
    return None


def split_at_labels(pieces: Iterable[Piece], labels: Collection[str]) -> list[Piece]:
    """Every piece cut into labels and the texts between them."""
    ordered = sorted(labels, key=len, reverse=True)
    return [part for piece in pieces for part in _split(piece, ordered)]


def _split(piece: Piece, labels: list[str]) -> list[Piece]:
    text, done, at = plain(piece.text), 0, 0
    parts: list[Piece] = []
    if len(text) != len(piece.text):
        return [piece]
    if len(text) == 1:
        return [replace(piece, label=_begun_with(text, labels))]
    while at < len(text):
        found = label_at_start(text, labels) if at == 0 else _inside(text, at, labels, parts)
        if found is None:
            at += 1
            continue
        label, length = found
        if at > done:
            parts.append(cut(piece, done, at))
        parts.append(cut(piece, at, at + length, label))
        at = done = at + length
    if done < len(text):
        parts.append(cut(piece, done, len(text)))
    return parts


def _begun_with(sign: str, labels: list[str]) -> str | None:
    """The label itself, or the only one of two signs that begins with this one: its other half was
    lost (坐 of 坐落)."""
    begun = [label for label in labels if label == sign or (len(label) == 2 and label[0] == sign)]
    return begun[0] if len(begun) == 1 else None


def _inside(text: str, at: int, labels: list[str], before: list[Piece]) -> tuple[str, int] | None:
    """A label within a line. Short ones are words of common text too (宗地面积): they count only
    behind another label or a single sign (男民族汉)."""
    sure = at <= 1 or any(piece.label is not None for piece in before)
    for label in labels:
        if len(label) > 1 and text.startswith(label, at) and (sure or len(label) >= _FUZZY_FROM):
            return label, len(label)
    return None
