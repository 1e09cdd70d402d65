"""The citizen's own pictures with what was found drawn on them, in pixels of each preview."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from beebox.cases.papers import Finding, MaterialVersion
from beebox.intake.wording import READ_FIELDS, shown_value


@dataclass(frozen=True)
class Frame:
    x: float
    y: float
    w: float
    h: float
    stop: bool


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
    frames: Sequence[Frame]
    fields: Sequence[ReadField]

    @property
    def stopped(self) -> bool:
        return any(frame.stop for frame in self.frames)


def shots_of(uploads: Sequence[MaterialVersion], findings: Sequence[Finding]) -> list[Shot]:
    """Every page that has a picture, in order."""
    shots: list[Shot] = []
    place = 0
    for upload in uploads:
        pages = {page["number"]: page for page in (upload.reading or {}).get("pages", [])}
        for number in range(1, len(upload.previews) + 1):
            page = pages.get(number, {})
            about = [f for f in findings if f.upload_id == upload.id and (f.page or 1) == number]
            shots.append(
                Shot(
                    upload, number, place + number, page.get("width", 0), page.get("height", 0),
                    _frames(page, about), _fields(page),
                )
            )  # fmt: skip
        place += upload.pages
    return shots


def _frames(page: dict[str, Any], findings: Iterable[Finding]) -> list[Frame]:
    stops = [_corners(f.box) for f in findings if f.answer == "fail" and f.box]
    stopped = set(stops)
    read = [field for field in page.get("fields", []) if field.get("valid") is not False]
    good = [_corners(field["box"]) for field in read if field.get("box")]
    return [Frame(*box, stop=False) for box in good if box not in stopped] + [
        Frame(*box, stop=True) for box in dict.fromkeys(stops)
    ]


def _corners(box: Any) -> tuple[float, float, float, float]:
    x, y, w, h = (box[side] for side in "xywh") if isinstance(box, dict) else box
    return float(x), float(y), float(w), float(h)


def _fields(page: dict[str, Any]) -> list[ReadField]:
    return [
        ReadField(
            READ_FIELDS[found["name"]], found["value"], shown_value(found["name"], found["value"]),
            found.get("valid") is False,
        )
        for found in page.get("fields", [])
        if found["name"] in READ_FIELDS
    ]  # fmt: skip
