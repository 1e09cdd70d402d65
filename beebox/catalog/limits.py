"""How long the authority may take, and from when: an item's limits, and the law where it says nothing."""

from enum import StrEnum

from beebox.catalog.shapes import Confidence, Count, Definition, Sourced
from beebox.workdays.calendar import Unit


class LimitStart(StrEnum):
    SUBMIT = "submit"
    PAPER_RECEIVED = "paper_received"
    ACCEPT = "accept"
    DECISION = "decision"


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
