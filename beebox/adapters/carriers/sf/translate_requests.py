"""Our words into SF's: the messages of each service (SF open platform, JSON generation)."""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from beebox.logistics.faults import Rejected, Unsupported
from beebox.logistics.orders import (
    Contact,
    Interception,
    LabelPaper,
    Leg,
    Order,
    Payer,
    Product,
)
from beebox.logistics.places import place_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""SF writes times of the day in China without a zone."""
MOMENT = "%Y-%m-%d %H:%M:%S"
MOST_NUMBERS = 10
LONGEST = {"name": 100, "phone": 20, "address": 200, "contents": 128}
"""Signs SF takes at most."""

_PRODUCTS = {Product.EXPRESS: 1, Product.PARCEL: 2}
_BY_SENDER, _BY_RECEIVER, _BY_THIRD = 1, 2, 3
_PAY_METHODS = {
    (Payer.GOVERNMENT, Leg.OUTBOUND): _BY_THIRD,
    (Payer.GOVERNMENT, Leg.RETURN): _BY_SENDER,
    (Payer.CITIZEN, Leg.OUTBOUND): _BY_SENDER,
    (Payer.CITIZEN, Leg.RETURN): _BY_RECEIVER,
}
_ACTIONS = {Interception.REDIRECT: "1", Interception.RETURN: "2"}
_TEMPLATES = {LabelPaper.SMALL: "fm_76130_standard_", LabelPaper.LARGE: "fm_150_standard_"}
_MOBILE = re.compile(r"1\d{10}")
_PICTURES = re.compile(
    "[\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)
_NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def wire_text(message: object) -> str:
    """`msgData`: written once, so that what is signed is what is sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def order_to_wire(order: Order, card: str) -> dict[str, Any]:
    """EXP_RECE_CREATE_ORDER. Raises Rejected, with the field, for what SF could not print or reach.

    The card goes along only when the centre pays: with it SF would bill us for the citizen.
    """
    wire: dict[str, Any] = {
        "language": "zh-CN",
        "orderId": order.reference,
        "cargoDetails": [{"name": _text(order.contents, "contents", "contents"), "count": 1, "unit": "件"}],
        "contactInfoList": contacts_to_wire(order),
        "payMethod": _PAY_METHODS[order.payer, order.leg],
        "expressTypeId": _PRODUCTS[order.product],
        "parcelQty": 1,
        "isDocall": 0 if order.pickup is None else 1,
        "isSignBack": 0,
        "isReturnRoutelabel": 1,
        "isUnifiedWaybillNo": 1,
        "isGenWaybillNo": 1,
    }
    if order.payer is Payer.GOVERNMENT:
        wire["monthlyCard"] = card
    if order.weight_grams > 0:
        wire["totalWeight"] = f"{order.weight_grams // 1000}.{order.weight_grams % 1000:03d}"
    if order.pickup is not None:
        wire["sendStartTm"] = local(order.pickup.begin)
        wire["pickupAppointEndtime"] = local(order.pickup.end)
    return wire


def contacts_to_wire(order: Order) -> list[dict[str, Any]]:
    return [
        {"contactType": kind, "contact": _text(who.name, "name", f"{part}.name"), "country": "CN"}
        | _phone(who, part)
        | _address(who, part)
        for kind, part, who in ((1, "sender", order.sender), (2, "receiver", order.receiver))
    ]


def filter_to_wire(order: Order, card: str) -> list[dict[str, Any]]:
    """EXP_RECE_FILTER_ORDER_BSP: a list of orders; type 1 lets no person of SF look at it."""
    places = [
        {key: value for key, value in contact.items() if key not in {"contact", "mobile"}}
        | {"tel": contact.get("tel") or contact.get("mobile")}
        for contact in contacts_to_wire(order)
    ]
    return [{"filterType": 1, "orderId": order.reference, "monthlyCard": card, "contactInfos": places}]


