"""SF's answers about orders into our words (SF open platform, JSON generation)."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beebox.adapters.carriers.sf.codes import printable, shown
from beebox.adapters.carriers.sf.numbers import is_number, looks_sound
from beebox.adapters.carriers.sf.reply import Reply, listed, mapping
from beebox.adapters.carriers.sf.translate_fees import fen_of_yuan
from beebox.adapters.carriers.sf.translate_requests import SHANGHAI
from beebox.logistics.faults import BadResponse, NotServiceable, OutcomeUnknown, Rejected
from beebox.logistics.orders import Booked, Cancelled, Coverage, Intercepted, Reach, Window

log = logging.getLogger(__name__)
_REVIEW, _REFUSED = "1", "3"
_REACH = {_REVIEW: Reach.REVIEW, "2": Reach.YES, _REFUSED: Reach.NO}
_WHY = {"1": "收件地址超出服务范围", "2": "寄件地址超出服务范围", "3": "地址不在服务范围内"}
_CARRIED, _MATCHED = "1", "2"


class UnderReview(OutcomeUnknown):
    """SF has the order and no number for it: a person there looks at the address first."""


def booked_from_wire(data: object, reference: str) -> Booked:
    """Number and sorting code of an order, from its creation or from asking for it.

    An address under review (filterResult 1) has its number and keeps it; raises NotServiceable for
    filterResult 3, and UnderReview while there is an order without a number.
    """
    order = mapping(data)
    if str(order.get("orderId") or reference) != reference:
        raise BadResponse("顺丰答的是另一个订单", raw=shown(order, 500))
    verdict = str(order.get("filterResult") or "")
    if verdict == _REFUSED:
        raise NotServiceable(_why_not(order), code="filterResult 3")
    number = _number_in(order)
    if not number and verdict == _REVIEW:
        raise UnderReview("顺丰正在人工审核地址，还没有给出运单号", code="filterResult 1")
    if not number:
        raise BadResponse("顺丰的回答里没有运单号", raw=shown(order, 500))
    if not looks_sound(number):
        log.warning("SF gave number %s, whose shape or check digit is not the usual one", number)
    return Booked(number, _route_code(order))


def cancelled_from_wire(data: object) -> Cancelled:
    """resStatus 2: done; 1: order and number do not belong together."""
    if str(mapping(data).get("resStatus") or _MATCHED) != _MATCHED:
        raise Rejected("订单号与运单号对不上，没有取消", code="resStatus 1", field="number")
    return Cancelled.CANCELLED


def coverage_from_wire(data: object) -> Coverage:
    """The verdict of EXP_RECE_FILTER_ORDER_BSP: a list of one, bare or inside `resDtos`."""
    rows = listed(mapping(data).get("resDtos", data))
    verdict = str(rows[0].get("filterResult") or "") if rows else ""
    if verdict not in _REACH:
        raise BadResponse("顺丰没有说能不能收派", raw=shown(data, 500))
    return Coverage(_REACH[verdict], "" if verdict == "2" else _why_not(rows[0]))


def windows_from_wire(data: object) -> tuple[Window, ...]:
    """When a courier could come; what cannot be read is left out."""
    found = []
    for row in listed(data):
        day = str(row.get("serviceDate") or "")[:10]
        with suppress(ValueError):
            begin, end = (_moment(day, str(row.get(key) or "")) for key in ("startTime", "endTime"))
            if begin < end:
                found.append(Window(begin, end))
    return tuple(sorted(found, key=lambda window: window.begin))


def intercepted_from_wire(reply: Reply) -> Intercepted:
    """SF's number of the instruction, else of its answer: a good answer may carry nothing at all."""
    told = mapping(reply.data)
    amount = told.get("amount")
    fee = None if amount in (None, "") else fen_of_yuan(amount)
    return Intercepted(str(told.get("cusId") or reply.answered_as), fee)


@dataclass(frozen=True)
class Print:
    """Where a printed label lies, and the token that opens it for 24 hours."""

    url: str
    token: str

    def __repr__(self) -> str:
        return "Print(…)"


def print_from_wire(data: object, number: str) -> Print:
    """The file of this number in the answer of a cloud print."""
    told = mapping(mapping(data).get("obj", data))
    files = listed(told.get("files"))
    own = [file for file in files if str(file.get("waybillNo") or number) == number]
    if not own or not own[0].get("url"):
        raise BadResponse("顺丰的回答里没有面单文件")
    return Print(str(own[0]["url"]), str(own[0].get("token") or ""))


def _number_in(order: Mapping[str, Any]) -> str:
    for row in listed(order.get("waybillNoInfoList")):
        number = str(row.get("waybillNo") or "").strip()
        if str(row.get("waybillType") or _CARRIED) == _CARRIED and number:
            if not is_number(number):
                raise BadResponse("顺丰给出的不是运单号", raw=shown(number, 100))
            return number
    return ""


def _route_code(order: Mapping[str, Any]) -> str:
    """The label's large code; without one the code of the town. Created and searched spell it differently."""
    for row in listed(order.get("routeLabelInfo")):
        code = mapping(row.get("routeLabelData")).get("destRouteLabel")
        if code:
            return printable(code, 40)
    return printable(order.get("destCode") or order.get("destcode"), 40)


def _why_not(order: Mapping[str, Any]) -> str:
    told = str(order.get("remark") or "")
    return _WHY.get(told) or shown(told, 120) or _WHY["3"]


def _moment(day: str, time: str) -> datetime:
    told = time if len(time) > 8 else f"{day} {time}"
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
