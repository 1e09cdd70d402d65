"""Telling a citizen what happened to their case: written down first, sent with no transaction open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.accounts.roles import Role
from beebox.cases import events as ev
from beebox.cases.complete_notice import count_to_mend, fix_address
from beebox.cases.models import Case, CaseStep
from beebox.cases.queries import item_of, materials_of, open_correction
from beebox.cases.states import State
from beebox.cases.transitions import CASE_TABLE
from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Errand, Lane
from beebox.kernel.settings import Settings
from beebox.notices.models import Message
from beebox.notices.tables import MESSAGE_TABLE, MessageAction, MessageState
from beebox.notices.templates import messages_in

_WITH_COUNT = (ev.CaseSentBack, ev.CorrectionAsked)


@dataclass(frozen=True)
class Plan:
    message_id: int
    phone: str
    text: str
    reference: str


def write_down(work: Work, event: ev.CaseEvent) -> Plan | None:
    """The message for this event, made once; None when it was sent or nobody is to be told."""
    case = work.session.get_one(Case, event.case_id)
    reference = reference_of(work, case, event)
    found = work.session.scalar(select(Message).where(Message.reference == reference))
    if found is None:
        found = _made(work, case, event, reference)
    if found is None or found.state is MessageState.SENT:
        return None
    return Plan(found.id, found.phone, found.text, reference)


def send(office: Office, plan: Plan) -> None:
    """Give it to the sender; what was not sent is noted and tried again."""
    try:
        office.use(MessageSender).send(plan.phone, plan.text, plan.reference)
    except MessageNotSent as error:
        with office.work() as work:
            row = work.session.get_one(Message, plan.message_id)
            MESSAGE_TABLE.advance(row, MessageAction.FAIL, Role.SYSTEM)
            row.why_failed = str(error)[:500]
        raise


def note_sent(work: Work, event: ev.CaseEvent, plan: Plan, _outcome: None) -> None:
    row = work.session.get_one(Message, plan.message_id)
    MESSAGE_TABLE.advance(row, MessageAction.SEND, Role.SYSTEM)
    row.sent_at, row.why_failed = work.now(), None


TELL_CITIZEN = Errand("notices:tell_citizen", Lane.OUTSIDE, write_down, send, note_sent)
"""Hears every event of a case that has words in catalogue/messages.yaml."""


def reference_of(work: Work, case: Case, event: ev.CaseEvent) -> str:
    """Event, case and the step that told it: another delivery of the same event has the same one."""
    kind = type(event)
    if isinstance(event, ev.ParcelNews):
        return f"{kind.__name__}-{case.id}-{event.parcel}"
    actions = {row.action for row in CASE_TABLE.rows if row.event is kind}
    if not actions:
        return f"{kind.__name__}-{case.id}-{case.lapses_on or ''}{getattr(event, 'mark', '')}"
    newest = select(func.max(CaseStep.id)).where(CaseStep.case_id == case.id, CaseStep.action.in_(actions))
    return f"{kind.__name__}-{case.id}-{work.session.scalar(newest) or 0}"


def _made(work: Work, case: Case, event: ev.CaseEvent, reference: str) -> Message | None:
    settings, kind = work.use(Settings), type(event).__name__
    template = messages_in(settings.catalogue_dir).template(kind, case.result_by)
    citizen = work.session.get_one(Person, case.citizen_id)
    if template is None or not citizen.phone:
        return None
    language = "en" if case.form.get("language") == "en" else "zh"
    here = f"{settings.public_url}/track/{case.code}"
    url = fix_address(work, case) if isinstance(event, _WITH_COUNT) else here
    count = _count(work, case, event)
    place = event.place if isinstance(event, ev.ParcelNews) else ""
    made = Message(
        case_id=case.id,
        person_id=citizen.id,
        phone=citizen.phone,
        kind=kind,
        text=template.filled(language, case.code, count, url, _until(work, case, event), place),
        reference=reference,
        made_at=work.now(),
    )
    work.session.add(made)
    work.session.flush()
    return made


def _count(work: Work, case: Case, event: ev.CaseEvent) -> int:
    """Papers to mend, or originals that travel."""
    if isinstance(event, _WITH_COUNT):
        return count_to_mend(work, case.id)
    item = item_of(work, case)
    entries = [item.material(material.code) for material in materials_of(work, case.id)]
    return sum(entry.originals + entry.copies for entry in entries if entry.travels)


def _until(work: Work, case: Case, event: ev.CaseEvent) -> date | None:
    """The last day of whoever's turn it is."""
    if isinstance(event, _WITH_COUNT):
        asked = open_correction(work, case.id)
        return asked[0].due_on if asked else None
    if isinstance(event, ev.LapseIsNear):
        return case.lapses_on
    if isinstance(event, ev.ParcelNews | ev.CaseReopened):
        return None
    if case.state is State.ACCEPTED:
        return case.decide_due_on
    return case.notice_due_on
