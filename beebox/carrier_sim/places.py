"""Taking a one-line Chinese address apart, as a carrier's own service does; small and imperfect."""

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"(?P<prov>[\u4e00-\u9fff]{2,8}?(?:省|自治区)|北京市?|上海市?|天津市?|重庆市?)?"
    r"(?P<city>[\u4e00-\u9fff]{2,9}?(?:市|自治州|地区|盟))?"
    r"(?P<county>[\u4e00-\u9fff]{1,9}?(?:区|县|市|旗))?"
    r"(?P<rest>.*)"
)
_ALONE = ("北京", "上海", "天津", "重庆")


@dataclass(frozen=True)
class Place:
    prov: str
    city: str
    county: str
    rest: str

    @property
    def complete(self) -> bool:
        return bool(self.prov and self.city and self.county and self.rest)


def place_of(line: str) -> Place:
    """What could be found, with blanks for the rest."""
    found = _LINE.fullmatch(re.sub(r"\s+", "", line))
    if found is None:
        return Place("", "", "", line)
    prov, city = found["prov"] or "", found["city"] or ""
    if prov.startswith(_ALONE) and not city:
        city = prov
    return Place(prov, city, found["county"] or "", found["rest"])


def sorting_code(address: str) -> str:
    """What a label prints large: made from the county, the same every time."""
    place = place_of(address)
    return f"020-{sum(map(ord, place.county or place.rest[:3])) % 90 + 10}"
