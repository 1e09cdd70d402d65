"""视为受理: who says nothing for five working days has accepted (行政许可法 art. 32(4)).

Counted from the day the papers were received, so the limit for the decision begins there too
(cases/clock/winding.py).
"""

from sqlalchemy import ColumnElement, and_, select

from beebox.accounts.roles import SYSTEM
from beebox.cases.legal_clock import today
from beebox.cases.lifecycle import move
from beebox.cases.models import Case, CaseStep
from beebox.cases.states import Action, State
from beebox.handling.acceptance import issue_acceptance
from beebox.kernel.db import Office, Work

NOTE = "五个工作日内没有告知，依法视为受理"


def accept_by_silence(office: Office) -> int:
    """Accept what the department let lie; returns how many. Safe to run as often as one likes."""
    with office.look() as work:
        silent = work.session.scalars(select(Case.id).where(_silent(work)).order_by(Case.id)).all()
    return sum(_accept(office, case_id) for case_id in silent)


def _silent(work: Work) -> ColumnElement[bool]:
    """Received, the clock running, and its last day past."""
    return and_(
        Case.state == State.RECEIVED,
        Case.notice_due_on < today(work),
        Case.clock_stopped_on.is_(None),
    )


def _accept(office: Office, case_id: int) -> int:
    with office.work() as work:
        silent = select(Case).where(Case.id == case_id, _silent(work)).with_for_update()
        case = work.session.scalar(silent)
        if case is None:
            return 0
        move(work, case, Action.ACCEPT_BY_SILENCE, SYSTEM, NOTE)
        issue_acceptance(work, case, SYSTEM, f"{NOTE}，自收到材料之日起算。")
        return 1


def silent_cases(work: Work, department_id: int | None = None) -> list[Case]:
    """Accepted by silence and not decided yet: a red alarm until somebody decides. None: everywhere."""
    alarmed = (
        select(Case)
        .join(CaseStep, CaseStep.case_id == Case.id)
        .where(Case.state == State.ACCEPTED, CaseStep.action == Action.ACCEPT_BY_SILENCE)
    )
    if department_id is not None:
        alarmed = alarmed.where(Case.department_id == department_id)
    return list(work.session.scalars(alarmed.order_by(Case.id)))
