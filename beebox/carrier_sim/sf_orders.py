"""The orders of SF as they come over the wire (SF open platform, EXP_RECE_CREATE_ORDER), read and checked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from beebox.carrier_sim.habits import SANDBOX_CARD, Habits
from beebox.carrier_sim.labels import CHINA
from beebox.carrier_sim.parcels import Ordered, Party, Payer, Refusal, Refused

_PAYERS = {1: Payer.SENDER, 2: Payer.RECEIVER, 3: Payer.THIRD}
_FIELDS = {1: ("1010", "1011", "1012"), 2: ("1014", "1015", "1016")}
"""Codes for an address, a contact, a phone that is missing, of sender and receiver."""
Wire = Mapping[str, Any]


def order_of(told: Wire, habits: Habits, card: str) -> Ordered:
    """The order. Refused with SF's code when something is amiss."""
    reference = str(told.get("orderId") or "")
    if not reference or len(reference) > 64:
        raise Refused(Refusal.FIELD, "订单号 orderId 缺失或过长", "1007")
    cargo = told.get("cargoDetails") or []
    names = [str(item.get("name") or "") for item in cargo if isinstance(item, dict)]
    if not names or not all(names):
        raise Refused(Refusal.FIELD, "托寄物名称不能为空", "1023")
    payer = _PAYERS.get(int(told.get("payMethod") or 1))
    if payer is None:
        raise Refused(Refusal.PAYMENT)
    _check_card(str(told.get("monthlyCard") or ""), payer, habits, card)
    return Ordered(
        reference,
        party_of(told, 1),
        party_of(told, 2),
        "、".join(names),
        round(float(told.get("totalWeight") or 0) * 1000),
        payer,
        str(told.get("expressTypeId") or 1),
        _window(told),
        length=15 if str(told.get("isUnifiedWaybillNo", 1)) == "1" else 12,
    )


def party_of(told: Wire, kind: int) -> Party:
    """Sender (1) or receiver (2). Refused when there is none, or something of it is missing."""
    nowhere, nobody, silent = _FIELDS[kind]
    who = contact_of(told, kind)
    name, phone = (
        str(who.get("contact") or who.get("company") or ""),
        str(who.get("mobile") or who.get("tel") or ""),
    )
    address = address_of(who)
    if not address or len(str(who["address"])) > 200:
        raise Refused(Refusal.FIELD, "地址不能为空或过长", nowhere)
    if not name or len(name) > 100:
        raise Refused(Refusal.FIELD, "联系人不能为空或过长", nobody)
    if not phone:
        raise Refused(Refusal.FIELD, "电话不能为空", silent)
    if not phone.replace("-", "").replace("+", "").isdigit():
        raise Refused(Refusal.FIELD, "电话号码不正确", "8196")
    return Party(name, phone, address)


def contact_of(told: Wire, kind: int) -> Wire:
    """What is told of sender (1) or receiver (2), as it came; nothing when he is not there."""
    contacts = told.get("contactInfoList") or told.get("contactInfos") or []
    mine = [c for c in contacts if isinstance(c, dict) and str(c.get("contactType")) == str(kind)]
    return mine[0] if mine else {}


def address_of(who: Wire) -> str:
    """The whole address in one line; nothing when its last part is missing."""
    if not who.get("address"):
        return ""
    return "".join(str(who.get(part) or "") for part in ("province", "city", "county", "address"))


def _check_card(told: str, payer: Payer, habits: Habits, card: str) -> None:
    if not told and payer is not Payer.THIRD:
        return
    if len(told) != 10 or not told.isdigit():
        raise Refused(Refusal.FIELD, "月结卡号格式不正确", "6126")
    sandbox = habits.sf_environment == "sandbox"
    if (told == SANDBOX_CARD) is not sandbox:
        raise Refused(Refusal.CARD_INVALID, "月结卡号与环境不符", "20052")
    if not sandbox and card != SANDBOX_CARD and told != card:
        raise Refused(Refusal.CARD_INVALID, "月结卡号不存在", "8119")


def _window(told: Wire) -> tuple[str, str] | None:
    """`isDocall` 1 calls a courier, from `sendStartTm` on; without an end he has two hours."""
    if str(told.get("isDocall") or 0) != "1":
        return None
    try:
        begin = _moment(str(told["sendStartTm"]))
        end = _moment(str(told["pickupAppointEndtime"])) if told.get("pickupAppointEndtime") else None
    except (KeyError, ValueError):
        raise Refused(Refusal.FIELD, "上门时间不正确", "8096") from None
    return begin.isoformat(), (end or begin + timedelta(hours=2)).isoformat()


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
