"""When two spellings are one address: 广东省广州市越秀区中山三路12号304房 and 越秀区中山3路十二號304室.

An address is cut into its levels (province, city, district, street office), each of which one may
leave out, and the place itself: names and numbers in turn, whatever signs stand between the numbers.
Sources: GB/T 23705 for the levels; the unit words are those of licences, deeds and household books.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from beebox.preaudit.labels import within_one_edit
from beebox.preaudit.numbers import squeezed
from beebox.preaudit.values import tidy


class Likeness(StrEnum):
    SAME = "same"
    LESS_EXACT = "less_exact"
    """One of them stops earlier: without the room, without the building."""
    NEAR = "near"
    """One sign apart."""
    OTHER = "other"


@dataclass(frozen=True)
class Address:
    """An address in its one spelling. `levels`: names without their word (广东, 广州, 越秀, 大塘), ""
    where left out; `place`: names and numbers below, in their order."""

    levels: tuple[str, ...]
    place: tuple[str, ...]


_CENTRAL = "北京|天津|上海|重庆"
_PROVINCES = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    "甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾"
)
_PROVINCE = re.compile(
    rf"({_CENTRAL})(?:市|(?=[^\d路街道巷号]{{2,5}}区))"
    rf"|({_PROVINCES})(?:省|(?:维吾尔|壮族|回族)?自治区|特别行政区|(?=[^\d路街道巷号市]{{2,9}}(?:市|州|区|县)))"
)
_CITY = re.compile(r"([^\d省市区县路街道巷号]{2,7}?)(?:市|自治州|地区|盟)")
_DISTRICT = re.compile(r"([^\d省市路街道巷号]{1,6}?[^\d小社园街校库厂])(?:区|县|自治县|旗|市)")
_STREET_OFFICE = re.compile(r"([^\d路巷号]{2,6}?)街道(?:办事处)?|([^\d路街巷号]{2,5}?)镇(?=.)")
_NUMERALS = "〇零一二三四五六七八九"
_NUMBER = re.compile(r"[〇零一二三四五六七八九十百]+|\d+")
_UNIT = re.compile(
    r"(?<=[\dA-Z])(?:号楼|栋|幢|座|號|号|单元|楼层|层|楼|室|房|户|套|铺|之|#)+|[-—–_、,，.。;；/#\s]+|自编|^第"
)
_OLD_SIGNS = str.maketrans("棟樓層單戶舖鋪號", "栋楼层单户铺铺号")


def compare_addresses(one: str, other: str) -> Likeness:
    """How alike two addresses are; levels that only one of them names do not count."""
    first, second = read_address(one), read_address(other)
    places = _without_office(first, second), _without_office(second, first)
    if not all(map(_same_level, first.levels, second.levels)):
        near = within_one_edit("".join(first.levels), "".join(second.levels))
        return Likeness.NEAR if near and places[0] == places[1] else Likeness.OTHER
    if places[0] == places[1]:
        return Likeness.SAME
    short, long = sorted(places, key=len)
    if short and long[: len(short)] == short:
        return Likeness.LESS_EXACT
    return Likeness.NEAR if within_one_edit("/".join(short), "/".join(long)) else Likeness.OTHER


def _same_level(one: str, other: str) -> bool:
    """Whether both name the same, one perhaps with the level above still before it (广州越秀区)."""
    return not one or not other or one.endswith(other) or other.endswith(one)


def _without_office(own: Address, other: Address) -> tuple[str, ...]:
    """The place without a street office that only the other one calls so (大良新桂路, 大良街道新桂路)."""
    office = other.levels[-1]
    if own.levels[-1] or not office or not own.place or not own.place[0].startswith(office):
        return own.place
    return own.place[0][len(office) :], *own.place[1:]


def read_address(text: str) -> Address:
    """The address in its one spelling, whatever is left out of it."""
    rest = re.sub(r"[()（）【】\[\]\"“”]", "", tidy(squeezed(text)).translate(_OLD_SIGNS))
    rest = rest.removeprefix("中国")
    levels = []
    for pattern in (_PROVINCE, _CITY, _DISTRICT, _STREET_OFFICE):
        found = pattern.match(rest)
        name = next((part for part in found.groups() if part), "") if found else ""
        levels.append(name)
        rest = rest[found.end() :] if found else rest
    return Address(tuple(levels), _place(rest))


def _place(rest: str) -> tuple[str, ...]:
    """Names and numbers in turn; numbers in digits, the words behind them gone."""
    digits = _NUMBER.sub(lambda found: _in_digits(found.group()), rest)
    spaced = _UNIT.sub(" ", digits.upper())
    return tuple(re.findall(r"\d+|[A-Z]+|[^\dA-Z\s]+", spaced))


def _in_digits(text: str) -> str:
    """二十三, 一〇三 and 23 as 23; zeros in front stay away."""
    if text.isdigit() and text.isascii():
        return text.lstrip("0") or "0"
    if not re.search("[十百]", text):
        return "".join(str(max(0, _NUMERALS.index(sign) - 1)) for sign in text)
    hundreds, _, below = text.rpartition("百")
    tens, ten, ones = below.rpartition("十")
    value = (_one(hundreds, 1) * 100 if "百" in text else 0) + (_one(tens, 1) * 10 if ten else 0)
    return str(value + _one(ones, 0))


def _one(signs: str, otherwise: int) -> int:
    found = [max(0, _NUMERALS.index(sign) - 1) for sign in signs if sign in _NUMERALS[2:]]
    return found[-1] if found else otherwise
