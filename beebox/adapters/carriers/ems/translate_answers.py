"""What EMS answers, in our words: booked, labels, coverage, places and money. EMS open platform V2.7.

`retBody` comes as a JSON text, an object, an array or null, for labels as an address or base64. Money is yuan
in decimal text and becomes whole fen without ever being a float.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from beebox.adapters.carriers.ems.refusals import DONE, fault_of
from beebox.logistics.faults import BadResponse, Rejected, Unavailable
from beebox.logistics.orders import Booked, Coverage, FeeKind, FeeLine, Quote, Reach
from beebox.logistics.places import Place

NUMBER = re.compile(r"\d{13}|[A-Z]{2}\d{9}[A-Z]{2}")
"""13 digits, or UPU S10."""
_PRIVATE = re.compile(
    r"(?<!\d)(?:(1[3-9]\d)\d{6}(\d\d)|(\d{3})\d{12}(\d{2}[\dXx])|(0\d{2,3}-?)\d{5,6}(\d\d))(?!\d)"
)
_NAMED = re.compile(
    r'(\\*"\w*(?:name|address|phone|mobile|tel|info)\w*\\*"\s*:\s*\\*")[^"\\]*', re.IGNORECASE
)
_REACH = {
    "0": (Reach.YES, ""),
    "1": (Reach.NO, "不在揽收范围内"),
    "2": (Reach.REVIEW, "地址无法识别，请补全省、市、区和门牌"),
    "9": (Reach.REVIEW, "地址不够详细，请补全门牌"),
    "10": (Reach.REVIEW, "当地没有登记揽收班次，需邮政人工安排"),
}
_FEE_FIELDS = ("totalFee", "realFee", "standardFee")


@dataclass(frozen=True)
class Answer:
    """`body` is read: None, a text that is no JSON, or what the JSON holds."""

    code: str
    text: str
    body: Any

    @property
    def done(self) -> bool:
        return self.code == DONE

    def insist(self) -> "Answer":
        """This answer when all is well; raises the fault it stands for otherwise."""
        if not self.done:
            raise fault_of(self.code, self.text)
        return self


def read_answer(text: str) -> Answer:
    """The envelope of an answer. Raises BadResponse for what is none, such as a page of a gateway."""
    try:
        told = _load(text)
    except (ValueError, RecursionError):
        told = None
    code = _text(told, "retCode", "code")
    if not code:
        raise BadResponse("EMS 的回答无法识别。", raw=masked(text))
    return Answer(code, fit_to_show(_text(told, "retMsg", "codeMessage")), _body(told.get("retBody")))


def booked_from(answer: Answer) -> Booked:
    """The number given out. An answer without one may have made an order all the same: BadResponse."""
    body = _one(answer.insist())
    number = _text(body, "waybillNo")
    if not NUMBER.fullmatch(number):
        raise _riddle("EMS 说下单成功，却没有给出邮件号。", answer)
    return Booked(number, _text(body, "routeCode", "markDestinationCode")[:40])


def coverage_from(answer: Answer) -> Coverage:
    """Codes of 030005; 6, 7 and 8 are trouble of the service, 3 and 4 of the product we asked for."""
    status = _text(_one(answer.insist()), "status")
    if status in _REACH:
        return Coverage(*_REACH[status])
    if status in {"3", "4"}:
        raise Rejected("EMS 不办理所选的业务产品。", code=status, field="product")
    if status in {"6", "7", "8"}:
        raise Unavailable("EMS 的揽收范围查询暂时不可用。", code=status)
    raise _riddle("EMS 没有说明能否揽收。", answer)


def place_from(answer: Answer, whole: str) -> Place | None:
    """What 060001 made of `whole`, or None when a level is missing or was guessed.

    The county has to stand in the text, and for a district, whose name many cities share, a level above it.
    """
    body = _first(answer.insist().body)
    province, city, county = (_text(body, level, f"{level}Name") for level in ("prov", "city", "county"))
    above = any(level and level[:2] in whole for level in (province, city))
    if not (province and city and county in whole and (above or not county.endswith("区"))):
        return None
    street = whole
    for level in (province, city, county):
        street = street.removeprefix(level)
    street = _text(body, "address") or street
    return Place(province, city, county, street) if county and street else None


def label_from(answer: Answer) -> str | bytes:
    """The address of the PDF, or the PDF."""
    body = answer.insist().body
    shown = body if isinstance(body, str) else _text(_first(body), "url", "labelUrl", "data", "pdf")
    if not shown:
        raise Unavailable("EMS 的面单还没有生成，请稍后再取。", code=answer.code)
    return shown if re.match(r"https?://", shown, re.IGNORECASE) else pdf_of(_decoded(shown))


def pdf_of(data: bytes) -> bytes:
    """`data` when it is a PDF; BadResponse otherwise."""
    if data.lstrip()[:5] != b"%PDF-":
        raise BadResponse("EMS 给出的面单不是 PDF 文件。")
    return data


def quote_from(answer: Answer, grams: int) -> Quote:
    body = _one(answer.insist())
    for field in _FEE_FIELDS:
        if _text(body, field):
            return Quote(_fen(_text(body, field), answer), grams, field)
    raise _riddle("EMS 没有给出资费。", answer)


def fees_from(answer: Answer) -> list[FeeLine]:
    """What 050001 knows: nothing before the parcel is collected, and 0 yuan is nothing known too."""
    body = _first(answer.insist().body)
    fen = _fen(_text(body, "postageTotal") or "0", answer)
    if fen == 0:
        return []
    weight = _decimal(_text(body, "realWeight"))
    grams = int(weight) if weight is not None and weight > 0 and weight == int(weight) else None
    return [FeeLine(FeeKind.FREIGHT, fen, grams)]


def fit_to_show(text: str) -> str:
    """A sentence of the carrier without private numbers and unprintable signs."""
    return _PRIVATE.sub(_starred, "".join(sign for sign in text if sign.isprintable()))[:300]


def masked(text: str) -> str:
    """The beginning of an answer for the log: what names people, places and telephones is hidden."""
    return fit_to_show(_NAMED.sub(r"\1*", text[:5000]))


def rows_of_answer(answer: Answer, field: str) -> list[Any]:
    """The list under `field`, whether the body is the list itself, holds it, or is nothing."""
    body = answer.body
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], dict) and field in body[0]:
        body = body[0]
    rows = body.get(field) if isinstance(body, dict) else body
    if rows in (None, "", {}):
        return []
    if not isinstance(rows, list):
        raise _riddle("EMS 的轨迹回答无法识别。", answer)
    return rows


def _starred(found: re.Match[str]) -> str:
    shown = [part for part in found.groups() if part]
    return shown[0] + "*" * (len(found.group()) - sum(map(len, shown))) + shown[1]


def _load(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_number)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _body(told: Any) -> Any:
    if not isinstance(told, str):
        return told
    text = told.strip()
    if text.lower() in {"", "null"}:
        return None
    if text[0] not in '{["':
        return text
    try:
        return _load(text)
    except (ValueError, RecursionError):
        return text


def _text(told: Any, *names: str) -> str:
    """The first of these fields that is filled, as text; "" where none is."""
    if isinstance(told, dict):
        for name in names:
            value = told.get(name)
            if isinstance(value, str | int | Decimal) and not isinstance(value, bool) and str(value).strip():
                return str(value).strip()
    return ""


def _first(body: Any) -> Mapping[str, Any]:
    found = body[0] if isinstance(body, list) and body else body
    return found if isinstance(found, dict) else {}


def _one(answer: Answer) -> Mapping[str, Any]:
    """The one object of the body; success with nothing in it is no success."""
    found = _first(answer.body)
    if not found:
        raise _riddle("EMS 说成功，却没有给出内容。", answer)
    return found


def _riddle(sentence: str, answer: Answer) -> BadResponse:
    return BadResponse(sentence, code=answer.code, raw=masked(str(answer.body)))


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**9 else None


def _fen(yuan: str, answer: Answer) -> int:
    exact = _decimal(yuan)
    if exact is None or exact < 0 or exact * 100 != int(exact * 100):
        raise _riddle("EMS 给出的金额无法识别。", answer)
    return int(exact * 100)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", text.partition("base64,")[2] or text), validate=True)
    except ValueError:
        raise BadResponse("EMS 给出的面单无法识别。") from None
