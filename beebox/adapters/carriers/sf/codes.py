"""What SF's error codes mean for us: which fault, which part of the order (SF open platform)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from beebox.logistics.faults import (
    AuthFailed,
    CarrierFault,
    Conflict,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)


class Service(StrEnum):
    """The calls we make, by SF's names for them."""

    CREATE = "EXP_RECE_CREATE_ORDER"
    SEARCH = "EXP_RECE_SEARCH_ORDER_RESP"
    UPDATE = "EXP_RECE_UPDATE_ORDER"
    FILTER = "EXP_RECE_FILTER_ORDER_BSP"
    WINDOWS = "EXP_RECE_PRE_ORDER"
    ROUTES = "EXP_RECE_SEARCH_ROUTES"
    INTERCEPT = "EXP_RECE_WANTED_INTERCEPT"
    FEES = "EXP_RECE_QUERY_SFWAYBILL"
    PRINT = "COM_RECE_CLOUD_PRINT_WAYBILLS"

    @property
    def only_asks(self) -> bool:
        """Asking twice changes nothing, so an answer that got lost leaves no doubt behind."""
        return self not in {Service.CREATE, Service.UPDATE, Service.INTERCEPT}


@dataclass(frozen=True)
class Meaning:
    fault: type[CarrierFault]
    words: str
    field: str = ""


NOT_FOUND = frozenset({"6150", "8018", "8024"})
CONFIRMED = frozenset({"8019", "8252"})
CANCELLED = frozenset({"8037", "8253"})
ABOUT_CARD = frozenset({"8114", "8119", "20052"})
TOKEN_ENDED = frozenset({"A1002", "A1011"})

GATEWAY = {
    "A1001": Meaning(Rejected, "请求缺少必填内容"),
    "A1002": Meaning(AuthFailed, "登录凭证或时间戳已过期，请核对本机时钟"),
    "A1003": Meaning(AuthFailed, "本机的网络地址不在顺丰允许的名单里"),
    "A1004": Meaning(AuthFailed, "没有这项服务的权限，或环境不对"),
    "A1005": Meaning(Throttled, "调用太频繁，被限流"),
    "A1006": Meaning(AuthFailed, "签名不对，请核对校验码"),
    "A1007": Meaning(OutcomeUnknown, "顺丰认为这是重复的请求"),
    "A1008": Meaning(AuthFailed, "顺丰解不开请求，请核对密钥"),
    "A1009": Meaning(OutcomeUnknown, "顺丰内部的服务没有应答"),
    "A1010": Meaning(OutcomeUnknown, "顺丰网关没有说明原因"),
    "A1011": Meaning(AuthFailed, "登录凭证已过期"),
    "A1099": Meaning(OutcomeUnknown, "顺丰系统异常"),
}
"""Answers of the gateway. A1009 and its like do not say whether the order was taken before it broke."""

