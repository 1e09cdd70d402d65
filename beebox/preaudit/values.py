"""One function a kind of value: text as read in, normalised value out, or None. Nothing is guessed.

A value comes with the answer of its own check (check digit, calendar), or None where it has none.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from beebox.preaudit.document_types import Kind
from beebox.preaudit.numbers import (
    LONG_TERM,
    card_number_valid,
    credit_code_valid,
    id_number_valid,
    read_dates,
    squeezed,
)
from beebox.preaudit.wordlists import ETHNICITIES, RELATIONS

Cleaned = tuple[str, bool | None] | None
_FULL_WIDTH = str.maketrans({"(": "（", ")": "）", ":": "：", ",": "，", ";": "；"})
_SAME_ETHNICITY = str.maketrans("漢滿維爾壯", "汉满维尔壮")
_TWINS = OpenCC("t2s")
_NAME = r"[㐀-鿿々·•]"


def tidy(text: str) -> str:
    """Inner spaces gone, punctuation as Chinese print has it, stray signs at both ends gone."""
    text = squeezed(text).strip(":：_-—·.。,，、|;；")
    if re.search(r"[一-鿿]", text):
        text = "".join(map(_simple, text.translate(_FULL_WIDTH)))
    return text


@lru_cache(maxsize=4096)
def _simple(sign: str) -> str:
    """Mainland papers print simple signs; a reader sometimes takes one for its old twin.

    Signs of the basic set (GB 2312) stay as they are: 乾 of a name is no 干.
    """
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return str(_TWINS.convert(sign))
    return sign


def _text(text: str) -> Cleaned:
    found = tidy(text)
    return (found, None) if found else None


def _name(text: str) -> Cleaned:
    found = re.match(_NAME + r"{2,20}", tidy(text))
    if found is None:
        return None
    return found.group().replace("•", "·").strip("·"), None


def _names(text: str) -> Cleaned:
    parts = [part for part in re.split(r"[、，,/;；]", tidy(text)) if re.fullmatch(_NAME + "{2,20}", part)]
    return ("、".join(parts), None) if parts else None


def _organisation(text: str) -> Cleaned:
    found = tidy(text)
    return (found, None) if len(found) >= 3 and re.search(r"[一-鿿]", found) else None


def _party(text: str) -> Cleaned:
    return _organisation(text) or _name(text)


def _relation(text: str) -> Cleaned:
    found = tidy(text)
    return (found, None) if found in RELATIONS else None


def _sex(text: str) -> Cleaned:
    found = tidy(text)[:1]
    return (found, None) if found in {"男", "女"} else None


def _ethnicity(text: str) -> Cleaned:
    found = tidy(text).translate(_SAME_ETHNICITY).removesuffix("族")
    return (found, None) if found in ETHNICITIES else None


def _date(text: str) -> Cleaned:
    found = [one for one in read_dates(text) if one != LONG_TERM]
    return (found[0], True) if found else None


def _first_date(text: str) -> Cleaned:
    found = read_dates(text)
    return (found[0], True) if found and found[0] != LONG_TERM else None


def _last_date(text: str) -> Cleaned:
    """The end of a term: the second date, 长期, or a date that stands alone after 至."""
    found = read_dates(text)
    if not found:
        return None
    if len(found) == 1 and found[0] != LONG_TERM and not re.match(r"^[至到]", tidy(text)):
        return None
    return found[-1], _in_order(found)


def _in_order(found: list[str]) -> bool:
    days = [date.fromisoformat(one) for one in found if one != LONG_TERM]
    return days == sorted(days)


def _id_number(text: str) -> Cleaned:
    found = re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", squeezed(text))
    if found is None:
        return None
    number = found.group().upper()
    return number, id_number_valid(number)


def _credit_code(text: str) -> Cleaned:
    """Letters that the code does not have are read as the digit they look like, if the check agrees."""
    found = re.search(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", squeezed(text).upper())
    if found is None:
        return None
    code = found.group()
    if credit_code_valid(code):
        return code, True
    likely = code.translate(_LIKE_DIGITS)
    if credit_code_valid(likely):
        return likely, True
    return (code, False) if re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", code) else None


def _card_number(text: str) -> Cleaned:
    found = re.search(r"(?<!\d)\d{16,19}(?!\d)", squeezed(text))
    return (found.group(), card_number_valid(found.group())) if found else None


def _phone(text: str) -> Cleaned:
    found = re.search(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)", squeezed(text))
    return (found.group(), True) if found else None


def _digits(text: str) -> Cleaned:
    found = re.fullmatch(r"\D{0,2}(\d{3,30})\D{0,2}", tidy(text))
    return (found.group(1), None) if found else None


def _money(text: str) -> Cleaned:
    found = re.search(r"(\d[\d,，]*(?:\.\d{1,2})?)(?=元|$|\D)", squeezed(text).lstrip("¥￥"))
    return (re.sub("[,，]", "", found.group(1)), None) if found else None


def _area(text: str) -> Cleaned:
    """Squared metres are often read without their little two: ㎡ after every number with a unit m."""
    found = re.sub(r"(?<=\d)m[²2]?(?![a-zA-Z0-9])", "㎡", tidy(text))
    return (found, None) if re.search(r"\d", found) else None


def _address(text: str) -> Cleaned:
    """House numbers have no letters that look like digits: 路S9号 is 路59号, A3栋 stays."""
    found = _HOUSE_NUMBER.sub(lambda match: match.group().translate(_LIKE_DIGITS), tidy(text))
    return (found, None) if len(found) >= 5 else None


_HOUSE_NUMBER = re.compile(r"(?<=[路街巷道里])[0-9OISZl]+(?=号)|[0-9OISZl]+(?=[室房]$)")
_LIKE_DIGITS = str.maketrans("OISZl", "01521")


def _scope(text: str) -> Cleaned:
    """Items stand apart by semicolons; a colon, which looks alike, only follows 一般项目 or 许可项目."""
    found = re.sub(r"(?<!项目)：", "；", tidy(text))
    return (found, None) if found else None


CLEANERS: dict[Kind, Callable[[str], Cleaned]] = {
    Kind.NAME: _name,
    Kind.NAMES: _names,
    Kind.PARTY: _party,
    Kind.ORGANISATION: _organisation,
    Kind.RELATION: _relation,
    Kind.SEX: _sex,
    Kind.ETHNICITY: _ethnicity,
    Kind.DATE: _date,
    Kind.FIRST_DATE: _first_date,
    Kind.LAST_DATE: _last_date,
    Kind.ID_NUMBER: _id_number,
    Kind.CREDIT_CODE: _credit_code,
    Kind.CARD_NUMBER: _card_number,
    Kind.PHONE: _phone,
    Kind.DIGITS: _digits,
    Kind.MONEY: _money,
    Kind.AREA: _area,
    Kind.ADDRESS: _address,
    Kind.SCOPE: _scope,
    Kind.TEXT: _text,
}


def clean(kind: Kind, text: str, pattern: str | None = None) -> Cleaned:
    """The value in this text, or None if there is none of its kind."""
    if pattern is None:
        return CLEANERS[kind](text)
    found = re.search(pattern, squeezed(text))
    if found is None:
        return None
    if kind is Kind.TEXT:
        return tidy(found.group()), None
    return CLEANERS[kind](found.group())
