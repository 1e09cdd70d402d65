"""What the machine found in a paper: plain frozen values that survive a trip through JSON.

Every box is in pixels of the page's preview, the upright picture a person is shown. A value that
could not be read is absent, never guessed. The machine only advises: no answer here refuses.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from pydantic import TypeAdapter

_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


class Jsonable:
    """Gives a frozen dataclass its two ways through JSON."""

    def to_json(self) -> dict[str, Any]:
        """Only dicts, lists, text, numbers and None: ready for a JSON column."""
        plain: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` gave; pydantic.ValidationError for anything else."""
        found: Self = _adapter(cls).validate_python(data)
        return found


class Answer(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"


class Severity(StrEnum):
    MUST = "must"
    SHOULD = "should"
    HINT = "hint"


class QualityWord(StrEnum):
    GOOD = "good"
    BLURRED = "blurred"
    DARK = "dark"
    OVEREXPOSED = "overexposed"
    GLARE = "glare"
    CUT_EDGE = "cut_edge"
    LOW_RESOLUTION = "low_resolution"
    BLANK = "blank"
    NOT_A_DOCUMENT = "not_a_document"
    SCREEN = "screen"
    """A photo of a screen: the paper itself was not photographed."""


class MarkKind(StrEnum):
    SEAL = "seal"
    SIGNATURE = "signature"
    QR = "qr"
    BARCODE = "barcode"
    PHOTO = "photo"
    """The holder's photo on a card."""


@dataclass(frozen=True)
class Box(Jsonable):
    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def covers(self, other: "Box") -> bool:
        """Whether the middle of the other box lies in this one."""
        x, y = other.x + other.w / 2, other.y + other.h / 2
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def scaled(self, factor: float) -> "Box":
        return Box(*(round(side * factor) for side in (self.x, self.y, self.w, self.h)))


@dataclass(frozen=True)
class Line(Jsonable):
    """One printed line. `slope` is its angle in degrees, clockwise positive, near 0."""

    text: str
    confidence: float
    box: Box
    slope: float = 0.0


@dataclass(frozen=True)
class FieldValue(Jsonable):
    """One value, normalised; `valid`: whether its own check (digit, date) holds, if it has one."""

    name: str
    value: str
    confidence: float
    page: int
    box: Box | None
    valid: bool | None = None


@dataclass(frozen=True)
class Quality(Jsonable):
    """How well the picture can be used; `message` says in one sentence how to mend it."""

    word: QualityWord
    sharpness: float
    brightness: float
    glare: float
    box: Box | None
    message: str


@dataclass(frozen=True)
class HiddenField(Jsonable):
    """A wanted value that cannot be made out, and why. `label` is how the paper names it, as far as known;
    `box` is where it should stand."""

    name: str
    word: QualityWord
    box: Box | None
    label: str = ""


@dataclass(frozen=True)
class Blank(Jsonable):
    """A line of a form that nobody has filled: its printed label and where that stands."""

    label: str
    box: Box


@dataclass(frozen=True)
class Mark(Jsonable):
    """A seal, signature, photo, QR or bar code that was looked for; `text` is what a code says."""

    kind: MarkKind
    present: bool
    box: Box | None = None
    text: str = ""


@dataclass(frozen=True)
class Portrait(Jsonable):
    """A photo for papers. `ratio`: width by height; `background`: white, blue, red or other;
    `spread`: unevenness of the background, `skin`: share of skin tones in the middle, `heads`: parts of the
    picture that look like one."""

    ratio: float
    background: str
    spread: float
    skin: float
    heads: int = 1


@dataclass(frozen=True)
class PageReading(Jsonable):
    """One paper found on a page; several may share a page, as the two sides of a card on one sheet.

    `number` counts the pages of the file from 1. `rotation`: degrees the content was turned clockwise
    before it was put upright; `width` and `height` are those of the page's preview.
    """

    number: int
    width: int
    height: int
    rotation: int
    quality: Quality
    document_type: str
    type_confidence: float
    type_reason: str
    lines: tuple[Line, ...]
    fields: tuple[FieldValue, ...]
    marks: tuple[Mark, ...]
    region: Box | None = None
    """Where on the preview the paper lies, if it is not the whole of it."""
    portrait: Portrait | None = None
    grey: bool = False
    """Whether it is a copy without colour, on which no red seal can be seen."""
    hidden: tuple[HiddenField, ...] = ()
    """Wanted values that the picture spoils."""
    blanks: tuple[Blank, ...] = ()
    """Lines of a form without any ink."""
    picture: str = ""
    """The print of its picture, as 64 hexadecimal digits (likeness.py); empty for a blank page."""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def mark(self, kind: MarkKind) -> Mark | None:
        return next((mark for mark in self.marks if mark.kind is kind), None)


@dataclass(frozen=True)
class MaterialReading(Jsonable):
    """Everything read in one uploaded file: `pages` are its papers in page order.

    `fields` holds the best value of each name; `document_type` is the type of the paper that says
    most, `other` where none is known.
    """

    engine: str
    version: str
    pages: tuple[PageReading, ...]
    document_type: str
    fields: tuple[FieldValue, ...]
    seconds: float
    unread: tuple[int, ...] = ()
    """Pages of the file that could not be read; nothing else is known of them."""

    def field(self, name: str) -> FieldValue | None:
        return next((field for field in self.fields if field.name == name), None)

    def page(self, number: int) -> PageReading | None:
        """The first paper on that page of the file."""
        return next((page for page in self.pages if page.number == number), None)

    @property
    def document_types(self) -> frozenset[str]:
        """Every paper found in the file, also the second one on a page."""
        return frozenset(page.document_type for page in self.pages)

    @property
    def page_count(self) -> int:
        """Pages of the file, read or not; fewer than papers where several share a page."""
        return len({page.number for page in self.pages} | set(self.unread))


@dataclass(frozen=True)
class Finding(Jsonable):
    """What one rule says. `message` is one plain sentence: what, where, how to mend it.

    `material` is the code of the material it is about, `other` that of the paper it disagrees with;
    `fault` is the one word for what is wrong, None where nothing is; `message_en` is empty where the
    rule has no English sentence.
    """

    rule: str
    answer: Answer
    severity: Severity
    message: str
    page: int | None
    box: Box | None
    material: str | None = None
    other: str | None = None
    fault: str | None = None
    message_en: str = ""
