"""Taking a case back."""

from beebox.accounts.roles import Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.cases.transitions import CASE_TABLE
from beebox.intake.own_case import hold, own_case
from beebox.kernel.db import Work


def may_withdraw(case: Case) -> bool:
    return Action.WITHDRAW in CASE_TABLE.open_to(case.state, Role.CITIZEN)


def withdraw_case(work: Work, case_code: str, citizen: Actor) -> Case:
    """End the case at its citizen's wish; a second time changes nothing. NoSuchMove when too late."""
    case = own_case(work, case_code, citizen)
    hold(work, case)
    if case.state is not State.WITHDRAWN:
        case.lapses_on = None
        move(work, case, Action.WITHDRAW, citizen)
    return case
