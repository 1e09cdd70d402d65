"""Numbers of SF's parcels: `SF` and 13 digits, or 12 digits."""

import re

SHAPE = re.compile(r"SF\d{13}|\d{12}")
_SAFE = re.compile(r"[A-Za-z0-9]{1,40}")
_NAMED = re.compile(r"(?:单号|运单|新单)[^\dA-Za-z]{0,8}(SF\d{13}|\d{12})(?!\d)")
_BARE = re.compile(r"(?<![A-Za-z0-9])SF\d{13}(?!\d)")


def is_number(text: str) -> bool:
    """Whether it can be the number of a parcel at all: no other sign gets into a request or a page."""
    return _SAFE.fullmatch(text) is not None


def looks_sound(number: str) -> bool:
    """Whether shape and check digit are as expected. For warnings alone: SF's own samples break the rule.

    Without the three digits of the area, from the right with weights 1, 3, 5 …, tens and units of each
    product are added up; the check digit completes the sum to a multiple of ten.
    """
    if not SHAPE.fullmatch(number):
        return False
    *body, check = [int(digit) for digit in number.removeprefix("SF")[3:]]
    products = [digit * (2 * place + 1) for place, digit in enumerate(reversed(body))]
    return (sum(sum(divmod(product, 10)) for product in products) + check) % 10 == 0


def other_number_in(remark: str, own: str) -> str:
    """The number under which a parcel goes on, as a remark tells it; empty where it tells none."""
    found = [*_NAMED.findall(remark), *_BARE.findall(remark)]
    return next((number for number in found if number != own), "")
