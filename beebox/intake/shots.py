"""The citizen's own pictures with what was found drawn on them, in pixels of each preview."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from beebox.cases.papers import MaterialVersion
from beebox.intake.spots import Spot
from beebox.intake.wording import READ_FIELDS, shown_value

Rectangle = tuple[float, float, float, float]
"""x, y, width, height."""
_AROUND = 0.35
"""Of a box, on each side: so much of its surroundings is shown with it."""
_LEAST = 0.3
"""Of the page's width: a smaller cutting would not show where on the page it is."""
_PIN = 4.0
"""Half the width of a number's disc in units of the drawing, with a rim."""
_FLATTEST = 3.2
"""Width by height of a cutting; it is never higher than wide unless the box itself is."""


@dataclass(frozen=True)
class Frame:
    """A box on the picture: `tone` good where something was read, else that of the gravest finding of
    `numbers`, which all point at it."""

    x: float
    y: float
    w: float
    h: float
    tone: str
    numbers: tuple[int, ...] = ()

    def pins(self, scale: float) -> list[tuple[float, float, int]]:
        """Where its numbers stand: beside the box, else above it, so that they cover no sign in it; in
        the corner of a box that leaves no room."""
        half = _PIN * scale
        room = self.x >= 2 * half * len(self.numbers)
        if room:
            x, y, step = self.x - half, self.y + min(self.h / 2, 2 * half), -2 * half
        elif self.y >= 2 * half:
            x, y, step = self.x + half, self.y - half, 2 * half
        else:
            x, y, step = max(self.x, half), max(self.y, half), 2 * half
        return [(x + step * at, y, number) for at, number in enumerate(self.numbers)]


@dataclass(frozen=True)
class ReadField:
    label: str
    value: str
    """The whole value."""
    shown: str
    """As it stands on the page at first sight."""
    doubtful: bool


@dataclass(frozen=True)
class Shot:
    """One page of one upload; without a preview there is nothing to see yet."""

    upload: MaterialVersion
    number: int
    place: int
    """The page's place in the whole material, from 1."""
    width: int
    height: int
    spots: Sequence[Spot]
    """What there is to say of this page, beside what passed."""
    frames: Sequence[Frame]
    fields: Sequence[ReadField]

    @property
    def stopped(self) -> bool:
        return any(spot.finding.answer == "fail" for spot in self.spots)

    @property
    def scale(self) -> float:
        """Pixels of the preview for one unit of the drawing: signs are as large on any picture."""
        return max(self.width, 1) / 100

    def cutting(self, spot: Spot) -> tuple[Rectangle, Rectangle] | None:
        """The part of the picture around a finding's box, inside the picture, and that box."""
        if not spot.finding.box or not self.width or not self.height:
            return None
        box = x, y, w, h = _corners(spot.finding.box)
        wide = min(max(w * (1 + 2 * _AROUND), h, self.width * _LEAST), self.width)
        tall = min(max(h * (1 + 2 * _AROUND), wide / _FLATTEST), max(wide, h), self.height)
        left = min(max(x + w / 2 - wide / 2, 0), self.width - wide)
        top = min(max(y + h / 2 - tall / 2, 0), self.height - tall)
        return (round(left), round(top), round(wide), round(tall)), box


def shots_of(uploads: Sequence[MaterialVersion], spots: Sequence[Spot]) -> list[Shot]:
    """Every page that has a picture, in order."""
    shots: list[Shot] = []
    place = 0
    for upload in uploads:
        papers: dict[int, list[dict[str, Any]]] = {}
        for paper in (upload.reading or {}).get("pages", []):
            papers.setdefault(paper["number"], []).append(paper)
        for number, key in enumerate(upload.previews, start=1):
            if key:
                found = papers.get(number, [])
                about = [spot for spot in spots if _is_on(spot, upload, number)]
                shots.append(_shot(upload, number, place + number, found, about))
        place += upload.pages
    return shots


def _is_on(spot: Spot, upload: MaterialVersion, number: int) -> bool:
    return spot.finding.upload_id == upload.id and (spot.finding.page or 1) == number


def _shot(
    upload: MaterialVersion, number: int, place: int, papers: list[dict[str, Any]], about: Sequence[Spot]
) -> Shot:
    """Several papers may lie on one page: they share its picture."""
    size = papers[0] if papers else {}
    read = [field for paper in papers for field in paper.get("fields", [])]
    told = [spot for spot in about if spot.number is not None]
    return Shot(
        upload, number, place, size.get("width", 0), size.get("height", 0), told,
        _frames(read, told), _fields(read),
    )  # fmt: skip


def _frames(read: Sequence[dict[str, Any]], told: Sequence[Spot]) -> list[Frame]:
    """What was read below, what was found above; one box for several findings on the same spot."""
    drawn: dict[Rectangle, Frame] = {}
    for spot in told:
        if spot.finding.box and spot.number is not None:
            corners = _corners(spot.finding.box)
            frame = drawn.get(corners, Frame(*corners, spot.manner.tone))
            drawn[corners] = replace(frame, numbers=(*frame.numbers, spot.number))
    good = [_corners(field["box"]) for field in read if field.get("box") and field.get("valid") is not False]
    return [Frame(*corners, "good") for corners in good if corners not in drawn] + [*reversed(drawn.values())]


def _corners(box: Any) -> Rectangle:
    x, y, w, h = (box[side] for side in "xywh") if isinstance(box, dict) else box
    return float(x), float(y), float(w), float(h)


def _fields(read: Sequence[dict[str, Any]]) -> list[ReadField]:
    return [
        ReadField(
            READ_FIELDS[found["name"]], found["value"], shown_value(found["name"], found["value"]),
            found.get("valid") is False,
        )
        for found in read
        if found["name"] in READ_FIELDS
    ]  # fmt: skip
