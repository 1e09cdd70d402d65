"""What may be shown of a person where the whole is not needed.

One rule for pages, papers, exports and logs. Common practice varies; the strictness for parcel
labels follows GB/T 41833-2022 (at least one character of the name, at least six digits of the
phone and the room number are hidden). An empty value stays empty, so nothing is invented.
"""

import re

_STAR = "*"
_HIDDEN_ADDRESS = "****"
_TOWNSHIP = re.compile(r"^.{0,40}?(?:街道|[^街路巷道村]镇|[^街路巷道村]乡|苏木)")
_DISTRICT = re.compile(r"^.{0,40}?(?:[^社小园]区|[^城]县|自治旗)")
_CITY = re.compile(r"^.{0,30}?(?:省|市)")
_HOUSE_NUMBER = re.compile(
    r"^.*?(?:路|街|巷|道|弄|里|村|组|坊|庄)\s*[0-9０-９一二三四五六七八九十百甲乙丙之\-－]+\s*号(?![楼栋幢座])"
)


def mask_name(name: str) -> str:
    """`李*` for two characters, `李**` for more: the length of a name is not told.

    A compound surname keeps only its first character. Names of organisations are public and are
    not to be passed through here.
    """
    name = name.strip()
    if len(name) <= 1:
        return _STAR * len(name)
    return name[0] + _STAR * min(len(name) - 1, 2)


def mask_phone(phone: str) -> str:
    """`138****5678`; of other numbers the first and the last quarter stay."""
    return _keep(phone.strip(), 3, 4)


def mask_phone_on_label(phone: str) -> str:
    """`139******03`: six digits hidden, as a parcel label must (GB/T 41833-2022)."""
    phone = phone.strip()
    hidden = min(6, len(phone))
    return _keep(phone, 3, 2) if len(phone) >= 11 else _hide_last(phone, hidden)


def mask_id(number: str) -> str:
    """`4****************5`: for pages that anybody with a code may open, and for logs."""
    return _keep(number.strip(), 1, 1)


def mask_id_for_staff(number: str) -> str:
    """`440***********1235`: enough to tell two people of one list apart."""
    return _keep(number.strip(), 3, 4)


def mask_address(address: str) -> str:
    """The address down to street office or township, then `****`.

    Without one it ends at the district, then at the city; an address that names none of them is
    hidden whole.
    """
    address = address.strip()
    for wanted in (_TOWNSHIP, _DISTRICT, _CITY):
        found = wanted.match(address)
        if found and found.end() < len(address):
            return found.group() + _HIDDEN_ADDRESS
    return _HIDDEN_ADDRESS if address else ""


def mask_address_on_label(address: str) -> str:
    """The address down to road and house number; building, unit and room are hidden.

    The carrier reads the rest by the waybill number.
    """
    address = address.strip()
    found = _HOUSE_NUMBER.match(address)
    if found is None:
        return mask_address(address)
    return found.group() + (_HIDDEN_ADDRESS if found.end() < len(address) else "")


def _keep(text: str, first: int, last: int) -> str:
    """Keep both ends, but never more than two thirds of the text."""
    if len(text) * 2 < (first + last) * 3:
        first = last = len(text) // 4
    return text[:first] + _STAR * (len(text) - first - last) + text[len(text) - last :]


def _hide_last(text: str, count: int) -> str:
    return text[: len(text) - count] + _STAR * count
