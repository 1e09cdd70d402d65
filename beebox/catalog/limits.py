"""How long the authority may take, and from when: the limits of an item, and the law where it says nothing.

Here too is the ground every definition of the catalogue stands on.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from beebox.workdays.calendar import Unit

Line = Annotated[str, Field(min_length=1, max_length=400)]
Count = Annotated[int, Field(ge=0, le=100)]


class Confidence(StrEnum):
    """How sure we are of a number."""

    LAW = "law"
    """Read in a law, regulation or official page."""
    PAGE = "page"
    """Read on a secondary page; plausible, not official."""
    UNCONFIRMED = "unconfirmed"
    """General knowledge or our own estimate: ask the department before relying on it."""


class LimitStart(StrEnum):
    SUBMIT = "submit"
    PAPER_RECEIVED = "paper_received"
    ACCEPT = "accept"
    DECISION = "decision"


class Definition(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Sourced(Definition):
    """Anything that states a number says where it comes from and how sure that is."""

    source: Line
    confidence: Confidence


class Limit(Sourced):
    """`source` is the legal basis, or says that it is our own target."""

    value: Count
    unit: Unit
    start: LimitStart


def _law(value: int, unit: Unit, start: LimitStart, source: str) -> Limit:
    return Limit(value=value, unit=unit, start=start, source=source, confidence=Confidence.LAW)


class Limits(Definition):
    """`statutory` and `promise` are each item's own; the others are the law's unless an item differs.

    What stands here for the law holds for every version of every item that says nothing else: another number
    is another law, so it comes as a field of a new item version, never as a changed default.
    """

    statutory: Limit | None
    promise: Limit
    notice: Limit = _law(5, Unit.WORKDAY, LimitStart.SUBMIT, "行政许可法第三十二条第一款第四项")
    """The one complete notice, or acceptance; silence is acceptance."""
    check: Limit = _law(1, Unit.WORKDAY, LimitStart.SUBMIT, "本中心的目标：一个工作日看完")
    """Our own target for the pre-audit."""
    dispatch: Limit = _law(0, Unit.INSTANT, LimitStart.DECISION, "本中心的目标：当天交寄")
    """Our own target for handing the result to the post."""
    delivery: Limit = _law(10, Unit.WORKDAY, LimitStart.DECISION, "行政许可法第四十四条")
    extension: Limit = _law(10, Unit.WORKDAY, LimitStart.DECISION, "行政许可法第四十二条第一款")
    """By so much at most, once, an approved extension moves the decision."""
