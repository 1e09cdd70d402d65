"""QR and bar codes with what they say, and the values an invoice's code repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher

import zxingcpp

from beebox.preaudit.document_types import TypeRule
from beebox.preaudit.report import Box, FieldValue, Mark, MarkKind
from beebox.preaudit.sight import Sight

_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.EAN13,
    ]
)
_MOST_SIGNS = 500
_SLIP = 0.8
"""Likeness of print and code from which the print was read with a slip; below it they contradict."""


def find_codes(sight: Sight) -> list[Mark]:
    """QR and bar codes that can be read, with what they say (at most 500 signs)."""
    marks = []
    for code in zxingcpp.read_barcodes(sight.grey, formats=_FORMATS, try_invert=False):
        at = code.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        x, y = min(corner.x for corner in corners), min(corner.y for corner in corners)
        right, bottom = max(corner.x for corner in corners), max(corner.y for corner in corners)
        box = Box(x, y, max(1, right - x), max(1, bottom - y))
        kind = MarkKind.QR if code.format == zxingcpp.BarcodeFormat.QRCode else MarkKind.BARCODE
        marks.append(Mark(kind, present=True, box=box, text=code.text[:_MOST_SIGNS]))
    return marks


def invoice_facts(text: str) -> Mapping[str, str]:
    """What the QR code of a Chinese VAT invoice says, by field names of `vat_invoice`; empty for others.

    Its parts: version, kind, invoice code, number, amount before tax, date, check code, and more. The
    amount is given as `net`: the invoice prints its total with tax.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 4 or parts[0] != "01" or not parts[3].isdigit():
        return {}
    found = {"invoice_number": parts[3]}
    if parts[2].isdigit() and len(parts[2]) in (10, 12):
        found["invoice_code"] = parts[2]
    if len(parts) > 4 and (net := _money(parts[4])) is not None:
        found["net"] = net
    if len(parts) > 5 and (day := _day(parts[5])) is not None:
        found["date"] = day
    return found


def checked_with_codes(
    fields: Sequence[FieldValue], marks: Sequence[Mark], rule: TypeRule, page: int
) -> tuple[FieldValue, ...]:
    """The fields of a paper of page number `page`, held against what its own code says.

    A value that was not read is taken from the code, one that differs in a sign or two is mended by it,
    and one that says something else is marked as not valid: print and code of one invoice agree.
    """
    told = {name: (value, mark) for mark in marks for name, value in invoice_facts(mark.text).items()}
    told = {name: found for name, found in told.items() if name in rule.fields}
    checked = [_against(field, *told[field.name]) if field.name in told else field for field in fields]
    have = {field.name for field in fields}
    added = [
        FieldValue(name, value, 1.0, page, mark.box, valid=True)
        for name, (value, mark) in told.items()
        if name not in have
    ]
    return (*checked, *added)


def _against(field: FieldValue, value: str, mark: Mark) -> FieldValue:
    if field.value == value:
        return field
    likeness = SequenceMatcher(None, field.value, value, autojunk=False).ratio()
    if likeness >= _SLIP:
        return replace(field, value=value, box=field.box or mark.box, valid=True)
    return replace(field, valid=False)


def _money(text: str) -> str | None:
    try:
        return f"{Decimal(text):.2f}" if text else None
    except InvalidOperation:
        return None


def _day(text: str) -> str | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a date, no moment
    except ValueError:
        return None
