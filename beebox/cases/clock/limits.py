"""Which limits the clocks of a case are held to, from the frozen version of its item. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from beebox.cases.clock.terms import Which
from beebox.catalog.definitions import Item, Limit, LimitStart
from beebox.workdays.calendar import Unit


@dataclass(frozen=True)
class Span:
    """So much time, and where it is written."""

    value: int
    unit: Unit
    basis: str


@dataclass(frozen=True)
class CaseLimits:
    spans: Mapping[Which, tuple[Span, ...]]
    """What a clock is held to: the earliest end of all counts. The citizen's clocks are told their day."""
    decision_start: LimitStart
    extension: Span

    def first(self, which: Which) -> Span | None:
        found = self.spans.get(which, ())
        return found[0] if found else None


def limits_of(item: Item) -> CaseLimits:
    """The decision is held to the promise and to the law: whichever ends first."""
    limits = item.limits
    decision = (limits.promise, limits.statutory) if limits.statutory else (limits.promise,)
    return CaseLimits(
        {
            Which.NOTICE: (_span(limits.notice),),
            Which.CHECK: (_span(limits.check),),
            Which.DECISION: tuple(map(_span, decision)),
            Which.DISPATCH: (_span(limits.dispatch),),
            Which.DELIVERY: (_span(limits.delivery),),
        },
        limits.promise.start,
        _span(limits.extension),
    )


def _span(limit: Limit) -> Span:
    return Span(limit.value, limit.unit, limit.source)
