"""How the originals come to us: the citizen chooses a box or the courier at the door."""

from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.custody import hand_case_to
from beebox.logistics.envelopes import count_of_originals, envelope_of, move_envelope
from beebox.logistics.events import PickupChosen
from beebox.logistics.models import Box, Envelope, HandIn, Holder
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import EnvelopeAction, EnvelopeState
from beebox.logistics.timetable import pickup_windows
from beebox.logistics.waybills import plan_waybill, waybill_of


class NothingToHandIn(BeeboxError):
    code = "nothing_to_hand_in"
    message = N_("这件办件现在没有要交的原件：预审还没有通过，或者不用交。请先看办理进度。")


class HandedInAlready(BeeboxError):
    code = "handed_in_already"
    message = N_("原件已经交出来了，不能再换交法。现在到了哪里，请看办理进度。")


class BoxNotFound(BeeboxError):
    status = 404
    code = "box_not_found"
    message = N_("没有找到这个小蜂箱，它可能停用了。请另选一个。")


class BoxFull(BeeboxError):
    code = "box_full"
    message = N_("“%(box)s”现在满了。请另选一个小蜂箱，或者等下次开箱后再投。")


class ChooseBoxFirst(BeeboxError):
    code = "choose_box_first"
    message = N_("请先选好投哪个小蜂箱，再告诉我们已经投了。")


class NoSuchWindow(BeeboxError):
    status = 422
    code = "no_such_window"
    message = N_("这个上门时段已经过了或不能选。请从列表里另选一个。")


def envelope_to_hand_in(work: Work, case: Case) -> Envelope:
    """The envelope of this case; NothingToHandIn when none is expected."""
    envelope = envelope_of(work, case.id)
    if envelope is None:
        raise NothingToHandIn
    return envelope


def choose_box(work: Work, case: Case, box_code: str) -> Envelope:
    """The citizen will drop the envelope into this box."""
    envelope, box = _still_waiting(work, case), active_box(work, box_code)
    if envelope.box_id != box.id and fill_of(work, box) >= box.capacity:
        raise BoxFull(box=box.name)
    envelope.hand_in, envelope.box_id = HandIn.BOX, box.id
    envelope.pickup_from = envelope.pickup_until = None
    _tell(work, case)
    return envelope


def choose_door(work: Work, case: Case, begin: datetime) -> Envelope:
    """The courier shall come in the window that begins at `begin`."""
    envelope = _still_waiting(work, case)
    chosen = [window for window in pickup_windows(work) if window[0] == begin]
    if not chosen:
        raise NoSuchWindow
    envelope.hand_in, envelope.box_id = HandIn.DOOR, None
    envelope.pickup_from, envelope.pickup_until = chosen[0]
    plan_outbound(work, case)
    _tell(work, case)
    return envelope


def declare_dropped(work: Work, case: Case, actor: Actor) -> None:
    """“我已投入小蜂箱”: said once; saying it again changes nothing."""
    envelope = envelope_to_hand_in(work, case)
    if envelope.state is not EnvelopeState.WAITING:
        return
    if envelope.box_id is None:
        raise ChooseBoxFirst
    move_envelope(work, envelope, EnvelopeAction.DECLARE_DROPPED, actor)
    envelope.dropped_at = work.now()
    box = work.session.get_one(Box, envelope.box_id)
    hand_case_to(work, case.id, Holder.BOX, box.code, actor)


def active_box(work: Work, code: str) -> Box:
    box = box_by_code(work, code)
    if not box.active:
        raise BoxNotFound
    return box


def box_by_code(work: Work, code: str) -> Box:
    box = None
    if code.isascii() and code.isprintable():
        box = work.session.scalar(select(Box).where(Box.code == code[:40]))
    if box is None:
        raise BoxNotFound
    return box


def fill_of(work: Work, box: Box) -> int:
    """How many envelopes lie in the box, as far as their citizens said so."""
    inside = select(func.count()).select_from(Envelope)
    dropped = Envelope.state == EnvelopeState.DROPPED
    return work.session.scalar(inside.where(Envelope.box_id == box.id, dropped)) or 0


def plan_outbound(work: Work, case: Case) -> Waybill:
    """The parcel to us, if there is none; NoAddress when nobody knows where to fetch it."""
    contents = f"原件 {count_of_originals(work, case.id)} 份"
    return plan_waybill(work, case, Leg.OUTBOUND, contents)


def _tell(work: Work, case: Case) -> None:
    waybill = waybill_of(work, case.id, Leg.OUTBOUND)
    if waybill is not None:
        work.emit(PickupChosen(waybill.id))


def _still_waiting(work: Work, case: Case) -> Envelope:
    envelope = envelope_to_hand_in(work, case)
    if envelope.state is not EnvelopeState.WAITING:
        raise HandedInAlready
    return envelope
