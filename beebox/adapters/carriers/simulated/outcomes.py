"""How a call to the simulated company ended, as our faults: each class says what may be done next."""

from typing import Any

from beebox.carrier_sim.company import Served
from beebox.carrier_sim.parcels import Refusal, Refused
from beebox.carrier_sim.troubles import Fault
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    CarrierFault,
    Conflict,
    NotServiceable,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)

_REFUSALS: dict[Refusal, type[CarrierFault]] = {
    Refusal.OUT_OF_RANGE: NotServiceable,
    Refusal.REVIEW: NotServiceable,
    Refusal.UNPARSABLE: NotServiceable,
    Refusal.POOL_EMPTY: NumberPoolEmpty,
    Refusal.CARD_INVALID: AuthFailed,
    Refusal.PAYMENT: PaymentRefused,
    Refusal.DUPLICATE: Conflict,
    Refusal.LABEL_DOWN: Unavailable,
}
_FAULTS: dict[Fault, tuple[type[CarrierFault], str]] = {
    Fault.DROP_BEFORE: (OutcomeUnknown, "发出后没有回音（模拟丢单）"),
    Fault.TIMEOUT_AFTER: (OutcomeUnknown, "发出后没有回音（模拟超时）"),
    Fault.HANG: (OutcomeUnknown, "发出后没有回音（模拟卡住）"),
    Fault.UNAVAILABLE: (Unavailable, "没有连上（模拟断网）"),
    Fault.BUSY: (Unavailable, "系统繁忙（模拟繁忙）"),
    Fault.THROTTLE: (Throttled, "调用过于频繁（模拟限流）"),
    Fault.EXPIRE_TOKEN: (AuthFailed, "令牌已过期（模拟令牌过期）"),
    Fault.GARBAGE: (BadResponse, "应答读不懂（模拟网页应答）"),
    Fault.NULL: (BadResponse, "应答里没有内容（模拟空应答）"),
    Fault.EMPTY: (BadResponse, "应答里没有单号（模拟成功无号）"),
    Fault.DUPLICATE: (Conflict, "重复下单：订单号已存在（模拟重复下单）"),
}


def answer_of(served: Served) -> Any:
    """What was answered; raises the CarrierFault it stands for when it did not end well."""
    if served.refused is not None:
        raise fault_of(served.refused)
    if served.fault in _FAULTS:
        kind, sentence = _FAULTS[served.fault]
        raise kind(sentence, code=served.fault.value)
    return served.answer


def fault_of(no: Refused) -> CarrierFault:
    return _REFUSALS.get(no.kind, Rejected)(no.message, code=no.kind.value)
