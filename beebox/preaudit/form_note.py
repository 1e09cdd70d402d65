"""What a notice says of the form itself: kept while it is drafted, sent with it."""

from collections.abc import Iterable

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.preaudit.models import FormNote
from beebox.preaudit.reasons import Reason
from beebox.preaudit.review import LONGEST_NOTE, NoSuchWord, round_of

ABOUT_THE_FORM = "请核对填写的姓名（名称）和号码，填错了就改过来。"


def form_note_of(work: Work, case: Case) -> str:
    """What the auditor wrote in this round, or empty."""
    row = _row(work, case)
    return row.note if row else ""


def opens_form(reasons: Iterable[Reason]) -> bool:
    """Whether a reason asks to look at the form as well, so that it must not stay locked."""
    return any(str(rule).endswith("_form") for reason in reasons for rule in reason.rules)


def note_form(work: Work, case: Case, auditor: Actor, note: str) -> None:
    """Say what is to mend in the form; an empty note takes it back."""
    if auditor.id is None:
        raise NoSuchWord
    work.session.refresh(case, with_for_update=True)
    row = _row(work, case)
    if row is None:
        row = FormNote(case_id=case.id, round=round_of(work, case.id))
        work.session.add(row)
    row.note, row.by, row.at = note.strip()[:LONGEST_NOTE], auditor.id, work.now()


def _row(work: Work, case: Case) -> FormNote | None:
    return work.session.scalar(
        select(FormNote).where(FormNote.case_id == case.id, FormNote.round == round_of(work, case.id))
    )
