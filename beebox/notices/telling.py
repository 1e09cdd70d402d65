"""Telling a person what happened to a case: written down with its words, then sent channel by channel.

Whoever wants a new message wires TELL_CITIZEN to an event and writes its words into
catalogue/messages.yaml. The citizen of the case is told; an event with `to_person` (an id) or `role`
tells that person, or everybody in that role who has to do with the case.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import STAFF, Role
from beebox.cases import events as ev
from beebox.cases.complete_notice import count_to_mend, fix_address
from beebox.cases.legal_clock import today
from beebox.cases.models import Case, CaseStep
from beebox.cases.queries import item_of, materials_of, open_correction
from beebox.cases.transitions import CASE_TABLE
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.outbox import Errand, Lane
from beebox.kernel.settings import Settings
from beebox.notices.choices.ways import channels_for, language_of
from beebox.notices.contexts import OwnContext
from beebox.notices.delivery.planning import plan_next
from beebox.notices.models import Attempt, Message
from beebox.notices.tables import MessageState
from beebox.notices.wording.filling import Filled, filled
from beebox.notices.wording.privacy import gives_away, personal_values
from beebox.notices.wording.texts import Chosen, book, chosen
from beebox.workdays.queries import calendar

log = logging.getLogger(__name__)
_WITH_COUNT = (ev.CaseSentBack, ev.CorrectionAsked)
_OF_DECISION = (ev.CaseAccepted, ev.ClockResumed, ev.ClockExtended)
_DATES = ("until", "due_on", "lapses_on")
"""Fields of an event that say until when; the first one it has counts."""


def write_down(work: Work, event: ev.CaseEvent) -> None:
    """The message of everybody who is to be told of this event, made once, its first attempt planned."""
    case = work.session.get_one(Case, event.case_id)
    about = reference_of(work, case, event)
    for person in persons_told(work, case, event):
        reference = about if person.id == case.citizen_id else f"{about}-{person.id}"
        message = work.session.scalar(select(Message).where(Message.reference == reference))
        if message is None:
            message = _made(work, case, event, person, reference)
        if message is not None and message.state is MessageState.WAITING and not _begun(work, message):
            plan_next(work, message)


TELL_CITIZEN = Errand(
    "notices:tell_citizen", Lane.QUICK, write_down, lambda _office, _plan: None, lambda *_told: None
)
"""Hears every event of a case that has words in catalogue/messages.yaml. Only writes: sending is an
errand of its own for each attempt (delivery/sending.py)."""


def reference_of(work: Work, case: Case, event: ev.CaseEvent) -> str:
    """Event, case and the step that told it: another delivery of the same event has the same one."""
    kind = type(event)
    if isinstance(event, ev.ParcelNews):
        return f"{kind.__name__}-{case.id}-{event.parcel}"
    told = _own_fields(event)
    if isinstance(event, ev.LapseIsNear):
        mark = f"-{_short(told)}" if told else ""
        return f"{kind.__name__}-{case.id}-{case.lapses_on or ''}{mark}"
    if told:
        return f"{kind.__name__}-{case.id}-{_short(told)}"
    actions = {row.action for row in CASE_TABLE.rows if row.event is kind}
    newest = select(func.max(CaseStep.id)).where(CaseStep.case_id == case.id)
    if actions:
        newest = newest.where(CaseStep.action.in_(actions))
    return f"{kind.__name__}-{case.id}-{work.session.scalar(newest) or 0}"


def _begun(work: Work, message: Message) -> bool:
    return (
        work.session.scalar(select(Attempt.id).where(Attempt.message_id == message.id).limit(1)) is not None
    )


def persons_told(work: Work, case: Case, event: ev.CaseEvent) -> Sequence[Person]:
    """Whom the event names, by id or by role (clerks: of the case's department); else the citizen."""
    named, role = getattr(event, "to_person", None), getattr(event, "role", None)
    wanted = select(Person).where(Person.active).order_by(Person.id)
    if isinstance(named, int):
        wanted = wanted.where(Person.id == named)
    elif role in STAFF:
        wanted = wanted.where(Person.role == Role(role))
        if role == Role.CLERK:
            wanted = wanted.where(Person.department_id == case.department_id)
    else:
        wanted = wanted.where(Person.id == case.citizen_id)
    return work.session.scalars(wanted).all()


def _own_fields(event: ev.CaseEvent) -> dict[str, object]:
    """What an event says beyond its case; what it leaves empty tells nothing apart."""
    told = {field.name: getattr(event, field.name) for field in fields(event) if field.name != "case_id"}
    return {name: value for name, value in told.items() if value not in ("", None)}


def _short(told: Mapping[str, object]) -> str:
    """A few signs that are the same for the same fields and no others."""
    return sha256(repr(sorted((name, str(value)) for name, value in told.items())).encode()).hexdigest()[:16]


def _made(work: Work, case: Case, event: ev.CaseEvent, person: Person, reference: str) -> Message | None:
    words = chosen(work, type(event).__name__, case.result_by, case.item_code)
    if words is None:
        return None
    own_case = person.id == case.citizen_id
    language = language_of(work, person.id, case.form.get("language") if own_case else None)
    own = context_of(work, case, event, language)
    text, words = said(work, case, type(event).__name__, own, words, language)
    kinds = channels_for(work, person, legal=words.template.legal)
    made = Message(
        case_id=case.id,
        person_id=person.id,
        kind=type(event).__name__,
        text=text.inbox,
        words=text.kept(),
        language=language,
        text_id=words.text_id,
        legal=words.template.legal,
        urgent=words.template.urgent,
        channels=[kind.value for kind in kinds],
        reference=reference,
        state=MessageState.WAITING,
        made_at=work.now(),
    )
    work.session.add(made)
    work.session.flush()
    return made


def said(
    work: Work, case: Case, kind: str, own: OwnContext, words: Chosen, language: str
) -> tuple[Filled, Chosen]:
    """The filled texts. What would give somebody away is not said: the place first, then an edited text.

    The catalogue's words without a place hold nothing of the case but its code: they always may go out,
    also where somebody is called by a word that stands in them.
    """
    citizen, names = work.session.get_one(Person, case.citizen_id), book(work).wechat
    values = personal_values(case, citizen) | {own.item}
    plain = replace(own, place="")
    for context in (own, plain):
        found = filled(words.template, language, context, names)
        if not gives_away("\n".join((found.sms, *found.fields.values())), values):
            return found, words
        log.warning("words for %s would name somebody of case %s; left out", kind, case.id)
    general = book(work).template(kind, case.result_by, case.item_code)
    safe = Chosen(general, None) if general else words
    return filled(safe.template, language, plain, names), safe


def context_of(work: Work, case: Case, event: ev.CaseEvent, language: str) -> OwnContext:
    """What the words of this event may speak of."""
    site = work.use(Settings).public_url
    here = f"{site}/deadlines" if isinstance(event, ev.DeadlineEscalated) else f"{site}/track/{case.code}"
    return own_context(
        work, case, language,
        count=_count(work, case, event),
        url=fix_address(work, case) if isinstance(event, _WITH_COUNT) else here,
        place=str(getattr(event, "place", "")),
        until=_until(work, case, event),
    )  # fmt: skip


def own_context(
    work: Work, case: Case, language: str, *, count: int, url: str, until: date | None, place: str = ""
) -> OwnContext:
    """What words to the citizen of this case may speak of."""
    department = work.session.get_one(Department, case.department_id)
    item, now = _named(item_of(work, case), language), today(work)
    counted = until is not None and until in {case.notice_due_on, case.decide_due_on}
    if counted and until is not None and until < now:
        until = None  # nobody is promised a day that is over
    return OwnContext(
        case.code, count, url, place, until, item, _named(department, language), now=now,
        provisional=counted and calendar(work).is_provisional_between(now, until or now),
    )  # fmt: skip


def _named(thing: object, language: str) -> str:
    english = getattr(thing, "name_en", "") if language == "en" else ""
    return str(english or getattr(thing, "name", ""))


def _count(work: Work, case: Case, event: ev.CaseEvent) -> int:
    """Papers to mend, or originals that travel."""
    if isinstance(event, _WITH_COUNT):
        return count_to_mend(work, case.id)
    item = item_of(work, case)
    entries = [item.material(material.code) for material in materials_of(work, case.id)]
    return sum(entry.originals + entry.copies for entry in entries if entry.travels)


def _until(work: Work, case: Case, event: ev.CaseEvent) -> date | None:
    """The last day of whoever's turn it is; an event that names one knows best. Not what another step since
    then is due by, and none of a decision whose clock stands still."""
    if isinstance(event, _OF_DECISION):
        return None if case.clock_stopped_on else case.decide_due_on
    for name in _DATES:
        told = getattr(event, name, None)
        if isinstance(told, date) and not isinstance(told, datetime):
            return told
        if isinstance(told, str) and told:
            return date.fromisoformat(told[:10])
    if isinstance(event, _WITH_COUNT):
        asked = open_correction(work, case.id)
        return asked[0].due_on if asked else None
    if isinstance(event, ev.LapseIsNear):
        return case.lapses_on
    if isinstance(event, ev.ParcelNews | ev.CaseReopened):
        return None
    return case.notice_due_on
