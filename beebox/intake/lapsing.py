"""Drafts and cases to be mended that nobody goes on with: told beforehand, then ended."""

from datetime import timedelta

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.cases.events import LapseIsNear
from beebox.cases.legal_clock import today
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_

TOLD_BEFORE = timedelta(days=3)
LAPSING = (State.DRAFT, State.SENT_BACK, State.CORRECTING)
NOTE = N_("到期没有继续办理，自动结束。需要时可以重新申请。")


def lapse_overdue(office: Office) -> int:
    """Tell whose case ends within three days, end what is overdue; how many were ended.

    The last day itself still belongs to the citizen. Running twice does nothing twice, and a case
    that ran out unannounced (the service stood still) is announced first and ended on a later run.
    """
    with office.look() as work:
        near = work.session.scalars(
            select(Case.id).where(Case.state.in_(LAPSING), Case.lapses_on <= today(work) + TOLD_BEFORE)
        ).all()
    ended = 0
    for case_id in near:
        with office.work() as work:
            ended += _settle(work, case_id)
    return ended


def _settle(work: Work, case_id: int) -> int:
    case = work.session.get_one(Case, case_id, with_for_update=True)
    if case.state not in LAPSING or case.lapses_on is None:
        return 0
    left = case.lapses_on - today(work)
    if left < timedelta() and case.lapse_told:
        move(work, case, Action.LAPSE, SYSTEM, NOTE)
        return 1
    if left <= TOLD_BEFORE and not case.lapse_told:
        case.lapse_told = True
        if left < timedelta():
            case.lapses_on = today(work) + TOLD_BEFORE
        work.emit(LapseIsNear(case.id))
    return 0
