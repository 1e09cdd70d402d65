"""What a `retCode` other than 00000 means: which fault, and so what may be done next.

The carrier publishes no table of its codes. Listed are those of the stand-in (P); what is not listed is
judged by words of `retMsg` (P), and where they tell nothing either it is a refusal with the carrier's text.
"""

from collections.abc import Mapping

from beebox.logistics.faults import (
    AuthFailed,
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
from beebox.logistics.orders import Cancelled

DONE = "00000"
_CODES: Mapping[str, type[CarrierFault]] = {
    "E0001": Rejected,
    "E0002": AuthFailed,
    "E0003": AuthFailed,
    "E0004": AuthFailed,
    "E0005": AuthFailed,
    "E0006": Throttled,
    "E0007": Unavailable,
    "B0001": Rejected,
    "B0002": Conflict,
    "B0003": Rejected,
    "B0004": Rejected,
    "B0005": Rejected,
    "B0006": NumberPoolEmpty,
    "B0007": NumberPoolEmpty,
    "B0008": PaymentRefused,
    "B0009": NotServiceable,
    "B0010": Unavailable,
    "B0012": Rejected,
    "B0013": NotServiceable,
}
_WORDS: tuple[tuple[type[CarrierFault], tuple[str, ...]], ...] = (
    (
        AuthFailed,
        ("授权码", "授权失败", "鉴权", "签名", "验签", "解密", "客户号不存在", "协议客户不存在"),
    ),
    (Throttled, ("频繁", "限流", "超过调用", "调用次数", "并发")),
    (NumberPoolEmpty, ("号码池", "号段", "无可用号", "余额不足", "协议已到期", "协议已终止")),
    (Conflict, ("订单已存在", "订单号重复", "重复下单", "重复订单", "单号重复")),
    (PaymentRefused, ("付款方式", "支付方式", "到付")),
    (NotServiceable, ("超出范围", "不在服务范围", "不可达", "超范围", "无法派送", "不派送")),
    (OutcomeUnknown, ("系统异常", "系统错误", "系统繁忙", "服务异常", "超时", "内部错误")),
)
_CANCEL_CODES = {
    DONE: Cancelled.CANCELLED,
    "B0003": Cancelled.NOT_FOUND,
    "B0004": Cancelled.ALREADY,
    "B0005": Cancelled.TOO_LATE,
}
_CANCEL_WORDS = (
    (Cancelled.ALREADY, ("已取消", "已撤单", "已作废", "重复取消")),
    (Cancelled.NOT_FOUND, ("不存在", "查无", "未找到", "未查询到")),
    (Cancelled.TOO_LATE, ("已收寄", "已揽收", "已收件", "不能取消", "不允许取消", "不允许撤单", "无法取消")),
)
_NOTHING_KNOWN = (
    "无客户信息",
    "客户信息",
    "无查询信息",
    "无此",
    "查无",
    "不存在",
    "未查询到",
    "未找到",
    "无邮件信息",
)


def fault_of(code: str, text: str) -> CarrierFault:
    """The fault to raise for this code; `text` is the carrier's sentence, made fit to be shown."""
    kind = _CODES.get(code) or next(
        (kind for kind, words in _WORDS if any(word in text for word in words)), Rejected
    )
    return kind(text or f"EMS 没有说明原因（{code}）", code=code)


def cancelled_of(code: str, text: str) -> Cancelled | None:
    """What an answer to a cancellation means, or None when it is a fault."""
    if code in _CANCEL_CODES:
        return _CANCEL_CODES[code]
    if code in _CODES:
        return None
    return next((end for end, words in _CANCEL_WORDS if any(word in text for word in words)), None)


def knows_nothing(code: str, text: str) -> bool:
    """Whether a refused question means that the carrier has nothing of this number."""
    if code in _CODES:
        return code == "B0003"
    return type(fault_of(code, text)) is Rejected and any(word in text for word in _NOTHING_KNOWN)
