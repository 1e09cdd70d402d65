"""How long each leg takes, from door to door: medians of the cases that came home lately. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

from sqlalchemy import select

from beebox.cases.models import CaseStep
from beebox.cases.states import Action
from beebox.kernel.db import Work
from beebox.logistics.models import Box, Envelope, EnvelopeStep, HandIn
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.tables import EnvelopeState

LATELY = timedelta(days=90)
MOST = 2000
FEWEST = 3
"""Fewer cases say nothing."""


class Mark(StrEnum):
    """The moments between the legs, in their order."""

    DOOR = "door"
    TAKEN = "taken"
    DESK = "desk"
    DEPARTMENT = "department"
    RESULT = "result"
    POSTED = "posted"
    HOME = "home"


LEGS = tuple(zip(tuple(Mark), tuple(Mark)[1:], strict=False))


@dataclass(frozen=True)
class Way:
    """One case's moments; what nobody wrote down is missing."""

    box: str
    carrier: str
    at: Mapping[Mark, datetime]


@dataclass(frozen=True)
class LegTime:
    begin: Mark
    end: Mark
    hours: float
    """The median."""
    most: float
    """Four of five were quicker."""
    cases: int


@dataclass(frozen=True)
class Times:
    all: tuple[LegTime, ...]
    by_carrier: Mapping[str, tuple[LegTime, ...]]
    by_box: Mapping[str, tuple[LegTime, ...]]
    """By the box's name; without a box, by an empty one: fetched at the door."""
    cases: int

    @property
    def longest(self) -> float:
        """The longest median, which fills the picture; never 0."""
        return max((leg.hours for leg in self.all), default=0.0) or 1.0


def leg_times(work: Work) -> Times:
    """The legs of the cases whose parcel home was delivered within the last 90 days."""
    ways = _ways(work)
    return Times(
        all=medians(ways),
        by_carrier={name: medians(w for w in ways if w.carrier == name) for name in _names(ways, "carrier")},
        by_box={name: medians(w for w in ways if w.box == name) for name in _names(ways, "box")},
        cases=len(ways),
    )


def medians(ways: Iterable[Way]) -> tuple[LegTime, ...]:
    """Pure: each leg with the median of those that have both its ends, left out where they are too few."""
    known, found = list(ways), []
    for begin, end in LEGS:
        took = sorted(
            (way.at[end] - way.at[begin]).total_seconds() / 3600
            for way in known
            if begin in way.at and end in way.at and way.at[end] >= way.at[begin]
        )
        if len(took) >= FEWEST:
            found.append(LegTime(begin, end, median(took), took[ceil(len(took) * 0.8) - 1], len(took)))
    return tuple(found)


def _names(ways: Sequence[Way], what: str) -> list[str]:
    return sorted({getattr(way, what) for way in ways})


_ENVELOPE_MARKS = {
    EnvelopeState.DROPPED: Mark.DOOR,
    EnvelopeState.CARRIED: Mark.TAKEN,
    EnvelopeState.COLLECTED: Mark.TAKEN,
    EnvelopeState.SORTING: Mark.DESK,
    EnvelopeState.RECEIVED: Mark.DEPARTMENT,
}


def _ways(work: Work) -> list[Way]:
    home = (
        select(WaybillCase.case_id, Waybill.carrier, Waybill.handed_over_at, Waybill.delivered_at)
        .join(Waybill, Waybill.id == WaybillCase.waybill_id)
        .where(Waybill.leg == Leg.RETURN, Waybill.delivered_at >= work.now() - LATELY)
        .order_by(Waybill.delivered_at.desc())
        .limit(MOST)
    )
    rows = {case_id: (carrier, posted, came) for case_id, carrier, posted, came in work.session.execute(home)}
    marks: dict[int, dict[Mark, datetime]] = {case_id: {} for case_id in rows}
    boxes = _read_envelopes(work, marks)
    decided = select(CaseStep.case_id, CaseStep.at).where(
        CaseStep.case_id.in_(marks), CaseStep.action == Action.DECIDE
    )
    for case_id, at in work.session.execute(decided):
        marks[case_id][Mark.RESULT] = at
    for case_id, (_, posted, came) in rows.items():
        moments = {Mark.POSTED: posted, Mark.HOME: came}
        marks[case_id].update({mark: at for mark, at in moments.items() if at})
    return [Way(boxes.get(case_id, ""), rows[case_id][0], at) for case_id, at in marks.items()]


def _read_envelopes(work: Work, marks: dict[int, dict[Mark, datetime]]) -> dict[int, str]:
    """The moments of the envelopes, each state's first one; and the name of the box each lay in."""
    steps = (
        select(Envelope.case_id, EnvelopeStep.after, EnvelopeStep.at)
        .join(Envelope, Envelope.id == EnvelopeStep.envelope_id)
        .where(Envelope.case_id.in_(marks))
        .order_by(EnvelopeStep.id)
    )
    for case_id, after, at in work.session.execute(steps):
        if after in _ENVELOPE_MARKS:
            marks[case_id].setdefault(_ENVELOPE_MARKS[after], at)
    named = select(Envelope.case_id, Box.name).join(Box, Box.id == Envelope.box_id)
    in_box = named.where(Envelope.case_id.in_(marks), Envelope.hand_in == HandIn.BOX)
    return {row.case_id: row.name for row in work.session.execute(in_box)}
