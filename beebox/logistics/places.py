"""Taking a one-line address apart: province, city, county and the rest, or None when it is not sure.

Carriers want the levels apart and a wrong level sends the parcel the wrong way, so what cannot be known is
not guessed: a person is asked instead. Districts of Guangzhou may come without city and province, because
the service stands there. Levels as in GB/T 23705; Hong Kong, Macao and Taiwan are not domestic mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beebox.logistics.place_names import (
    CITIES,
    COUNTIES,
    DIRECT,
    MUNICIPALITIES,
    PROVINCES,
    RENAMED,
    WITHOUT_COUNTIES,
)

HOME_PROVINCE, HOME_CITY = "广东省", "广州市"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_GAP = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_BEFORE = re.compile(r"^(?:\d{6}(?!\d)[\s,，]*)?(?:中华人民共和国|中国)?(?=[^\d])")
_NAME = "[\u4e00-\u9fff]"
_PART = r"[^\W\da-zA-Z省市区县路街道巷号村弄栋楼]"
_COUNTY = re.compile(
    rf"(?:路南|路北|路桥|上街|市中|市南|市北|道里|道外|赣县|工业园)区|道县|(?:{_NAME}{{2,14}}?)自治[县旗]"
    rf"|(?!{_PART}{{2,9}}[镇乡]){_PART}{{1,7}}?(?:新区|林区|特区|(?<![小社园校厂库街])区|县|旗|市)"
)
_TOWN = re.compile(rf"{_NAME}{{2,4}}?(?:镇|街道)")
_WITHIN = ("市辖区", "市", "")


@dataclass(frozen=True)
class Place:
    """The levels of an address. `street` is all that comes below the county: street, number, room."""

    province: str
    city: str
    county: str
    street: str


def one_line(address: str) -> str:
    """The address as it is taken apart: no blanks beside Chinese signs, no postcode or country in front."""
    text = _GAP.sub("", " ".join(address.split()))
    return _BEFORE.sub("", text)


def place_of(address: str) -> Place | None:
    """The address with every level by its full name of today, or None when a level or the street is not sure.

    A level left out is filled in where it is certain; of a municipality the city is the province again, and a
    city without counties stands for its county.
    """
    written = parts_of(address)
    return _completed(written) if written and written.street else None


def parts_of(address: str) -> Place | None:
    """The levels as they are written, "" for one left out; joined they are `one_line(address)` again."""
    text = one_line(address)
    for province, shown in _provinces(text):
        rest = text[len(shown) :]
        for city, shown_city in _cities(province, rest):
            below = rest[len(shown_city) :]
            county = _county(province, city, shown_city, below)
            if county is not None:
                return Place(shown, shown_city, county, below[len(county) :])
    return None


def _provinces(text: str) -> Iterator[tuple[str, str]]:
    """Full name and what is written, the likeliest first; the last one is none at all."""
    for full, spellings in PROVINCES.items():
        for spelling in spellings:
            if text.startswith(spelling):
                yield full, spelling
    yield "", ""


def _cities(province: str, text: str) -> Iterator[tuple[str, str]]:
    if _municipal(province):
        yield from ((province, shown) for shown in (province, *_WITHIN) if text.startswith(shown))
        return
    for within in [province] if province else CITIES:
        for full, spellings in CITIES[within].items():
            for spelling in spellings:
                if text.startswith(spelling):
                    yield full, spelling
    yield "", ""


def _county(province: str, city: str, shown: str, text: str) -> str | None:
    """The county the text begins with, "" where the city has none, None when there is none to be sure of."""
    if not city:
        return _beginning(text, _alone(province))
    if city in COUNTIES:
        return _beginning(text, [*COUNTIES[city], *RENAMED.get(city, ())])
    found = _COUNTY.match(text)
    if found is not None and found.end() < len(text):
        return found.group()
    return "" if city in WITHOUT_COUNTIES and (shown.endswith("市") or _TOWN.match(text)) else None


def _alone(province: str) -> list[str]:
    """The counties that tell their city by themselves, under this province or under none."""
    cities = list(COUNTIES) if province == HOME_PROVINCE else [] if province else [HOME_CITY]
    direct = [name for name, own in DIRECT.items() if own == province or not province]
    return direct + [name for city in cities for name in (*COUNTIES[city], *RENAMED.get(city, ()))]


def _beginning(text: str, names: list[str]) -> str | None:
    return max((name for name in names if text.startswith(name)), key=len, default=None)


def _completed(written: Place) -> Place | None:
    province = _full_province(written.province)
    city = _full_city(province, written) if not _municipal(province) else province
    province = province or next((p for p, cities in CITIES.items() if city in cities), "")
    if written.county in DIRECT and not written.city:
        return Place(DIRECT[written.county], written.county, written.county, written.street)
    county = RENAMED.get(city, {}).get(written.county, written.county)
    return Place(province, city, county or city, written.street) if province and city else None


def _full_province(shown: str) -> str:
    return next((full for full, spellings in PROVINCES.items() if shown in spellings), "")


def _full_city(province: str, written: Place) -> str:
    if not written.city:
        homes = [HOME_CITY] if not province else list(COUNTIES)
        return next((c for c in homes if written.county in (*COUNTIES[c], *RENAMED.get(c, ()))), "")
    for within in [province] if province else CITIES:
        for full, spellings in CITIES[within].items():
            if written.city in spellings:
                return full
    return ""


def _municipal(province: str) -> bool:
    return province[:2] in MUNICIPALITIES
