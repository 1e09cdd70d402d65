"""What is known of an order and of its parcel, in words that belong to no carrier."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Payer(StrEnum):
    SENDER = "sender"
    RECEIVER = "receiver"
    THIRD = "third"


@dataclass(frozen=True)
class Party:
    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Ordered:
    """An order as it was understood: what is compared when a reference comes again."""

    reference: str
    sender: Party
    receiver: Party
    contents: str
    grams: int
    payer: Payer = Payer.SENDER
    product: str = ""
    pickup: tuple[str, str] | None = None
    """Between these moments, ISO 8601 with a zone, a courier comes to the sender's door."""
    is_return: bool = False
    length: int = 15
    """How many signs its number is to have, where the carrier leaves the choice."""

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def load(cls, text: str) -> "Ordered":
        told: dict[str, Any] = json.loads(text)
        told["sender"], told["receiver"] = Party(**told["sender"]), Party(**told["receiver"])
        told["payer"] = Payer(told["payer"])
        told["pickup"] = tuple(told["pickup"]) if told["pickup"] else None
        return cls(**told)

    @property
    def words(self) -> str:
        """Where a magic word may stand: names and addresses of both ends."""
        ends = (self.sender, self.receiver)
        return "\n".join(part for end in ends for part in (end.name, end.address))


class Fate(StrEnum):
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"
    FORWARDED = "forwarded"
    """Not ordered by anybody: the new number of a parcel on its way back."""


@dataclass(frozen=True)
class Parcel:
    carrier: str
    number: str
    ordered: Ordered
    at: datetime
    fate: Fate
    journey: str
    predecessor: str = ""

    @property
    def reference(self) -> str:
        return self.ordered.reference


class Refusal(StrEnum):
    """Why a carrier does not do what it is asked; each carrier has its own code for it."""

    FIELD = "field"
    REJECTED = "rejected"
    OUT_OF_RANGE = "out_of_range"
    REVIEW = "review"
    UNPARSABLE = "unparsable"
    POOL_EMPTY = "pool_empty"
    CARD_INVALID = "card_invalid"
    PAYMENT = "payment_refused"
    DUPLICATE = "duplicate_order"
    BURNT = "reference_burnt"
    NOT_FOUND = "not_found"
    ALREADY = "already_cancelled"
    TOO_LATE = "too_late"
    MISMATCH = "mismatch"
    LABEL_DOWN = "label_down"


SENTENCES = {
    Refusal.FIELD: "字段缺失或不正确",
    Refusal.REJECTED: "这个地址不派送（模拟拒收）",
    Refusal.OUT_OF_RANGE: "收寄地址超出服务范围",
    Refusal.REVIEW: "地址需要人工审核",
    Refusal.UNPARSABLE: "地址无法解析",
    Refusal.POOL_EMPTY: "号码段已用完或余额不足",
    Refusal.CARD_INVALID: "客户合同或月结账号无效",
    Refusal.PAYMENT: "合同不允许收件人付款",
    Refusal.DUPLICATE: "重复下单：订单号已存在",
    Refusal.BURNT: "订单号已取消，不能再次使用",
    Refusal.NOT_FOUND: "订单不存在",
    Refusal.ALREADY: "订单已取消",
    Refusal.TOO_LATE: "快件已揽收，不能取消",
    Refusal.MISMATCH: "订单号与运单号不一致",
    Refusal.LABEL_DOWN: "面单服务暂不可用",
}


class Refused(Exception):
    """`code` is set where a carrier has a code of its own for exactly this."""

    def __init__(self, kind: Refusal, message: str = "", code: str = "") -> None:
        self.kind, self.message, self.code = kind, message or SENTENCES[kind], code
        super().__init__(self.message)
