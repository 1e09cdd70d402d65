"""What a person settles that no question to a carrier can: unknown outcomes, orphans, what came too late."""

import re

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.asking import OPEN, calls_about, order_of_call, plan_call
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.cancelling import plan_interception
from beebox.logistics.ordering import adopt, is_taken
from beebox.logistics.orders import Booked, Interception
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.rescue.intercepting import is_being_stopped
from beebox.logistics.steering import steer
from beebox.logistics.tables import CALL_TABLE, CallAction, CallState, WaybillState

_LOOKS = {"ems": r"\d{13}|[A-Z]{2}\d{9}CN", "sf": r"SF\d{13}|\d{12}"}
"""How a carrier's numbers look: EMS domestic or UPU S10; SF with or without its letters."""
_ANY = r"[A-Z0-9]{8,20}"
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class SettledMeanwhile(BeeboxError):
    code = "settled_meanwhile"
    message = N_("这一项已经有结果了，不用再处理。请刷新页面。")


class NotANumber(BeeboxError):
    status = 422
    code = "not_a_number"
    message = N_("“%(number)s”不像这家快递的运单号。请照快递说的逐位核对，再填一次。")


class NumberTaken(BeeboxError):
    code = "number_taken"
    message = N_("运单号 %(number)s 已经是另一个邮包的了。请再向快递核对这一单。")


class CannotCancel(BeeboxError):
    code = "cannot_cancel"
    message = N_("这一单现在不能请快递取消：正在问，或者快递员已经取走。请用运单号认领。")


class CannotIntercept(BeeboxError):
    code = "cannot_intercept"
    message = N_("这家快递不能在系统里拦截，或者已经发过指令。请打电话给快递。")


class SayHow(BeeboxError):
    status = 422
    code = "say_how"
    message = N_("请写明怎么处理的，再点了结。")


def adopt_number(work: Work, call_id: int, typed: str, actor: Actor) -> None:
    """The carrier said by telephone that it has the order, under this number.

    It must look like one of its numbers and be new to us. Raises SettledMeanwhile, NotANumber, NumberTaken.
    """
    call, waybill = _unknown_order(work, call_id)
    number = re.sub(r"[\s-]", "", typed).upper()
    if not is_well_formed(call.carrier, number):
        raise NotANumber(number=typed[:40])
    if is_taken(work, call.carrier, number):
        raise NumberTaken(number=number)
    CALL_TABLE.advance(call, CallAction.CONFIRM, actor.role)
    call.settled_at, call.settled_by, call.for_person_at = work.now(), actor.id, None
    adopt(work, waybill, call, Booked(number))


def cancel_unknown(work: Work, call_id: int, actor: Actor) -> None:
    """Ask the carrier to take back whatever it has under our reference; only then it is ordered anew."""
    call, _ = _unknown_order(work, call_id)
    asked = calls_about(work, call.reference, CallKind.CANCEL)
    can = Capability.CANCEL in work.use(Carriers).known(call.carrier).can
    if not can or (asked and asked[0].state in OPEN) or call.fault == "TooLate":
        raise CannotCancel
    call.settled_by = actor.id
    plan_call(work, CallKind.CANCEL, call, {"why": "下单结果不明，取消重下"})


def intercept_parcel(work: Work, call_id: int, actor: Actor) -> None:
    """A cancel that came too late: the parcel is to be stopped and sent back."""
    call = _for_person(work, call_id)
    order = order_of_call(work, call.about)
    can = Capability.INTERCEPT in work.use(Carriers).known(call.carrier).can
    if call.kind is not CallKind.CANCEL or order is None or not can:
        raise CannotIntercept
    if calls_about(work, call.about, CallKind.INTERCEPT) or is_being_stopped(work, call.waybill_id):
        raise CannotIntercept
    plan_interception(work, order, Interception.RETURN)
    call.for_person_at, call.settled_by = None, actor.id


def close_call(work: Work, call_id: int, how: str, actor: Actor) -> None:
    """A person looked after it outside of this program, and says how."""
    call = _for_person(work, call_id)
    if not how:
        raise SayHow
    call.for_person_at, call.settled_by, call.answer = None, actor.id, how[:500]
    waybill = work.session.get_one(Waybill, call.waybill_id, with_for_update=True)
    if call.state is CallState.UNKNOWN and call.kind is not CallKind.CREATE:
        CALL_TABLE.advance(call, CallAction.CONFIRM, actor.role)
        call.settled_at = work.now()
    steer(work, waybill)


def cancel_orphan(work: Work, orphan_id: int, actor: Actor) -> None:
    """Ask the carrier once more to take an orphan back, by its number."""
    orphan = _open_orphan(work, orphan_id)
    order = order_of_call(work, orphan.reference)
    can = Capability.CANCEL in work.use(Carriers).known(orphan.carrier).can
    if order is None or not can or is_being_taken_back(work, orphan):
        raise CannotCancel
    orphan.settled_by = actor.id
    asked = {"why": "重复的运单", "orphan": True}
    plan_call(work, CallKind.CANCEL, order, asked, orphan.number)


def close_orphan(work: Work, orphan_id: int, how: str, actor: Actor) -> None:
    orphan = _open_orphan(work, orphan_id)
    if not how:
        raise SayHow
    orphan.settled_at, orphan.settled_by, orphan.how = work.now(), actor.id, how[:300]


def is_being_taken_back(work: Work, orphan: OrphanNumber) -> bool:
    asked = calls_about(work, orphan.reference, CallKind.CANCEL)
    return any(call.number == orphan.number and call.state in OPEN for call in asked)


def is_well_formed(carrier: str, number: str) -> bool:
    """Whether this may be a number of the carrier; UPU S10 carries a check digit that must be right."""
    if not re.fullmatch(_LOOKS.get(carrier, _ANY), number):
        return False
    parts = _S10.fullmatch(number)
    if parts is None:
        return True
    rest = 11 - sum(w * int(d) for w, d in zip(_S10_WEIGHTS, parts[1], strict=True)) % 11
    return int(parts[2]) == {10: 0, 11: 5}.get(rest, rest)


def _unknown_order(work: Work, call_id: int) -> tuple[CarrierCall, Waybill]:
    found = work.session.get(CarrierCall, call_id)
    if found is None or found.kind is not CallKind.CREATE:
        raise SettledMeanwhile
    waybill = work.session.get_one(Waybill, found.waybill_id, with_for_update=True)
    call = work.session.get_one(CarrierCall, call_id, with_for_update=True, populate_existing=True)
    if call.state is not CallState.UNKNOWN or waybill.state is not WaybillState.PLANNED:
        raise SettledMeanwhile
    return call, waybill


def _for_person(work: Work, call_id: int) -> CarrierCall:
    call = work.session.get(CarrierCall, call_id, with_for_update=True)
    unknown_order = call is not None and call.kind is CallKind.CREATE and call.state is CallState.UNKNOWN
    if call is None or call.for_person_at is None or unknown_order:
        raise SettledMeanwhile
    return call


def _open_orphan(work: Work, orphan_id: int) -> OrphanNumber:
    orphan = work.session.get(OrphanNumber, orphan_id, with_for_update=True)
    if orphan is None or orphan.settled_at is not None:
        raise SettledMeanwhile
    return orphan