def windows_to_wire(order: Order, card: str) -> dict[str, Any]:
    """EXP_RECE_PRE_ORDER: would this order be taken, and when could a courier come."""
    return {
        "language": "zh-CN",
        "orderId": order.reference,
        "cargoName": order.contents,
        "contactInfoList": contacts_to_wire(order),
        "monthlyCard": card,
        "expressTypeId": _PRODUCTS[order.product],
    }


def search_to_wire(reference: str) -> dict[str, Any]:
    """EXP_RECE_SEARCH_ORDER_RESP; type 1: an order of its own, as both our legs are."""
    return {"language": "zh-CN", "orderId": reference, "searchType": "1"}


def cancel_to_wire(reference: str, number: str) -> dict[str, Any]:
    """EXP_RECE_UPDATE_ORDER with dealType 2."""
    wire: dict[str, Any] = {"language": "zh-CN", "orderId": reference, "dealType": 2}
    if number:
        wire["waybillNoInfoList"] = [{"waybillType": 1, "waybillNo": number}]
    return wire


def intercept_to_wire(number: str, action: Interception, to: Contact | None, card: str) -> dict[str, Any]:
    """EXP_RECE_WANTED_INTERCEPT, paid by the centre's card. SF cannot merely hold a parcel."""
    if action not in _ACTIONS:
        raise Unsupported("顺丰没有“暂停投递”，只能转寄或退回")
    if action is Interception.REDIRECT and to is None:
        raise Rejected("转寄需要新的收件人和地址", field="to")
    wire: dict[str, Any] = {
        "waybillNo": number,
        "serviceCode": _ACTIONS[action],
        "role": "1",
        "payMode": "4",
        "monthlyCardNo": card,
    }
    if to is not None:
        where = _address(to, "to") | {"contact": _text(to.name, "name", "to.name")}
        wire["newDestAddress"] = where | {"phone": _text(to.phone, "phone", "to.phone")}
    return wire


def print_to_wire(number: str, paper: LabelPaper, partner_id: str) -> dict[str, Any]:
    """COM_RECE_CLOUD_PRINT_WAYBILLS; a template's name ends in our own id."""
    return {
        "templateCode": _TEMPLATES[paper] + partner_id,
        "version": "2.0",
        "fileType": "pdf",
        "sync": True,
        "documents": [{"masterWaybillNo": number}],
    }


def routes_to_wire(numbers: Sequence[str]) -> dict[str, Any]:
    """EXP_RECE_SEARCH_ROUTES by number. Raises Rejected for more than SF takes at once (8003)."""
    if len(numbers) > MOST_NUMBERS:
        raise Rejected(f"一次最多查询 {MOST_NUMBERS} 个运单号", code="8003", field="number")
    return {"language": "zh-CN", "trackingType": "1", "trackingNumber": list(numbers), "methodType": "1"}


def fees_to_wire(reference: str, number: str) -> dict[str, Any]:
    """EXP_RECE_QUERY_SFWAYBILL by number, or by our reference where no number is known."""
    return {"trackingType": "2" if number else "1", "trackingNum": number or reference}


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime(MOMENT)


def _phone(who: Contact, part: str) -> dict[str, str]:
    phone = _text(who.phone, "phone", f"{part}.phone")
    return {"mobile" if _MOBILE.fullmatch(phone) else "tel": phone}


def _address(who: Contact, part: str) -> dict[str, str]:
    field = f"{part}.address"
    place = place_of(_text(who.address, "address", field))
    if place is None:
        raise Rejected("地址里看不出省、市、区，请写完整，例如“广东省广州市越秀区…”", field=field)
    return {
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "address": place.street,
    }


def _text(text: str, kind: str, field: str) -> str:
    """The text without blanks around it. Rare characters pass; pictures and control signs do not."""
    text = text.strip()
    if not text:
        raise Rejected("这一项是空的，请补上", field=field)
    if len(text) > LONGEST[kind]:
        raise Rejected(f"这一项超过 {LONGEST[kind]} 个字，请写短一些", field=field)
    if _PICTURES.search(text) or any(unicodedata.category(sign) in _NOT_TEXT for sign in text):
        raise Rejected("这一项里有表情符号或控制字符，请删去", field=field)
    return text
