"""Originals and results leave our hands: the ledger and the cases follow the return parcel."""

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.events import ParcelDelivered
from beebox.cases.lifecycle import move
from beebox.cases.states import ENDED, Action, State
from beebox.kernel.db import Work
from beebox.logistics.custody import OURS, hand_to, ledger_of, where_are_the_originals
from beebox.logistics.models import Fate, Holder
from beebox.logistics.parcels import Waybill
from beebox.logistics.waybills import cases_under, waybill_of

SETTLED = frozenset({Holder.CITIZEN, Holder.LOST})
"""Holders whom nothing more is on its way from."""


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
        elif case.state in ENDED:
            work.emit(ParcelDelivered(case.id, waybill.reference))


def end_after_loss(work: Work, waybill: Waybill) -> None:
    """What the parcel held is given up: a case that nothing else travels home for comes to its end.

    A printed result is printed and sent again: the parcel that brings it closes its case.
    """
    for case in cases_under(work, waybill):
        here = where_are_the_originals(work, case.id)
        owed = [w for w in here if w.afterwards is Fate.RETURNED and w.holder not in SETTLED]
        if case.state is State.RETURNING and case.result_by != "post" and not owed:
            move(work, case, Action.END_AFTER_LOSS, SYSTEM)


def undo_delivery(work: Work, waybill: Waybill) -> None:
    """The carrier takes its delivery back: what went home with this parcel is with the courier again.

    The case that the delivery closed is open again; its history keeps both.
    """
    for case in cases_under(work, waybill):
        hand_to(work, _brought_home(work, case.id), Holder.COURIER, waybill.number or "", SYSTEM)
        if case.state is State.CLOSED and waybill_of(work, case.id, waybill.leg) is waybill:
            move(work, case, Action.REOPEN, SYSTEM)


def come_back(work: Work, waybill: Waybill) -> None:
    """The parcel is with us again: its originals lie at the mail-out desk and may be sent anew."""
    for case in cases_under(work, waybill):
        here = where_are_the_originals(work, case.id)
        papers = [w.original_id for w in here if w.holder is Holder.COURIER and w.afterwards is Fate.RETURNED]
        hand_to(work, papers, Holder.MAIL_OUT, waybill.reference, SYSTEM)


def go_on_under(work: Work, waybill: Waybill, number: str) -> None:
    """The parcel goes on under another number: whoever looks for an original looks there."""
    for case in cases_under(work, waybill):
        here = where_are_the_originals(work, case.id)
        papers = [w.original_id for w in here if w.holder is Holder.COURIER]
        hand_to(work, papers, Holder.COURIER, number, SYSTEM)


def _brought_home(work: Work, case_id: int) -> list[int]:
    """The originals that are with the citizen and came there from a courier."""
    ways: dict[int, list[Holder]] = {}
    for paper, entry in ledger_of(work, case_id):
        ways.setdefault(paper.id, []).append(entry.holder_kind)
    return [paper for paper, way in ways.items() if way[-2:] == [Holder.COURIER, Holder.CITIZEN]]
