"""What goes back to the citizen, and when: decided, refused, withdrawn, or handed out in person."""

from beebox.accounts.roles import SYSTEM
from beebox.cases.events import CaseClosed, CaseDecided, CaseEvent
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.queries import steps_of
from beebox.cases.states import Action, State
from beebox.kernel.db import Work
from beebox.logistics.cancelling import cancel_outbound
from beebox.logistics.custody import hand_to, to_give_back
from beebox.logistics.envelopes import can, envelope_of, move_envelope
from beebox.logistics.models import Envelope, Holder
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import EnvelopeAction, EnvelopeState
from beebox.logistics.waybills import plan_waybill


def return_result(work: Work, event: CaseDecided) -> None:
    """On CaseDecided: plan the return parcel, or finish where nothing travels back.

    Collected in person nothing is planned: result and originals are handed out together.
    """
    case = work.session.get_one(Case, event.case_id)
    if case.state is not State.DECIDED or case.result_by == "collect":
        return
    if case.result_by == "post" or to_give_back(work, case.id):
        plan_return(work, case)
    else:
        move(work, case, Action.FINISH_WITHOUT_PAPER, SYSTEM)


def give_back(work: Work, event: CaseEvent) -> None:
    """On CaseRefused and CaseWithdrawn: a case never ends while its originals are not home."""
    case = work.session.get_one(Case, event.case_id)
    envelope = envelope_of(work, case.id)
    if envelope is None:
        return
    travelling = envelope.state is EnvelopeState.CARRIED
    if can(envelope, EnvelopeAction.CANCEL, SYSTEM):
        _strike_out(work, envelope)
    elif can(envelope, EnvelopeAction.SET_ASIDE, SYSTEM):
        move_envelope(work, envelope, EnvelopeAction.SET_ASIDE, SYSTEM)
    if travelling or to_give_back(work, case.id):
        plan_return(work, case)


def take_in_after_end(work: Work, case: Case) -> None:
    """Paper of a case that ended came to us all the same: its way home is planned."""
    plan_return(work, case)


def finish_in_person(work: Work, event: CaseClosed) -> None:
    """On CaseClosed: what was handed out at the counter is with the citizen."""
    steps = steps_of(work, event.case_id)
    if not steps or steps[-1].action is not Action.HAND_OUT:
        return
    papers = [w.original_id for w in to_give_back(work, event.case_id)]
    hand_to(work, papers, Holder.CITIZEN, "", SYSTEM)


def plan_return(work: Work, case: Case) -> Waybill:
    """Order the parcel home; contents are said in few words, as they stand on its label."""
    count = sum(w.count for w in to_give_back(work, case.id))
    parts = ["办理结果"] if case.result_by == "post" and case.state is State.DECIDED else []
    parts += [f"退回原件 {count} 份"] if count else []
    return plan_waybill(work, case, Leg.RETURN, "、".join(parts) or "退回原件")


def _strike_out(work: Work, envelope: Envelope) -> None:
    with_citizen = envelope.state is EnvelopeState.WAITING
    move_envelope(work, envelope, EnvelopeAction.CANCEL, SYSTEM)
    if with_citizen:
        cancel_outbound(work, envelope.case_id)
