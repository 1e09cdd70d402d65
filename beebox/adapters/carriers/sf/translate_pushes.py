"""Messages SF pushes to us: routes, and states of orders. SF signs nothing (SF open platform).

What stands for a signature is a token in the address we gave SF, which nobody can guess.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from beebox.adapters.carriers.sf.codes import printable, shown
from beebox.adapters.carriers.sf.numbers import is_number
from beebox.adapters.carriers.sf.reply import listed, mapping, parse_json
from beebox.adapters.carriers.sf.translate_scans import event_from_wire, moment_of
from beebox.logistics.faults import BadResponse
from beebox.logistics.track_words import CarrierEvent, TrackStatus

ACK = '{"return_code":"0000","return_msg":"成功"}'.encode()
_DISPATCHED = "40001"
_BY_TEXT = (
    (TrackStatus.CANCELLED, ("取消", "消单", "撤销")),
    (TrackStatus.CREATED, ("已下单", "下单成功", "已受理", "已接单")),
)
_STATE_CODE = "orderstatecode"


def is_ours(told: str, expected: str) -> bool:
    """Whether the token of an address is the one we gave; compared in constant time. None set: never."""
    here, there = (hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (expected, told))
    return hmac.compare_digest(here, there) and bool(expected)


def events_from_push(body: bytes) -> list[CarrierEvent]:
    """The scans and states in a message. Raises BadResponse when one of them cannot be read.

    A state of an order that has no number yet says nothing of a parcel and is left out.
    """
    try:
        told = parse_json(body.decode("utf-8-sig"))
        routes = [event_from_wire(_number(row), row) for row in _rows(told, "waybillroute")]
        states = [_state(row) for row in _states(told) if _number(row)]
    except ValueError as wrong:
        raise BadResponse("顺丰推送的内容读不懂", raw=shown(body.decode("utf-8", "replace"), 2000)) from wrong
    if not (routes or states or _rows(told, "waybillroute") or list(_states(told))):
        raise BadResponse("顺丰推送的内容里没有路由也没有订单状态", raw=shown(told, 2000))
    return [*routes, *states]


def _rows(told: object, name: str) -> list[Mapping[str, Any]]:
    outer = _lower(mapping(told))
    body = _lower(mapping(outer.get("body", outer)))
    return listed(body.get(name))


def _states(told: object, depth: int = 4) -> Iterator[Mapping[str, Any]]:
    """States of orders, under whatever name their list has."""
    if isinstance(told, dict) and _STATE_CODE in _lower(told):
        yield told
    elif depth and isinstance(told, dict | list):
        for inner in told.values() if isinstance(told, dict) else told:
            yield from _states(inner, depth - 1)


def _state(row: Mapping[str, Any]) -> CarrierEvent:
    state = _lower(row)
    code = str(state[_STATE_CODE])[:20]
    text = str(state.get("orderstatedesc") or state.get("orderstatename") or "")
    by_text = (status for status, words in _BY_TEXT if any(word in text for word in words))
    status = TrackStatus.PICKUP_SCHEDULED if _DISPATCHED in code else next(by_text, TrackStatus.UNKNOWN)
    at = moment_of(state.get("lasttime") or state.get("statetime") or state.get("booktime"))
    return CarrierEvent(
        _number(row), code, status, at, shown(text), office=printable(state.get("netcode"), 20)
    )


def _number(row: Mapping[str, Any]) -> str:
    names = _lower(row)
    number = str(names.get("mailno") or names.get("waybillno") or "").strip()
    if number and not is_number(number):
        raise ValueError("not a number of a parcel")
    return number


def _lower(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in row.items()}
