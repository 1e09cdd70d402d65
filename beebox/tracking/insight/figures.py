"""All figures of one page, asked for once, and their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from beebox.cases.clock.terms import Which
from beebox.kernel.db import Work
from beebox.tracking.insight import laying_out
from beebox.tracking.insight.causes import Cause, causes
from beebox.tracking.insight.first_time import (
    FirstTime,
    days_of_items,
    first_time,
    reviews_by_day,
    reviews_by_item,
)
from beebox.tracking.insight.lamps import Lamps, lamps
from beebox.tracking.insight.loads import Load, loads, summed
from beebox.tracking.insight.names import Names, names, people
from beebox.tracking.insight.sheets import Sheet
from beebox.tracking.insight.undone import Key, recalls
from beebox.tracking.insight.waiting import Flow, Grain, Waiting, flows, waiting
from beebox.tracking.insight.wanted import Wanted


@dataclass(frozen=True)
class Insight:
    wanted: Wanted
    first: FirstTime
    causes: Sequence[Cause]
    loads: Mapping[Key, Load]
    lamps: Mapping[tuple[str, Which], Lamps]
    waiting: Waiting
    """Of the desk as a whole: what waits belongs to nobody yet."""
    flows: Sequence[Flow]
    names: Names
    who: Mapping[int, str]

    @property
    def reviews(self) -> int:
        return sum(load.reviews for load in self.loads.values())


def insight(work: Work, wanted: Wanted) -> Insight:
    undone, desk = recalls(work, wanted), replace(wanted, auditor=None)
    days = days_of_items(work, wanted, undone)
    days_of_desk = days if wanted.auditor is None else days_of_items(work, desk, undone)
    found = loads(work, wanted, undone)
    return Insight(
        wanted=wanted,
        first=first_time(days, wanted),
        causes=causes(work, wanted, undone, reviews_by_item(days)),
        loads=found,
        lamps=lamps(work, wanted),
        waiting=waiting(work, desk),
        flows=flows(work, desk, undone, reviews_by_day(days_of_desk)),
        names=names(work),
        who=people(work, {auditor for auditor, _ in found} | {wanted.auditor or 0}),
    )


def sheets_of(told: Insight, *, leading: bool = False) -> dict[str, Sheet]:
    """Every table by its name. `leading`: names and reasons lead to people and cases."""
    by_person, by_item = summed(told.loads, 0), summed(told.loads, 1)
    found = (
        laying_out.first_time_by_item(told.first, told.names),
        laying_out.first_time_by_week(told.first),
        laying_out.causes_sheet(told.causes, told.names, with_cases=leading),
        laying_out.people_sheet(by_person, told.who, with_links=leading),
        laying_out.items_sheet(by_item, told.names),
        laying_out.people_items_sheet(told.loads, told.who, told.names),
        laying_out.lamps_sheet(told.lamps, told.names),
        laying_out.waiting_sheet(told.waiting, told.names),
        laying_out.flow_sheet(told.flows, Grain.of(told.wanted.period)),
    )
    return {sheet.name: sheet for sheet in found}


NAMES = (
    "first-time", "first-time-weeks", "causes", "people", "items", "people-items", "deadlines", "waiting",
    "flow",
)  # fmt: skip
"""Of all tables there are, in the order of the page."""
