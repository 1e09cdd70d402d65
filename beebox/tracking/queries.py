"""The timeline of one case as finished values: always the same number of look-ups, each by an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from beebox.cases.clock.recording import events_of
from beebox.cases.clock.terms import SPECIAL, Reason, Which
from beebox.cases.complete_notice import count_of
from beebox.cases.models import Case, CaseStep
from beebox.cases.queries import item_of, open_correction, steps_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item
from beebox.catalog.models import Department
from beebox.handling.decision import result_of
from beebox.handling.desk_page import Limit, limit_of
from beebox.handling.hand_out import pickup_code
from beebox.handling.models import Rating, Result
from beebox.handling.rating import RATED_AFTER, rating_of
from beebox.kernel.db import Work
from beebox.logistics.queries import Lanes, Whereabouts, lanes_of, where_are_the_originals
from beebox.tracking.days import DayCell, sheet
from beebox.tracking.documents import Listed, listed
from beebox.tracking.durations import Usual, usual_duration
from beebox.tracking.lanes import Lane, lanes_for
from beebox.tracking.stories import Happened, Line, Reader, Source, story
from beebox.tracking.turns import Situation, Turn, turn_of
from beebox.workdays.queries import calendar

_WHOLE = 400
"""More cells than any limit shown day by day has."""


@dataclass(frozen=True)
class Counter:
    """The department, as a citizen has to know it."""

    name: str
    name_en: str
    place: str
    place_en: str
    hours: str


@dataclass(frozen=True)
class Outcome:
    granted: bool
    text: str
    has_file: bool


@dataclass(frozen=True)
class Timeline:
    code: str
    number: str | None
    state: State
    reader: Reader
    item: Item
    department: Counter
    turn: Turn
    provisional: bool
    """Its day lies where the holidays are not announced yet, and may still move."""
    count: int
    """Papers to mend, where some are."""
    lanes: tuple[Lane, Lane, Lane]
    story: tuple[Line, ...]
    originals: tuple[Whereabouts, ...]
    limit: Limit | None
    weeks: tuple[tuple[DayCell, ...], ...]
    usual: Usual | None
    pickup: str | None
    """The six digits, for the signed-in citizen alone."""
    result: Outcome | None
    """For the signed-in citizen and staff; a mere visit does not see it."""
    documents: tuple[Listed, ...]
    """For the signed-in citizen and staff."""
    may_rate: bool
    """Ended, and its citizen has not said a word on it yet."""


def timeline(work: Work, case: Case, reader: Reader) -> Timeline:
    """Everything the page tells this reader of this case."""
    lanes, steps, asked = lanes_of(work, case.id), steps_of(work, case.id), open_correction(work, case.id)
    department = work.session.get_one(Department, case.department_id)
    result, rating = result_of(work, case.id), rating_of(work, case.id)
    known = reader is not Reader.VISIT
    limit = limit_of(work, case, steps, _WHOLE)
    turn = turn_of(_situation(case, lanes, asked[0].due_on if asked else None, rating))
    return Timeline(
        code=case.code,
        number=case.number if known else None,
        state=case.state,
        reader=reader,
        item=item_of(work, case),
        department=_counter(department),
        turn=turn,
        provisional=_provisional(work, turn),
        count=count_of(*asked) if asked else 0,
        lanes=lanes_for(lanes, case.state, case.result_by),
        story=story([*_happened(steps, lanes), *_clock_news(work, case)], reader),
        originals=tuple(where_are_the_originals(work, case.id)),
        limit=limit,
        weeks=sheet(limit.ruler) if limit else (),
        usual=usual_duration(work, case.item_code),
        pickup=_pickup(work, case, result) if reader is Reader.CITIZEN else None,
        result=Outcome(result.granted, result.text, bool(result.file_key)) if result and known else None,
        documents=listed(work, case.id) if known else (),
        may_rate=reader is Reader.CITIZEN and rating is None and case.state in RATED_AFTER,
    )


def _situation(case: Case, lanes: Lanes, mend_by: date | None, rating: Rating | None) -> Situation:
    return Situation(
        state=case.state,
        envelope=lanes.envelope.state if lanes.envelope else None,
        returning=lanes.returning.state if lanes.returning else None,
        result_by=case.result_by,
        notice_due_on=case.notice_due_on,
        decide_due_on=case.decide_due_on,
        lapses_on=case.lapses_on,
        mend_by=mend_by,
        rated=rating is not None,
        stopped=case.clock_stopped_on is not None,
    )


def _provisional(work: Work, turn: Turn) -> bool:
    return turn.until is not None and not turn.yours and calendar(work).is_provisional(turn.until)


def _clock_news(work: Work, case: Case) -> list[Happened]:
    """Special procedures and extensions, with the reason the citizen has a right to."""
    told = (event for event in events_of(work, case.id) if event.which is Which.DECISION)
    news = {*SPECIAL, Reason.FINISHED, Reason.APPROVED}
    return [Happened(e.at, Source.CLOCK, e.what.value, e.role, e.note) for e in told if e.reason in news]


def _counter(department: Department) -> Counter:
    return Counter(
        department.name, department.name_en, department.place, department.place_en, department.hours
    )


def _pickup(work: Work, case: Case, result: Result | None) -> str | None:
    waiting = case.state is State.DECIDED and result is not None
    return pickup_code(work, result) if waiting and result else None


def _happened(steps: Sequence[CaseStep], lanes: Lanes) -> list[Happened]:
    told = [Happened(s.at, Source.CASE, s.action.value, s.role, s.note or "") for s in steps]
    if lanes.envelope:
        told += [Happened(s.at, Source.ENVELOPE, s.name) for s in lanes.envelope.stops]
    for source, parcel in ((Source.OUTBOUND, lanes.outbound), (Source.RETURN, lanes.returning)):
        if parcel:
            told += [Happened(s.at, source, s.name, note=s.text) for s in parcel.stops]
    return told
