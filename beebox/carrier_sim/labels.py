"""The labels of simulated parcels: one page of PDF that nobody can take for a real one."""

import io
import textwrap
from datetime import datetime
from zoneinfo import ZoneInfo

from beebox.carrier_sim.parcels import Parcel, Party
from beebox.carrier_sim.places import sorting_code

CHINA = ZoneInfo("Asia/Shanghai")
MARK = "SIMULATED 模拟"
_FONT = "STSong-Light"
_BAR_MM = 0.375
"""Three dots of a 203 dpi printer; 15 signs and their quiet zones fit 76 mm."""


def draw_label(
    parcel: Parcel, title: str, width_mm: float, height_mm: float, *, reverse: bool = False
) -> bytes:
    """One page of this size in millimetres; `reverse` marks the label of a parcel on its way back."""
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    file = io.BytesIO()
    page = Canvas(file, pagesize=(width_mm * mm, height_mm * mm), invariant=1)
    page.setTitle(f"{MARK} {parcel.number}")
    bars = Code128(parcel.number, barWidth=_BAR_MM * mm, barHeight=14 * mm, quiet=1, humanReadable=1)
    bars.drawOn(page, (width_mm * mm - bars.width) / 2, (height_mm - 42) * mm)
    line = (height_mm - 8) * mm
    page.setFont(_FONT, 11)
    page.drawString(4 * mm, line, f"{title}  {MARK}")
    page.drawString(4 * mm, line - 8 * mm, sorting_code(parcel.ordered.receiver.address))
    page.setFont(_FONT, 9)
    for row, text in enumerate(_lines(parcel, reverse=reverse)):
        page.drawString(4 * mm, (height_mm - 54 - 5 * row) * mm, text)
    page.setFont(_FONT, 16)
    page.drawCentredString(width_mm * mm / 2, 8 * mm, MARK)
    page.showPage()
    page.save()
    return file.getvalue()


def _lines(parcel: Parcel, *, reverse: bool) -> list[str]:
    ordered = parcel.ordered
    told = [f"{parcel.at.astimezone(CHINA):%Y-%m-%d %H:%M}  {'退件' if reverse else ''}"]
    for word, party in (("收", ordered.receiver), ("寄", ordered.sender)):
        told += textwrap.wrap(f"{word} {_masked(party)}", 20)[:4]
    return [*told, ordered.contents[:20]]


def _masked(party: Party) -> str:
    """GB/T 41833-2022: one sign of the name, six digits of the phone and the room are hidden."""
    address = party.address[: max(6, len(party.address) - 6)]
    return f"{party.name[:1]}* {party.phone[:3]}******{party.phone[-2:]} {address}***"


def local(moment: datetime) -> str:
    """As carriers write a moment: Chinese time without a zone."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
