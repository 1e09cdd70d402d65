"""A label as a list of things to draw, in millimetres from its top left corner; nothing of any printer.

What a carrier reads is Chinese whatever language the desk works in, so a label's own words are not
translated.
"""

from dataclasses import dataclass
from enum import StrEnum

from beebox.kernel.barcodes import Symbol
from beebox.logistics.orders import LabelPaper

SIZES: dict[LabelPaper, tuple[float, float]] = {
    LabelPaper.LARGE: (100, 180),
    LabelPaper.SMALL: (76, 130),
}
"""Width and height in millimetres."""
DOTS_A_MM = 8
"""Of a label printer of 203 dpi: everything that a scanner reads lies on this grid."""


class Face(StrEnum):
    REGULAR = "regular"
    BOLD = "bold"


@dataclass(frozen=True, slots=True)
class Zone:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text that was fitted into its zone; `size` in points."""

    zone: Zone
    lines: tuple[Line, ...]
    size: float
    face: Face


@dataclass(frozen=True, slots=True)
class Code:
    """A bar code or a QR code with its quiet zones, `module` millimetres a column."""

    zone: Zone
    symbol: Symbol
    module: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line over the whole width."""

    y: float
    width: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    zone: Zone
    radius: float = 0
    width: float = 0.4


@dataclass(frozen=True, slots=True)
class Across:
    """Hollow letters over everything else, centred on x and turned by `angle` degrees; `width` in mm."""

    text: str
    x: float
    y: float
    size: float
    angle: float
    width: float


Operation = Words | Code | Rule | Frame | Across


@dataclass(frozen=True, slots=True)
class Form:
    """What many labels of one batch share; equal keys mean equal operations."""

    key: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    paper: LabelPaper
    form: Form
    operations: tuple[Operation, ...]

    @property
    def everything(self) -> tuple[Operation, ...]:
        return self.form.operations + self.operations
