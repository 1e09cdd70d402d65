"""Taking back a notice that was sent, while its citizen has not answered: a supervisor's word, counted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor
from beebox.cases.issuing.correcting import REVOCATION, is_revoked, mend_document
from beebox.cases.issuing.queries import issued_for
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem, Material
from beebox.cases.queries import item_of, open_correction
from beebox.cases.states import Action, State
from beebox.catalog.definitions import Item
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

LONGEST_REASON = 300
MOST = 100


class NoOpenNotice(BeeboxError):
    code = "no_open_notice"
    message = N_("现在没有可以收回的告知：申请人可能已经改好交来了，或者刚刚收回了。请回去看最新的情况。")


class RecallReasonNeeded(BeeboxError):
    status = 422
    code = "recall_reason_needed"
    message = N_("请写明为什么收回这份告知，例如“退回的原因选错了”。写好再收回，告知现在还有效。")


def recall_notice(work: Work, case: Case, supervisor: Actor, reason: str) -> Correction:
    """The case goes back to the auditors as if it had not been told; the citizen hears of it.

    The working days in which the citizen held the notice do not count, as with an answered one.
    """
    work.session.refresh(case, with_for_update=True)
    sent = notice_to_recall(work, case)
    if not reason.strip():
        raise RecallReasonNeeded
    sent.recalled_at, sent.recalled_by, sent.recall_reason = work.now(), supervisor.id, reason.strip()
    for material in work.session.scalars(select(Material).where(Material.case_id == case.id)):
        material.open = False
    case.lapses_on, case.lapse_told = None, False
    move(work, case, Action.RECALL, supervisor, reason.strip())
    work.session.flush()
    _revoke(work, case, sent, supervisor)
    return sent


def _revoke(work: Work, case: Case, sent: Correction, supervisor: Actor) -> None:
    """The issued paper stays as it is; another one says that it does not hold. Some had no paper, from
    before documents were issued, and some a supervisor has revoked already."""
    paper = issued_for(work, case.id, "notice", sent.id)
    if paper is not None and not is_revoked(work, paper):
        why, key = sent.recall_reason, f"recall-{sent.id}"
        mend_document(work, case, paper, supervisor, REVOCATION, why, "", "", key)


def notice_to_recall(work: Work, case: Case) -> Correction:
    """The notice its citizen has still to answer, or NoOpenNotice."""
    found = open_correction(work, case.id) if case.state is State.SENT_BACK else None
    if found is None or found[0].asked_by is not CorrectionBy.PREAUDIT:
        raise NoOpenNotice
    return found[0]


@dataclass(frozen=True)
class SentNotice:
    """A pre-audit notice that waits for its citizen."""

    code: str
    item: Item
    sent_at: datetime
    by: str
    materials: int
    due_on: date


def sent_notices(work: Work) -> tuple[SentNotice, ...]:
    """The notices nobody has answered yet, newest first."""
    named = (
        select(func.count(CorrectionItem.id))
        .where(CorrectionItem.correction_id == Correction.id)
        .scalar_subquery()
    )
    wanted = (
        select(Case, Correction, Person.name, named)
        .join(Correction, Correction.case_id == Case.id)
        .outerjoin(Person, Person.id == Correction.actor_id)
        .where(
            Case.state == State.SENT_BACK,
            Correction.asked_by == CorrectionBy.PREAUDIT,
            Correction.answered_at.is_(None),
            Correction.recalled_at.is_(None),
        )
        .order_by(Correction.id.desc())
        .limit(MOST)
    )
    return tuple(
        SentNotice(case.code, item_of(work, case), sent.asked_at, name or "", count, sent.due_on)
        for case, sent, name, count in work.session.execute(wanted)
    )


def recalled_rounds(since: datetime) -> Select[Any]:
    """`case_id` and `round` of each notice sent since then that was taken back."""
    earlier = aliased(Correction)
    nth = (
        select(func.count(earlier.id))
        .where(
            earlier.case_id == Correction.case_id,
            earlier.asked_by == CorrectionBy.PREAUDIT,
            earlier.id <= Correction.id,
        )
        .scalar_subquery()
    )
    return select(Correction.case_id, nth.label("round")).where(
        Correction.asked_by == CorrectionBy.PREAUDIT,
        Correction.asked_at >= since,
        Correction.recalled_at.is_not(None),
    )


def recalled_since(work: Work, days: int) -> int:
    """How many notices were taken back in the last days."""
    since = work.now() - timedelta(days=days)
    return work.session.scalar(select(func.count(Correction.id)).where(Correction.recalled_at >= since)) or 0
