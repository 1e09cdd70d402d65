"""The orders of EMS as they come over the wire (EMS open platform V2.7, 020003), read and checked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from beebox.carrier_sim.labels import CHINA
from beebox.carrier_sim.parcels import Ordered, Party, Payer, Refusal, Refused

NEEDED = ("createdTime", "ecommerceUserId", "logisticsOrderNo", "contentsAttribute", "bizProductNo")
PRODUCTS = {"1", "2", "3", "9", "10", "11"}
_PAYERS = {"1": Payer.SENDER, "2": Payer.RECEIVER, "3": Payer.THIRD, "4": Payer.THIRD}
"""4 is the receiver's account, which is settled by contract and not at the door."""
_LONGEST = {"logisticsOrderNo": 50, "ecommerceUserId": 50, "name": 50, "address": 200}


def order_of(told: object) -> Ordered:
    """The one order of the array. Refused, with the name of the field, when something is amiss."""
    if not isinstance(told, list) or len(told) != 1 or not isinstance(told[0], dict):
        raise Refused(Refusal.FIELD, "报文应为只含一个订单的数组")
    wire = told[0]
    _only_texts(wire)
    for name in NEEDED:
        text(wire, name)
    if wire["bizProductNo"] not in PRODUCTS or wire["contentsAttribute"] not in {"1", "3"}:
        raise Refused(Refusal.FIELD, "bizProductNo 或 contentsAttribute 取值不正确")
    cargos = wire.get("cargos")
    if not isinstance(cargos, list) or not cargos:
        raise Refused(Refusal.FIELD, "字段 cargos 缺失")
    payer = _PAYERS.get(wire.get("paymentMode", "1"))
    if payer is None:
        raise Refused(Refusal.PAYMENT)
    return Ordered(
        text(wire, "logisticsOrderNo"),
        _party(wire, "sender"),
        _party(wire, "receiver"),
        "、".join(text(cargo, "cargoName") for cargo in cargos),
        _grams(wire.get("weight", "0")),
        Payer.RECEIVER if wire["bizProductNo"] == "3" else payer,
        wire["bizProductNo"],
        _window(wire),
    )


def text(wire: Mapping[str, Any], name: str) -> str:
    """A field that must be there. Refused with its name."""
    found = wire.get(name)
    if not isinstance(found, str) or not found.strip():
        raise Refused(Refusal.FIELD, f"字段 {name} 缺失")
    if len(found) > _LONGEST.get(name, 1000):
        raise Refused(Refusal.FIELD, f"字段 {name} 过长")
    return found


def _only_texts(wire: Mapping[str, Any]) -> None:
    """EMS takes texts alone, for numbers too."""
    for name, value in wire.items():
        if isinstance(value, int | float | bool):
            raise Refused(Refusal.FIELD, f"字段 {name} 应为字符串")


def _party(wire: Mapping[str, Any], name: str) -> Party:
    end = wire.get(name)
    if not isinstance(end, dict):
        raise Refused(Refusal.FIELD, f"字段 {name} 缺失")
    phone = end.get("mobile") or end.get("phone")
    if not phone:
        raise Refused(Refusal.FIELD, f"字段 {name}.mobile 缺失")
    place = "".join(str(end.get(part) or "") for part in ("prov", "city", "county"))
    for part in ("prov", "city"):
        text(end, part)
    return Party(text(end, "name"), str(phone), place + text(end, "address"))


def _grams(told: str) -> int:
    if not (told.isascii() and told.isdigit()):
        raise Refused(Refusal.FIELD, "字段 weight 应为克")
    return int(told)


def _window(wire: Mapping[str, Any]) -> tuple[str, str] | None:
    if wire.get("pickupType", "0") != "1":
        return None
    moments = []
    for name in ("pickupPreBeginTime", "pickupPreEndTime"):
        try:
            moments.append(datetime.strptime(text(wire, name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA))
        except ValueError:
            raise Refused(Refusal.FIELD, f"字段 {name} 的时间格式不正确") from None
    return moments[0].isoformat(), moments[1].isoformat()
