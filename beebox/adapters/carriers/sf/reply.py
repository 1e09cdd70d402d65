"""Taking SF's answers apart: a gateway's word, inside it a service's word, often JSON inside a string."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from beebox.adapters.carriers.sf.codes import Service, fault_of, shown
from beebox.logistics.faults import BadResponse

GATEWAY_OK, SERVICE_OK = "A1000", "S0000"


@dataclass(frozen=True)
class Reply:
    """What a service answered that did what it was asked; numbers with a point are exact Decimals."""

    data: Any
    """`msgData`, or for prints `obj`; None where there is nothing more to say."""
    answered_as: str = ""
    """SF's own number of this answer."""


def read_reply(service: Service, body: bytes) -> Reply:
    """The good answer, or the fault that a bad one stands for.

    A1000 says only that the gateway worked (SF open platform): what counts is `success` inside it.
    """
    outer = _object(body.decode("utf-8", "replace"), "")
    code = str(outer.get("apiResultCode") or "")
    if not code:
        raise BadResponse("顺丰的回答里没有结果码", raw=shown(body.decode("utf-8", "replace"), 2000))
    if code != GATEWAY_OK:
        raise fault_of(service, code, str(outer.get("apiErrorMsg") or ""))
    told = outer.get("apiResultData")
    inner = _object(told, code)
    told_code = str(inner.get("errorCode") or "")
    done = {"true": True, "false": False}.get(str(inner.get("success")).lower())
    if done is None and told_code:
        done = told_code == SERVICE_OK
    if done is None or (told_code and done != (told_code == SERVICE_OK)):
        raise BadResponse("顺丰的回答没有说清是否成功", code=told_code or code, raw=shown(told, 2000))
    if not done:
        raise fault_of(service, told_code, str(inner.get("errorMsg") or inner.get("errorMessage") or ""))
    data = inner["msgData"] if inner.get("msgData") is not None else inner.get("obj")
    return Reply(_unfolded(data), str(outer.get("apiResponseID") or ""))


def parse_json(text: str) -> Any:
    """What a JSON text says, decimals exact. Raises ValueError, also for what is too deep to read."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (RecursionError, ArithmeticError):
        raise ValueError("too deep, or a number beyond all measure") from None


def mapping(told: object) -> Mapping[str, Any]:
    """An object as it is, anything else as one without members."""
    return cast("Mapping[str, Any]", told) if isinstance(told, dict) else {}


def listed(told: object) -> list[Mapping[str, Any]]:
    """The objects of a list; a single object counts as a list of one, anything else as none."""
    rows = told if isinstance(told, list) else [told]
    return [row for row in rows if isinstance(row, dict)]


def _object(told: object, code: str) -> Mapping[str, Any]:
    try:
        found = parse_json(told) if isinstance(told, str) else told
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadResponse("顺丰的回答读不懂", code=code, raw=shown(told, 2000))
    return found


def _unfolded(data: object) -> Any:
    """Some services fold their own data into a string once more."""
    if isinstance(data, str) and data.lstrip()[:1] in {"{", "["}:
        try:
            return parse_json(data)
        except ValueError:
            return data
    return data
