"""SF's scans into our words: what each opCode says, why, into whose hands (couriers' own vocabulary)."""

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from beebox.adapters.carriers.sf.codes import printable, shown
from beebox.adapters.carriers.sf.numbers import is_number, other_number_in
from beebox.adapters.carriers.sf.reply import listed, mapping
from beebox.adapters.carriers.sf.translate_requests import SHANGHAI
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

log = logging.getLogger(__name__)
_BY_STATUS = {
    TrackStatus.CREATED: "647",
    TrackStatus.PICKUP_SCHEDULED: "152",
    TrackStatus.PICKUP_FAILED: "131",
    TrackStatus.PICKED_UP: "50 51 54 43 129 138 188 214 651 655 656 700 701 850 950",
    TrackStatus.IN_TRANSIT: (
        "10 11 30 31 36 302 304 3036 41 46 84 105 106 126 136 137 186 187 189 405 406 407 570 571"
        " 626 627 649 921 930 931 932"
    ),
    TrackStatus.OUT_FOR_DELIVERY: "44 204 122 123 47 212 630 677 880 933",
    TrackStatus.READY_FOR_COLLECTION: "125 130 632 642 678",
    TrackStatus.ATTEMPT_FAILED: "33 70 934",
    TrackStatus.HELD: "34 66 72 77 833 870",
    TrackStatus.DELIVERED: "80 128 658 679 97 935 607",
    TrackStatus.INFO: "8000",
    TrackStatus.REDIRECTED: "99",
    TrackStatus.RETURNING: "648 631",
    TrackStatus.RETURNED: "660 215",
}
STATUSES = {code: status for status, codes in _BY_STATUS.items() for code in codes.split()}
"""What an opCode says by itself. 50 is collected and 80 is signed: lists that say otherwise are wrong."""
_MILLISECONDS = re.compile(r"1\d{12}")
_REFUSABLE, _NOT_FETCHED = frozenset({"33", "70"}), ("70", "46")
_NEW_NUMBER = frozenset({"648", "631", "99"})
_WITH_REASON = frozenset(
    {
        TrackStatus.PICKUP_FAILED,
        TrackStatus.ATTEMPT_FAILED,
        TrackStatus.HELD,
        TrackStatus.RETURNING,
        TrackStatus.REDIRECTED,
    }
)
_REASONS = (
    (Reason.REFUSED, "拒收|拒签|拒绝签收|拒绝收件|不愿签收"),
    (Reason.FEE_UNPAID, "拒付|未付|不愿付|费用未|到付款"),
    (Reason.ID_CHECK_FAILED, "身份|证件|验证码|核验"),
    (Reason.ADDRESS_BAD, "地址(?:不|有误|错|变更)|错址|查无此|超出|不在服务"),
    (
        Reason.NO_CONTACT,
        "联系不上|无法联系|未能联系|无人接|不接电话|关机|停机|空号|打不通|电话(?:不|有误|错)",
    ),
    (Reason.PREMISES_CLOSED, "放假|休息|下班|未营业|关门|封闭|未上班"),
    (Reason.NOT_PRESENT, "不在|外出|家中无人|无人在|没有人"),
    (Reason.RESCHEDULED, "改约|另约|改期|约定|改派送时间|更改派送|预约"),
    (Reason.DAMAGED, "破损|损坏|污损"),
    (Reason.LOST, "遗失|丢失"),
    (Reason.PROHIBITED, "违禁|禁寄|禁限寄"),
    (Reason.WEATHER, "天气|暴雨|台风|大雪|大雾|自然灾害"),
    (Reason.CAPACITY, "爆仓|运力|高峰|超负荷"),
    (Reason.SENDER_REQUEST, "寄件人要求|寄方要求|寄件方要求|发件人要求"),
)
_PROOFS = (
    (Proof.LOCKER, "丰巢|柜"),
    (Proof.STATION, "驿站|便利店|自提点|合作点|代理点|服务点|代收点|营业点"),
    (Proof.PROPERTY, "物业"),
    (Proof.MAILROOM, "前台|门卫|保安|收发室|传达室|值班室"),
    (Proof.DOORSTEP, "门口|指定位置|消防栓|鞋柜"),
    (Proof.PROXY, "代收|代签|家人|亲友|同事|朋友|他人"),
    (Proof.SELF, "本人|收件人签收|亲签"),
)
_PROOF_OF_CODE = {"607": Proof.PROXY, "128": Proof.LOCKER, "658": Proof.STATION}


def events_from_routes(data: object) -> list[CarrierEvent]:
    """The scans of EXP_RECE_SEARCH_ROUTES; a row that tells no time or code is logged and passed over."""
    found = []
    for parcel in listed(mapping(data).get("routeResps")):
        number = str(parcel.get("mailNo") or "")
        for row in listed(parcel.get("routes")):
            try:
                found.append(event_from_wire(number, row))
            except ValueError as wrong:
                log.warning("SF told a scan of %s that cannot be read: %s", shown(number, 40), wrong)
    return found


def event_from_wire(number: str, row: Mapping[str, Any]) -> CarrierEvent:
    """One scan, of a pull or a push: SF spells the same names in different cases.

    Raises ValueError when it tells no number, no code or no time.
    """
    told = {str(name).lower(): value for name, value in row.items()}
    code = str(told.get("opcode") or "").strip()[:20]
    if not is_number(number) or not code.isalnum():
        raise ValueError("no number or no opCode")
    remark, why = printable(told.get("remark")), printable(told.get("reasonname"))
    status, reason = status_of(code, str(told.get("reasoncode") or ""), f"{why} {remark}")
    return CarrierEvent(
        number,
        code,
        status,
        moment_of(told.get("accepttime")),
        remark or why,
        reason,
        proof=proof_of(code, remark) if status is TrackStatus.DELIVERED else None,
        place=printable(told.get("acceptaddress"), 100),
        successor=other_number_in(remark, number) if code in _NEW_NUMBER else "",
    )


def status_of(code: str, reason_code: str, text: str) -> tuple[TrackStatus, Reason | None]:
    """What happened and why. A refusal and a damage show only in the reason."""
    status = STATUSES.get(code, TrackStatus.UNKNOWN)
    if (code, reason_code) == _NOT_FETCHED:
        status = TrackStatus.PICKUP_FAILED
    if status not in _WITH_REASON:
        return status, None
    reason = _first(_REASONS, text)
    if reason is Reason.REFUSED and code in _REFUSABLE:
        return TrackStatus.REFUSED, reason
    stopped = status in {TrackStatus.ATTEMPT_FAILED, TrackStatus.HELD}
    if reason is Reason.DAMAGED and stopped:
        return TrackStatus.DAMAGED, reason
    failed = status in {TrackStatus.ATTEMPT_FAILED, TrackStatus.PICKUP_FAILED}
    return status, reason or (Reason.OTHER if failed else None)


def proof_of(code: str, remark: str) -> Proof | None:
    """Into whose hands, where SF tells."""
    return _PROOF_OF_CODE.get(code) or _first(_PROOFS, remark)


def moment_of(told: object) -> datetime:
    """SF writes the time of day in China without a zone, or milliseconds since 1970.

    Raises ValueError for anything else.
    """
    text = str(told or "").strip()
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    moment = datetime.fromisoformat(text)
    if not 2000 <= moment.year < 2100:
        raise ValueError("a time of another age")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _first(table: Iterable[tuple[Any, str]], text: str) -> Any:
    return next((word for word, signs in table if re.search(signs, text)), None)
