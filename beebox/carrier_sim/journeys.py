"""How parcels travel: scripts of scans, counted in hours from the moment a parcel is collected."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What may happen to a parcel; each carrier has its own code for it, or none."""

    CALLED = "CALLED"
    """A courier was told to come to the sender's door."""
    PICKUP_FAILED = "PICKUP_FAILED"
    PICKED_UP = "PICKED_UP"
    MOVING = "MOVING"
    ARRIVED = "ARRIVED"
    OUT = "OUT"
    READY = "READY"
    NOT_DELIVERED = "NOT_DELIVERED"
    HELD = "HELD"
    SIGNED = "SIGNED"
    UNSIGNED = "UNSIGNED"
    """The signature was a mistake and is taken back."""
    RECALLED = "RECALLED"
    """Sent back after it was signed for."""
    REDIRECTED = "REDIRECTED"
    INTERCEPT_ORDERED = "INTERCEPT_ORDERED"
    INTERCEPTED = "INTERCEPTED"
    REFUSED = "REFUSED"
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"
    LOST = "LOST"
    DAMAGED = "DAMAGED"
    CANCELLED = "CANCELLED"
    PICTURE = "PICTURE"
    """A picture of the delivery can be had: says nothing about the parcel."""
    ODD = "ODD"
    """A code that stands in no list."""


TEXTS = {
    Step.CALLED: "已安排快递员上门取件",
    Step.PICKUP_FAILED: "揽收没有成功，联系不上寄件人",
    Step.PICKED_UP: "快递员已取件",
    Step.MOVING: "邮件正在运输途中",
    Step.ARRIVED: "邮件已到达收件城市",
    Step.OUT: "邮件正在派送，请保持电话畅通",
    Step.READY: "邮件已放入快递柜，请凭取件码领取",
    Step.NOT_DELIVERED: "投递没有成功，收件人不在",
    Step.HELD: "邮件暂存待处理",
    Step.SIGNED: "邮件已签收",
    Step.UNSIGNED: "撤销妥投：签收登记有误",
    Step.RECALLED: "妥投后退回",
    Step.REDIRECTED: "邮件已改派新地址",
    Step.INTERCEPT_ORDERED: "已收到拦截要求",
    Step.INTERCEPTED: "邮件已拦截",
    Step.REFUSED: "收件人拒收",
    Step.RETURNING: "邮件正在退回寄件人",
    Step.RETURNED: "邮件已退回，寄件人已签收",
    Step.LOST: "邮件遗失，已进入理赔",
    Step.DAMAGED: "邮件外包装破损，已暂存",
    Step.CANCELLED: "订单已取消",
    Step.PICTURE: "派送照片已生成",
    Step.ODD: "内部处理",
}


class Proof(StrEnum):
    SELF = "self"
    MAILROOM = "mailroom"
    LOCKER = "locker"


@dataclass(frozen=True)
class Leg:
    step: Step
    hours: float
    proof: str = ""
    renumbered: bool = False
    """From here on it travels under a new number."""


class Journey(StrEnum):
    NORMAL = "normal"
    SLOW = "slow"
    PICKUP_FAILED = "pickup_failed"
    ATTEMPT_FAILED = "attempt_failed"
    LOCKER = "locker"
    UNCOLLECTED = "uncollected"
    REFUSED = "refused"
    LOST = "lost"
    DAMAGED = "damaged"
    REVERSAL = "reversal"
    RETURN_AFTER_DELIVERY = "return_after_delivery"
    NEW_NUMBER_ON_RETURN = "new_number_on_return"
    STUCK = "stuck"
    REDIRECTED = "redirected"
    ODD_CODE = "odd_code"


_TO_TOWN = (Leg(Step.PICKED_UP, 0), Leg(Step.MOVING, 2), Leg(Step.ARRIVED, 14))
_TO_DOOR = (*_TO_TOWN, Leg(Step.OUT, 18))
_BACK = (Leg(Step.RETURNING, 44), Leg(Step.RETURNED, 70))
SCRIPTS: dict[Journey, tuple[Leg, ...]] = {
    Journey.NORMAL: (*_TO_DOOR, Leg(Step.SIGNED, 20)),
    Journey.SLOW: (
        Leg(Step.PICKED_UP, 0),
        Leg(Step.MOVING, 30),
        Leg(Step.ARRIVED, 150),
        Leg(Step.OUT, 165),
        Leg(Step.SIGNED, 170),
    ),
    Journey.PICKUP_FAILED: (Leg(Step.PICKUP_FAILED, -24), *_TO_DOOR, Leg(Step.SIGNED, 20)),
    Journey.ATTEMPT_FAILED: (
        *_TO_DOOR,
        Leg(Step.NOT_DELIVERED, 20),
        Leg(Step.OUT, 42),
        Leg(Step.SIGNED, 44, Proof.MAILROOM),
    ),
    Journey.LOCKER: (*_TO_DOOR, Leg(Step.READY, 20), Leg(Step.SIGNED, 32, Proof.LOCKER)),
    Journey.UNCOLLECTED: (
        *_TO_DOOR,
        Leg(Step.READY, 20),
        Leg(Step.RETURNING, 140),
        Leg(Step.RETURNED, 170),
    ),
    Journey.REFUSED: (*_TO_DOOR, Leg(Step.REFUSED, 20), *_BACK),
    Journey.LOST: (Leg(Step.PICKED_UP, 0), Leg(Step.MOVING, 2), Leg(Step.LOST, 200)),
    Journey.DAMAGED: (*_TO_TOWN, Leg(Step.DAMAGED, 16), Leg(Step.OUT, 40), Leg(Step.SIGNED, 42)),
    Journey.REVERSAL: (
        *_TO_DOOR,
        Leg(Step.SIGNED, 20),
        Leg(Step.UNSIGNED, 22),
        Leg(Step.OUT, 42),
        Leg(Step.SIGNED, 44, Proof.SELF),
    ),
    Journey.RETURN_AFTER_DELIVERY: (
        *_TO_DOOR,
        Leg(Step.SIGNED, 20),
        Leg(Step.RECALLED, 44),
        Leg(Step.RETURNED, 70),
    ),
    Journey.NEW_NUMBER_ON_RETURN: (
        *_TO_DOOR,
        Leg(Step.REFUSED, 20),
        Leg(Step.RETURNING, 44, renumbered=True),
        Leg(Step.PICKED_UP, 45),
        Leg(Step.MOVING, 50),
        Leg(Step.RETURNED, 70),
    ),
    Journey.STUCK: (Leg(Step.PICKED_UP, 0), Leg(Step.MOVING, 2)),
    Journey.REDIRECTED: (*_TO_DOOR, Leg(Step.REDIRECTED, 20), Leg(Step.OUT, 40), Leg(Step.SIGNED, 42)),
    Journey.ODD_CODE: (*_TO_TOWN, Leg(Step.ODD, 16), Leg(Step.OUT, 18), Leg(Step.SIGNED, 20)),
}


def rest_from(journey: Journey, step: Step, before: int) -> tuple[Leg, ...]:
    """The legs from `step` on, counted from it; `before` times it happened already."""
    legs = SCRIPTS[journey]
    places = [index for index, leg in enumerate(legs) if leg.step is step]
    if not places:
        return (Leg(step, 0),)
    first = places[min(before, len(places) - 1)]
    start = legs[first].hours
    return tuple(Leg(leg.step, leg.hours - start, leg.proof, leg.renumbered) for leg in legs[first:])
