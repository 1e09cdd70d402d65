"""The scans of EMS, pulled (040001) or pushed (040002), in our words. EMS open platform V2.7.

Times are local to Asia/Shanghai without a zone. A code in no list stays raw under UNKNOWN; a scan that
takes another one back says which, and nothing else.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs

from beebox.adapters.carriers.ems import codes
from beebox.adapters.carriers.ems.cipher import Envelope, NotForUs
from beebox.adapters.carriers.ems.refusals import knows_nothing
from beebox.adapters.carriers.ems.translate import PUSHED, ZONE
from beebox.adapters.carriers.ems.translate_answers import NUMBER, Answer, masked, rows_of_answer
from beebox.logistics.faults import BadResponse, Forged
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

_DELETED = re.compile(r"(E[A-Z]{2})D")
"""UPU style: EDAD takes EDA back."""
_MILLISECONDS = re.compile(r"\d{13}")
_SUCCESSOR = re.compile(r"新(?:的)?(?:邮件号码?|运单号|单号)(?:为|是)?[：:\s]*(\d{13}|[A-Z]{2}\d{9}[A-Z]{2})")
_WITH_REASON = frozenset(
    {
        TrackStatus.PICKUP_FAILED,
        TrackStatus.ATTEMPT_FAILED,
        TrackStatus.HELD,
        TrackStatus.REFUSED,
        TrackStatus.RETURNING,
        TrackStatus.REDIRECTED,
        TrackStatus.INTERCEPTED,
        TrackStatus.LOST,
    }
)
_BY_STATUS = {TrackStatus.REFUSED: Reason.REFUSED, TrackStatus.LOST: Reason.LOST}


def events_from(answer: Answer, number: str) -> list[CarrierEvent]:
    """What is known of `number`: nothing, when EMS says in whatever way that it knows nothing.

    `00000` with no rows and a sentence about missing customer information is such a way.
    """
    if not answer.done and knows_nothing(answer.code, answer.text):
        return []
    rows = rows_of_answer(answer.insist(), "responseItems")
    return [event_from(row, number) for row in rows]


def event_from(row: Any, number: str = "") -> CarrierEvent:
    """One row; `number` for a row that does not repeat it. Raises BadResponse for what is no row."""
    if not isinstance(row, Mapping):
        raise BadResponse("EMS 的轨迹无法识别。", raw=masked(str(row)))
    told = _value(row, "waybillNo") or number
    code, at = _value(row, "opCode"), _moment(_value(row, "opTime"))
    if not NUMBER.fullmatch(told) or not code or len(code) > 20 or at is None:
        raise BadResponse("EMS 的轨迹缺少邮件号、操作码或时间。", raw=masked(str(dict(row))))
    text = _value(row, "opDesc") or _value(row, "opName")
    status, reason, proof = _meaning(
        code, text, _value(row, "deliverCode"), _value(row, "attemptDeliveryCode")
    )
    moved = _SUCCESSOR.search(text)
    return CarrierEvent(
        number=told,
        code=code,
        status=status,
        at=at,
        text=text,
        reason=reason,
        proof=proof,
        place=_place(row),
        office=_value(row, "opOrgCode")[:40],
        voids=voids_of(code),
        successor=moved.group(1) if moved and moved.group(1) != told else "",
    )


def voids_of(code: str) -> frozenset[str]:
    """The codes a reversal takes back; nothing for any other code."""
    deleted = _DELETED.fullmatch(code)
    return frozenset({deleted.group(1)}) if deleted else codes.VOIDS.get(code, frozenset())


def read_push(body: bytes, envelope: Envelope, sender_no: str) -> tuple[dict[str, Any], list[CarrierEvent]]:
    """The message around a push and its events.

    Raises Forged when it is for another customer or our key does not open it, BadResponse when what
    comes out cannot be read.
    """
    told = _message(body)
    if not compare_digest(str(told.get("senderNo", "")).encode(), sender_no.encode()):
        raise Forged("推送的客户号不是我们的。")
    if str(told.get("method") or told.get("apiCode") or PUSHED) != PUSHED:
        raise BadResponse("推送的不是轨迹消息。")
    try:
        opened = envelope.open(str(told.get("logitcsInterface", "")))
    except NotForUs:
        raise Forged("推送的内容不是用我们的密钥加密的。") from None
    try:
        rows = json.loads(opened)
    except (ValueError, RecursionError):
        raise BadResponse("推送的内容无法识别。", raw=masked(opened)) from None
    if isinstance(rows, dict) and isinstance(rows.get("responseItems"), list):
        rows = rows["responseItems"]
    return told, [event_from(row) for row in (rows if isinstance(rows, list) else [rows])]


def _message(body: bytes) -> dict[str, Any]:
    """A JSON object; a form with the same fields is taken too."""
    try:
        text = body.decode("utf-8-sig").strip()
        told = json.loads(text) if text.startswith("{") else _form(text)
    except (ValueError, RecursionError):
        raise BadResponse("推送的内容无法识别。") from None
    if not isinstance(told, dict) or "logitcsInterface" not in told:
        raise BadResponse("推送的内容无法识别。")
    return told


def _form(text: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(text, max_num_fields=50).items()}


def _meaning(
    code: str, text: str, delivered_to: str, attempt: str
) -> tuple[TrackStatus, Reason | None, Proof | None]:
    status = codes.SCANS.get(code, TrackStatus.UNKNOWN)
    if status is TrackStatus.UNKNOWN and voids_of(code):
        return TrackStatus.INFO, None, None
    reason: Reason | None = None
    proof: Proof | None = None
    if code in codes.DELIVERY_SCANS and delivered_to:
        status, proof = codes.DELIVERED_TO.get(delivered_to, (status, Proof.OTHER))
    elif code in codes.ATTEMPT_SCANS and attempt:
        status, reason = codes.ATTEMPTS.get(attempt, (status, None))
    if status is TrackStatus.READY_FOR_COLLECTION:
        proof = _first_word(codes.COLLECTED_WORDS, text)
    if status in _WITH_REASON:
        reason = reason or _BY_STATUS.get(status) or _first_word(codes.REASON_WORDS, text)
        if status in {TrackStatus.HELD, TrackStatus.ATTEMPT_FAILED}:
            reason = reason or Reason.OTHER
            status = TrackStatus.DAMAGED if reason is Reason.DAMAGED else status
    return status, reason, proof


def _first_word(table: Iterable[tuple[Any, tuple[str, ...]]], text: str) -> Any:
    return next((meant for meant, words in table if any(word in text for word in words)), None)


def _value(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    text = "" if value is None or isinstance(value, bool | dict | list) else str(value).strip()
    return "".join(sign for sign in text if sign.isprintable())[:300]


def _place(row: Mapping[str, Any]) -> str:
    province, city, office = (_value(row, name) for name in ("opOrgProvName", "opOrgCity", "opOrgName"))
    city = "" if city == province or city in office else city
    return (("" if province in office + city else province) + city + office)[:100]


def _moment(text: str) -> datetime | None:
    """A moment as EMS writes it; without a zone it is Asia/Shanghai. None for what is no moment."""
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)
