"""What each carrier calls the steps of a parcel. A step without a code is not told by that carrier."""

from dataclasses import dataclass

from beebox.carrier_sim.journeys import Proof, Step


@dataclass(frozen=True)
class Code:
    """`more` are the fields that go with it: reasons, who signed."""

    code: str
    more: tuple[tuple[str, str], ...] = ()


def _reason(code: str, name: str) -> tuple[tuple[str, str], ...]:
    return (("reasonCode", code), ("reasonName", name))


EMS = {
    Step.PICKED_UP: Code("203"),
    Step.MOVING: Code("305"),
    Step.ARRIVED: Code("516"),
    Step.OUT: Code("702"),
    Step.READY: Code("747"),
    Step.NOT_DELIVERED: Code("705", (("attemptDeliveryCode", "1"),)),
    Step.HELD: Code("651"),
    Step.SIGNED: Code("704", (("deliverCode", "10"),)),
    Step.UNSIGNED: Code("743"),
    Step.RECALLED: Code("741"),
    Step.REDIRECTED: Code("756"),
    Step.INTERCEPT_ORDERED: Code("993"),
    Step.INTERCEPTED: Code("013"),
    Step.REFUSED: Code("705", (("attemptDeliveryCode", "7"),)),
    Step.RETURNING: Code("708"),
    Step.RETURNED: Code("711"),
    Step.LOST: Code("987"),
    Step.DAMAGED: Code("534"),
    Step.CANCELLED: Code("801"),
    Step.ODD: Code("Z99"),
}
EMS_PROOFS: dict[str, str] = {Proof.SELF: "10", Proof.MAILROOM: "60", Proof.LOCKER: "10"}
SF = {
    Step.PICKUP_FAILED: Code("131", _reason("46", "联系不上寄件人")),
    Step.PICKED_UP: Code("50"),
    Step.MOVING: Code("30"),
    Step.ARRIVED: Code("31"),
    Step.OUT: Code("44"),
    Step.READY: Code("125"),
    Step.NOT_DELIVERED: Code("70", _reason("1", "收件人不在")),
    Step.HELD: Code("77"),
    Step.SIGNED: Code("80"),
    Step.RECALLED: Code("648"),
    Step.REDIRECTED: Code("99"),
    Step.REFUSED: Code("33", _reason("7", "收件人拒收")),
    Step.RETURNING: Code("648"),
    Step.RETURNED: Code("660"),
    Step.LOST: Code("34", _reason("13", "快件遗失")),
    Step.DAMAGED: Code("66", _reason("9", "外包装破损")),
    Step.PICTURE: Code("8000"),
    Step.ODD: Code("9999"),
}
"""SF takes no signature back by a code: after UNSIGNED only the next delivery is told."""
SF_STATES = {Step.CALLED: "40001"}
"""What SF pushes about an order instead of its parcel."""
