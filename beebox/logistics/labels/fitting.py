"""Text into its zone: smaller, then in more lines, then cut; never over the edge."""

from collections.abc import Mapping, Sequence
from typing import Literal

from beebox.logistics.labels.drawing import Across, Face, Line, Words, Zone
from beebox.logistics.labels.typefaces import advances, plain

PT = 25.4 / 72
"""Millimetres in a point."""
SMALLEST = 6.0
"""Points: at 203 dpi a Chinese sign of this size has 17 dots, the least in which it can be read."""
STEP = 0.5
LEADING = 1.18
"""From base line to base line, in sizes."""
ASCENT = 0.95
"""Of a line's height above its base line, in sizes; the rest is below."""
ELLIPSIS = "…"
_CLOSING, _OPENING = frozenset("，。、；：！？）》」』】”’％…"), frozenset("（《「『【“‘")
Align = Literal["left", "centre", "right"]


def words(
    zone: Zone,
    text: str,
    size: float,
    face: Face = Face.REGULAR,
    *,
    align: Align = "left",
    smallest: float = SMALLEST,
) -> Words:
    """The text set as large as its zone lets it be, between `size` and `smallest` points.

    What does not fit even then ends in an ellipsis.
    """
    text, widths = plain(text), advances(face)
    whole = sum(map(widths.__getitem__, text))
    while True:
        room, most = zone.width / (size * PT), max(1, int(zone.height / (size * PT * LEADING) + 1e-6))
        if whole <= room:
            return _placed(zone, [text], size, face, align)
        if whole <= room * most:
            lines = broken(text, widths, room)
            if len(lines) <= most:
                return _placed(zone, lines, size, face, align)
        if size <= smallest:
            lines = broken(text, widths, room)
            return _placed(zone, _cut(lines, widths, room, most), size, face, align)
        size = max(smallest, size - STEP)


def broken(text: str, widths: Mapping[str, float], room: float) -> list[str]:
    """Lines of at most `room` sizes; a word of letters or digits stays whole where it can."""
    lines, line, used = [], "", 0.0
    for word in _pieces(text):
        width = sum(map(widths.__getitem__, word))
        if used + width <= room:
            line, used = line + word, used + width
            continue
        if width <= room:
            lines.append(line)
            line, used = word.lstrip(), sum(map(widths.__getitem__, word.lstrip()))
            continue
        for sign in word:
            if used + widths[sign] > room:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + sign, used + widths[sign]
    return [kept for each in (*lines, line) if (kept := each.rstrip())]


def _pieces(text: str) -> Sequence[str]:
    """Between any two of these a line may end."""
    pieces: list[str] = []
    for sign in text:
        if pieces and _belongs(pieces[-1][-1], sign):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _belongs(before: str, sign: str) -> bool:
    """Letters stay together, and no line begins with a closing or ends with an opening mark."""
    if sign in _CLOSING or before in _OPENING:
        return True
    return sign.isascii() and before.isascii() and " " not in (before, sign)


def _cut(lines: list[str], widths: Mapping[str, float], room: float, most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and sum(map(widths.__getitem__, last)) + widths[ELLIPSIS] > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + ELLIPSIS]


def _placed(zone: Zone, lines: Sequence[str], size: float, face: Face, align: Align) -> Words:
    step = size * PT * LEADING
    first = zone.y + (zone.height - step * len(lines)) / 2 + size * PT * ASCENT
    return Words(
        zone,
        tuple(
            Line(_start(zone, text, size, face, align), first + n * step, text)
            for n, text in enumerate(lines)
            if text
        ),
        size,
        face,
    )


def _start(zone: Zone, text: str, size: float, face: Face, align: Align) -> float:
    if align == "left":
        return zone.x
    spare = zone.width - sum(map(advances(face).__getitem__, text)) * size * PT
    return zone.x + (spare / 2 if align == "centre" else spare)


def across(text: str, x: float, y: float, size: float, angle: float) -> Across:
    """Bold hollow letters in `size` points."""
    width = sum(map(advances(Face.BOLD).__getitem__, text)) * size * PT
    return Across(text, x, y, size, angle, width)