BUSINESS = {
    "S0001": Meaning(Rejected, "请求的格式不对"),
    "S0002": Meaning(Rejected, "请求缺少必填内容"),
    "S0003": Meaning(OutcomeUnknown, "顺丰系统运行出错"),
    "S0004": Meaning(Rejected, "有一项内容太长"),
    "S0005": Meaning(Rejected, "有一项内容太大"),
    "S0006": Meaning(Rejected, "有一项内容太小"),
    "S0007": Meaning(Rejected, "有一项内容的类型不对"),
    "1010": Meaning(Rejected, "缺少寄件地址", "sender.address"),
    "1011": Meaning(Rejected, "缺少寄件人", "sender.name"),
    "1012": Meaning(Rejected, "缺少寄件人电话", "sender.phone"),
    "1013": Meaning(Rejected, "收件方的信息不全", "receiver"),
    "1014": Meaning(Rejected, "缺少收件地址", "receiver.address"),
    "1015": Meaning(Rejected, "缺少收件人", "receiver.name"),
    "1016": Meaning(Rejected, "缺少收件人电话", "receiver.phone"),
    "1023": Meaning(Rejected, "缺少托寄物名称", "contents"),
    "6126": Meaning(AuthFailed, "月结卡号格式不对"),
    "6138": Meaning(Rejected, "代收货款金额不对", "payer"),
    "6139": Meaning(Rejected, "代收货款金额小于零", "payer"),
    "6150": Meaning(Rejected, "顺丰没有这个订单", "reference"),
    "8003": Meaning(Rejected, "一次查询的单号太多", "number"),
    "8016": Meaning(Conflict, "这个订单号已经下过单", "reference"),
    "8017": Meaning(Rejected, "订单号与运单号对不上", "number"),
    "8018": Meaning(Rejected, "顺丰没有这个订单", "reference"),
    "8019": Meaning(Conflict, "订单已经确认", "reference"),
    "8024": Meaning(Rejected, "顺丰没有这个订单", "reference"),
    "8037": Meaning(Rejected, "订单已经取消", "reference"),
    "8051": Meaning(Rejected, "不在定时派送的时效范围内", "receiver.address"),
    "8052": Meaning(Rejected, "寄件地不在定时派送范围内", "sender.address"),
    "8053": Meaning(Rejected, "收件地不在定时派送范围内", "receiver.address"),
    "8057": Meaning(Rejected, "快件产品没有开通", "product"),
    "8096": Meaning(Rejected, "预约的时间超出营业时间，不能上门取件", "pickup"),
    "8114": Meaning(AuthFailed, "这张月结卡现在不能发货"),
    "8119": Meaning(AuthFailed, "月结卡不存在或已失效"),
    "8177": Meaning(Unavailable, "运力高峰，预约已满"),
    "8179": Meaning(AuthFailed, "月结卡没有关联的协议"),
    "8191": Meaning(Rejected, "运单号格式不对", "number"),
    "8196": Meaning(Rejected, "电话号码不对", "phone"),
    "8247": Meaning(Rejected, "运单号不对", "number"),
    "8252": Meaning(Conflict, "订单已经确认", "reference"),
    "8253": Meaning(Rejected, "订单已经取消", "reference"),
    "8256": Meaning(PaymentRefused, "合同不允许到付或现付", "payer"),
    "20035": Meaning(Rejected, "托寄物是违禁品", "contents"),
    "20036": Meaning(Rejected, "不满足这个快件产品的条件", "product"),
    "20052": Meaning(AuthFailed, "月结卡不能使用"),
}
"""Answers of the service behind the gateway. What is not listed here is a refusal like any other."""

_UNKNOWN_TO_GATEWAY = Meaning(OutcomeUnknown, "顺丰网关没有说明原因")
_LONG_NUMBER = re.compile(r"\d{7,}")
_SPENT = re.compile(r"余额|欠费|用完|用尽|不足|号段")
_WHOLE_DAY = re.compile(r"当日|当天|每日|每天")


def fault_of(service: Service, code: str, told: str) -> CarrierFault:
    """The fault that an answer with this code stands for; `told` is SF's own sentence.

    A card that is not taken and one without money share their codes: the sentence tells them apart.
    """
    if code in BUSINESS:
        meaning = BUSINESS[code]
    elif code.startswith("A1"):
        meaning = GATEWAY.get(code, _UNKNOWN_TO_GATEWAY)
    else:
        meaning = Meaning(Rejected, "顺丰没有接受")
    if code in ABOUT_CARD and _SPENT.search(told):
        meaning = Meaning(NumberPoolEmpty, "没有可用的运单号，或月结账户没有余额")
    fault = meaning.fault
    if service.only_asks and fault is OutcomeUnknown:
        fault = Unavailable
    words = f"{meaning.words}（顺丰 {'：'.join(filter(None, (code, shown(told, 120))))}）"
    if fault is Throttled:
        after = timedelta(hours=1) if _WHOLE_DAY.search(told) else timedelta(seconds=60)
        return Throttled(words, code=code, after=after)
    return fault(words, code=code, field=meaning.field)


def shown(told: object, most: int = 300) -> str:
    """A sentence of SF's for faults and logs: as `printable`, with long numbers masked."""
    return _LONG_NUMBER.sub(lambda found: found[0][:3] + "****" + found[0][-2:], printable(told, most))


def printable(told: object, most: int = 300) -> str:
    """A text of SF's as far as a page can show it, and no longer than it should be."""
    return "".join(sign for sign in str(told or "")[: 2 * most] if sign.isprintable())[:most].strip()
