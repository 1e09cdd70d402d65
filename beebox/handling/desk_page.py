"""One case on the desk as finished values; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from beebox.cases.clock.recording import clocks_of, events_of
from beebox.cases.clock.terms import Which
from beebox.cases.issuing.issue import applicant_of
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.queries import documents_of
from beebox.cases.legal_clock import correction_due_on, today
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Correction, CorrectionItem, MaterialVersion
from beebox.cases.queries import item_of, materials_of, open_correction, steps_of, uploads_of
from beebox.cases.states import Action, State
from beebox.catalog.definitions import Item, Material
from beebox.handling.asking_again.approving import approval_of
from beebox.handling.asking_again.guard import free_to_name
from beebox.handling.correction import asked_before
from beebox.handling.decision import allowed_ways, result_of
from beebox.handling.lights import Light
from beebox.handling.models import CorrectionApproval, Rating, Result
from beebox.handling.options import Asked, Option, options_for
from beebox.handling.queries import light_for, turns_of
from beebox.handling.rating import rating_of
from beebox.handling.ruler import ROOM, Ruler, days_of, draw, special_stops, stops_in
from beebox.handling.rules import Way, goes_back
from beebox.handling.wordbook import Wordbook, wordbook
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.workdays.calendar import Calendar, Unit
from beebox.workdays.queries import calendar

NOTICE_RUNS = frozenset(
    {
        State.CHECKING,
        State.REVIEWING,
        State.SENT_BACK,
        State.AWAITING_PAPER,
        State.RECEIVED,
        State.CORRECTING,
    }
)
"""From the first submission until the department has taken the case on."""


@dataclass(frozen=True)
class Sheet:
    """One material with its present files."""

    entry: Material
    uploads: tuple[MaterialVersion, ...]
    named: CorrectionItem | None
    """What the open correction says of it."""


@dataclass(frozen=True)
class Limit:
    """Which of the two legal limits runs, and how it is counted."""

    ruler: Ruler
    deciding: bool
    """False: the five days for the one notice; true: the limit for the decision."""
    unit: Unit
    statutory: date | None


@dataclass(frozen=True)
class DeskPage:
    case: Case
    item: Item
    applicant: str
    light: Light
    limit: Limit | None
    sheets: tuple[Sheet, ...]
    steps: Sequence[CaseStep]
    options: tuple[Option, ...]
    ways: tuple[Way, ...]
    returns: int
    """Originals of the citizen that go back with the result."""
    book: Wordbook
    correction: Correction | None
    approval: CorrectionApproval | None
    """The request beyond the one-time rule that lies, or lay, before a supervisor."""
    told_before: bool
    """Whether a notice went out already, so that the one-time rule binds."""
    correction_due: date
    result: Result | None
    documents: Sequence[Document]
    rating: Rating | None
    silent: bool


def desk_page(work: Work, case: Case) -> DeskPage:
    """Everything the desk shows of this case."""
    item, steps, opened = item_of(work, case), steps_of(work, case.id), open_correction(work, case.id)
    materials, files = materials_of(work, case.id), uploads_of(work, case.id)
    named = {entry.material_id: entry for entry in opened[1]} if opened else {}
    entries = {material.id: item.material(material.code) for material in materials}
    sheets = [Sheet(entries[m.id], tuple(files.get(m.id, ())), named.get(m.id)) for m in materials]
    back = [entry for entry in entries.values() if goes_back([entry])]
    return DeskPage(
        case=case,
        item=item,
        applicant=applicant_of(case),
        light=light_for(work, case, calendar(work), today(work), turns_of(work, [case]).get(case.id)),
        limit=limit_of(work, case, steps),
        sheets=tuple(sheets),
        steps=steps,
        options=options_for(case.state, Asked(asked_before(work, case.id)), case.result_by),
        ways=allowed_ways(work, case),
        returns=sum(entry.originals for entry in back),
        book=wordbook(work),
        correction=opened[0] if opened else None,
        approval=approval_of(work, case.id),
        told_before=free_to_name(work, case) is not None,
        correction_due=correction_due_on(work, case),
        result=result_of(work, case.id),
        documents=documents_of(work, case.id),
        rating=rating_of(work, case.id),
        silent=any(step.action is Action.ACCEPT_BY_SILENCE for step in steps),
    )


def limit_of(work: Work, case: Case, steps: Sequence[CaseStep], room: int = ROOM) -> Limit | None:
    """The legal limit that concerns this case now, in at most `room` cells; None where none runs."""
    told, days, day = days_of(steps, work.use(Settings).zone), calendar(work), today(work)
    since = dict(reversed(told))
    if case.state in NOTICE_RUNS and case.notice_due_on and Action.SUBMIT in since:
        start, due = since[Action.SUBMIT], case.notice_due_on
        ruler = draw(days, day, start, due, Unit.WORKDAY, stops_in(told), room)
        return Limit(ruler, False, Unit.WORKDAY, None)
    if case.state is State.ACCEPTED and case.decide_due_on:
        return _deciding(work, case, days, day, room)
    return None


def _deciding(work: Work, case: Case, days: Calendar, day: date, room: int) -> Limit | None:
    """The limit for the decision, from its own clock: what started, stopped and extended it."""
    standing = clocks_of(work, case).get(Which.DECISION)
    if standing is None:
        return None
    told = [(e.what, e.day) for e in events_of(work, case.id) if e.which is Which.DECISION]
    unit = item_of(work, case).limits.promise.unit
    ruler = draw(days, day, standing.started_on, standing.due, unit, special_stops(told), room)
    law = standing.counts[1:]
    return Limit(ruler, True, unit, days.on_or_after(law[0].end) if law else None)
