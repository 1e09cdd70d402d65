"""Our words as EMS wants them: the JSON of every request. Nothing but translation; EMS open platform V2.7.

All values are texts, numbers too. Times are local to Asia/Shanghai and carry no zone. `logitcsInterface`
is really spelled that way on the wire.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

from beebox.logistics.faults import Rejected
from beebox.logistics.orders import Contact, LabelPaper, Leg, Order, Payer, Product
from beebox.logistics.places import Place, one_line

ZONE = ZoneInfo("Asia/Shanghai")
CREATE, CANCEL, LABEL, COVERAGE = "020003", "020006", "010004", "030005"
TRACK, PUSHED, FEE, ESTIMATE, ADDRESS = "040001", "040002", "050001", "050005", "060001"
_PRODUCTS = {Product.EXPRESS: "1", Product.PARCEL: "2"}
"""特快专递 and 快递包裹."""
_PAYERS = {
    (Leg.OUTBOUND, Payer.GOVERNMENT): "4",
    (Leg.RETURN, Payer.GOVERNMENT): "1",
    (Leg.OUTBOUND, Payer.CITIZEN): "1",
    (Leg.RETURN, Payer.CITIZEN): "2",
}
_PAPERS = {LabelPaper.SMALL: "129", LabelPaper.LARGE: "179"}
"""Headquarters' templates of 76 x 129 and 100 x 179 mm."""
_DOCUMENT_WORDS = (
    "文件",
    "证",
    "材料",
    "资料",
    "原件",
    "批文",
    "公文",
    "通知",
    "档案",
    "回执",
    "执照",
    "文书",
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE = re.compile(r"[\d()（）+\- ]{5,20}(?:转\d{1,6})?")
_LONGEST = {"name": 60, "address": 200}


def local_time(moment: datetime) -> str:
    """An aware moment as EMS writes it: local, to the second."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def packed(wire: object) -> str:
    """The one text that is sealed and sent."""
    return json.dumps(wire, ensure_ascii=False, separators=(",", ":"))


def form_of(code: str, sealed: str, sender_no: str, authorization: str, at: datetime) -> dict[str, str]:
    """The form fields around a sealed request."""
    return {
        "apiCode": code,
        "senderNo": sender_no,
        "authorization": authorization,
        "timeStamp": local_time(at),
        "msgType": "0",
        "version": "V1.0.0",
        "logitcsInterface": sealed,
    }


def check_order(order: Order) -> None:
    """Rejected, naming the field, for what EMS could not print or read; before anything is sent."""
    for side, contact in (("sender", order.sender), ("receiver", order.receiver)):
        for part in ("name", "address"):
            _check_text(f"{side}.{part}", getattr(contact, part), _LONGEST[part])
        if not _PHONE.fullmatch(contact.phone.strip()):
            raise Rejected("电话号码的格式不对，请填写手机号码或带区号的电话。", field=f"{side}.phone")
    _check_text("contents", order.contents, 100)
    if not 0 < order.weight_grams <= 50_000:
        raise Rejected("重量应在 1 克到 50 千克之间。", field="weight_grams")
    if not (order.reference.isascii() and 0 < len(order.reference) <= 40):
        raise Rejected("我方单号应是 40 个以内的英文字符。", field="reference")


def order_to_wire(order: Order, sender: Place, receiver: Place, at: datetime) -> list[dict[str, Any]]:
    """A create-order request: an array of one; `at` is now, the places are the contacts' addresses.

    Who pays (`paymentMode`): the government pays what comes to the centre as 4, receiver-centralised, and
    what goes out as 1, the sender's monthly account. The citizen pays what he sends as 1, at the pickup, and
    what he gets as 2, on delivery; a contract may refuse that. That 1 on the way to the centre is collected
    from the citizen and not from the account has to be in the contract (not verified). Money for goods is
    never collected (`codFlag` 9).
    """
    return [
        {
            "createdTime": local_time(at),
            "ecommerceUserId": sha256(f"user {order.reference}".encode()).hexdigest()[:32],
            "logisticsOrderNo": order.reference,
            "oneBillFlag": "0",
            "contentsAttribute": contents_attribute(order),
            "bizProductNo": product_of(order),
            "weight": str(order.weight_grams),
            "insuranceFlag": "1",
            "deliverType": "2",
            **_pickup_to_wire(order),
            "paymentMode": _PAYERS[order.leg, order.payer],
            "codFlag": "9",
            "receiptFlag": "1",
            "virtualNumFlag": "0",
            "sender": contact_to_wire(order.sender, sender),
            "receiver": contact_to_wire(order.receiver, receiver),
            "cargos": [
                {
                    "cargoName": order.contents.strip(),
                    "cargoQuantity": "1",
                    "cargoWeight": str(order.weight_grams),
                }
            ],
        }
    ]


def contact_to_wire(contact: Contact, place: Place) -> dict[str, str]:
    phone = re.sub(r"[ ()（）]", "", contact.phone)
    mobile = phone.removeprefix("+86").replace("-", "")
    by = {"mobile": mobile} if _MOBILE.fullmatch(mobile) else {"phone": phone}
    return {
        "name": contact.name.strip(),
        "postCode": "",
        "phone": "",
        "mobile": "",
        "prov": place.province,
        "city": place.city,
        "county": place.county,
        "address": place.street,
    } | by


def product_of(order: Order) -> str:
    return _PRODUCTS[order.product]


def contents_attribute(order: Order) -> str:
    """1 for papers, 3 for goods: told by the words that stand on the label; a 快递包裹 is always goods."""
    papers = order.product is Product.EXPRESS and any(word in order.contents for word in _DOCUMENT_WORDS)
    return "1" if papers else "3"


def cancel_to_wire(reference: str, number: str, why: str) -> dict[str, str]:
    reason = "".join(sign for sign in why if sign.isprintable() and not _unfit(sign))[:50]
    return {"logisticsOrderNo": reference, "waybillNo": number, "cancelReason": reason or "不再寄递"}


def label_to_wire(number: str, paper: LabelPaper) -> dict[str, str]:
    """A PDF by address. Both our legs are orders of their own, so `isReturn`, which prints the way
    back of an order, is never asked for: it would send the citizen's papers to the citizen."""
    return {"waybillNo": number, "type": _PAPERS[paper], "getURL": "1", "isReturn": "0"}


def coverage_to_wire(order: Order, place: Place, sender_no: str) -> dict[str, str]:
    """Whether a courier comes to the citizen: scheduled where a window is wanted, else in real time."""
    return {
        "address": place.province + place.city + place.county + place.street,
        "prov": place.province,
        "city": place.city,
        "county": place.county,
        "bizProductNo": product_of(order),
        "type": "3" if order.pickup else "2",
        "senderNo": sender_no,
    }


def estimate_to_wire(order: Order, price_code: str) -> dict[str, str]:
    return {
        "productCode": price_code,
        "weight": str(order.weight_grams),
        "senderInfo": one_line(order.sender.address),
        "receiveInfo": one_line(order.receiver.address),
    }


def track_to_wire(number: str) -> dict[str, str]:
    return {"waybillNo": number, "direction": "0"}


def fee_to_wire(reference: str, number: str) -> dict[str, str]:
    return {"logisticsOrderNo": reference, "waybillNo": number}


def address_to_wire(address: str) -> list[dict[str, str]]:
    return [{"wholeAddress": one_line(address)}]


def push_answer(told: Mapping[str, Any], sender_no: str) -> bytes:
    """What the pushing side is answered once everything is kept."""
    serial = str(told.get("serialNo", ""))[:64]
    answer = {"serialNo": serial, "code": "00000", "codeMessage": "成功", "senderNo": sender_no}
    return packed(answer).encode()


def _pickup_to_wire(order: Order) -> dict[str, str]:
    if order.pickup is None:
        return {"pickupType": "0"}
    return {
        "pickupType": "1",
        "pickupPreBeginTime": local_time(order.pickup.begin),
        "pickupPreEndTime": local_time(order.pickup.end),
    }


def _check_text(field: str, text: str, longest: int) -> None:
    if not text.strip():
        raise Rejected("这一项不能为空。", field=field)
    if len(text) > longest:
        raise Rejected(f"这一项最多 {longest} 个字，请缩短。", field=field)
    wrong = next((sign for sign in text if _unfit(sign)), None)
    if wrong is not None:
        raise Rejected(f"含有邮政系统不能处理的符号（U+{ord(wrong):04X}），请改用文字。", field=field)


def _unfit(sign: str) -> bool:
    """Emoji, control and private signs; rare characters pass, also those newer than this Python."""
    if 0x20000 <= ord(sign) <= 0x3FFFD:
        return False
    kind = category(sign)
    pictures = kind in {"So", "Sk", "Me"} and (ord(sign) >= 0x1F000 or 0x2190 <= ord(sign) <= 0x2BFF)
    return pictures or sign in "\ufe0e\ufe0f\u20e3" or kind in {"Cc", "Cf", "Cs", "Co", "Cn"}
