"""A clerk lays a request before a supervisor, who agrees with a reason; it covers what it named then."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.cases.transitions import CASE_TABLE
from beebox.handling.asking_again.guard import beyond, free_to_name
from beebox.handling.models import CorrectionApproval
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError


class NothingToApprove(BeeboxError):
    status = 404
    code = "nothing_to_approve"
    message = N_("这件办件没有等主管同意的补正。可能已经处理过了，请回到列表看最新的情况。")


class ApprovalReasonMissing(BeeboxError):
    status = 422
    code = "approval_reason_missing"
    message = N_("请写明为什么同意再次要求补正，然后再确认。")


@dataclass(frozen=True)
class Wanted:
    """What the clerk wants to name, in the words of the form, so that nothing is typed twice."""

    named: tuple[str, ...]
    """Codes of materials, and guard.THE_FORM."""
    typed: dict[str, list[str]]


def lay_before_supervisor(work: Work, case: Case, clerk: Actor, wanted: Wanted) -> None:
    """Keep the request until a supervisor has looked; a newer one takes its place."""
    CASE_TABLE.row(case.state, Action.ASK_CORRECTION, clerk.role)
    work.session.refresh(case, with_for_update=True)
    row = approval_of(work, case.id)
    if row is None:
        row = CorrectionApproval(case_id=case.id, covers=[])
        work.session.add(row)
    row.asked_by, row.asked_at = clerk.id, work.now()
    row.wanted, row.typed = list(wanted.named), dict(wanted.typed)


def approve(work: Work, case: Case, supervisor: Actor, reason: str) -> None:
    """Agree to what is asked now; what is named later needs a new word."""
    if not reason.strip():
        raise ApprovalReasonMissing
    work.session.refresh(case, with_for_update=True)
    row = approval_of(work, case.id)
    if row is None or supervisor.role is not Role.SUPERVISOR or case.state is not State.RECEIVED:
        raise NothingToApprove
    row.covers = sorted(set(row.covers) | set(beyond(row.wanted, free_to_name(work, case))))
    row.reason, row.approved_by, row.approved_at = reason.strip(), supervisor.id, work.now()


def unapproved(work: Work, case: Case, named: Sequence[str]) -> list[str]:
    """What of this still needs a supervisor's word."""
    row = approval_of(work, case.id)
    covered = set(row.covers) if row and row.approved_at else set()
    return [code for code in beyond(named, free_to_name(work, case)) if code not in covered]


def approval_of(work: Work, case_id: int) -> CorrectionApproval | None:
    return work.session.scalar(select(CorrectionApproval).where(CorrectionApproval.case_id == case_id))


def approver_of(work: Work, case: Case, named: Sequence[str]) -> int | None:
    """The supervisor without whose word these could not all be named."""
    row, over = approval_of(work, case.id), beyond(named, free_to_name(work, case))
    return row.approved_by if row and over else None


def waiting(work: Work) -> list[tuple[CorrectionApproval, Case]]:
    """Requests no supervisor has answered since they were asked, oldest first."""
    rows = (
        select(CorrectionApproval, Case)
        .join(Case, Case.id == CorrectionApproval.case_id)
        .where(Case.state == State.RECEIVED)
        .order_by(CorrectionApproval.asked_at)
        .limit(200)
    )
    found = [(row, case) for row, case in work.session.execute(rows)]
    return [(row, case) for row, case in found if row.approved_at is None or row.approved_at < row.asked_at]
