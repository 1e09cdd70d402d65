"""A case passed: its originals are listed, its envelope is expected, its parcel is planned."""

from beebox.accounts.roles import SYSTEM
from beebox.cases.events import CasePassed
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.kernel.db import Work
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Envelope
from beebox.logistics.orders import Leg
from beebox.logistics.originals import list_originals
from beebox.logistics.waybills import citizen_of, is_complete, plan_waybill


def expect_paper(work: Work, event: CasePassed) -> None:
    """On CasePassed. Without any paper to travel the case is received at once.

    Without an address no courier can come, so nothing is ordered: the box stays open to everybody.
    Safe to repeat.
    """
    case = work.session.get_one(Case, event.case_id)
    if case.state is not State.AWAITING_PAPER:
        return
    originals = list_originals(work, case)
    if not originals:
        move(work, case, Action.RECEIVE, SYSTEM, "这件事不用交纸质原件")
        return
    insert_once(work, Envelope, case_id=case.id, code=case.code, department_id=case.department_id)
    if is_complete(citizen_of(case)):
        count = sum(paper.count for paper in originals)
        plan_waybill(work, case, Leg.OUTBOUND, f"原件 {count} 份")
