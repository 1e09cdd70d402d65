"""Originals and results leave our hands: the ledger and the cases follow the return parcel."""

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.lifecycle import move
from beebox.cases.states import Action, State
from beebox.kernel.db import Work
from beebox.logistics.custody import OURS, hand_to, where_are_the_originals
from beebox.logistics.models import Fate, Holder
from beebox.logistics.parcels import Waybill
from beebox.logistics.waybills import cases_under


def post_back(work: Work, waybill: Waybill, actor: Actor = SYSTEM) -> None:
    """The courier has the parcel: what was in it is with the courier, the cases are posted back."""
    for case in cases_under(work, waybill):
        here = where_are_the_originals(work, case.id)
        papers = [w.original_id for w in here if w.holder in OURS and w.afterwards is Fate.RETURNED]
        hand_to(work, papers, Holder.COURIER, waybill.number or "", actor)
        if case.state is State.DECIDED:
            move(work, case, Action.POST_BACK, SYSTEM)


def confirm_delivery(work: Work, waybill: Waybill) -> None:
    """The citizen has the parcel: the originals are home, the cases are closed."""
    for case in cases_under(work, waybill):
        here = where_are_the_originals(work, case.id)
        papers = [w.original_id for w in here if w.holder is Holder.COURIER and w.afterwards is Fate.RETURNED]
        hand_to(work, papers, Holder.CITIZEN, "", SYSTEM)
        if case.state is State.RETURNING:
            move(work, case, Action.CONFIRM_DELIVERY, SYSTEM)
