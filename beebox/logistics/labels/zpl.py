"""Labels for Zebra printers: each page as a picture of dots, so that no font of a printer matters.

`^GFA` with `:Z64:` as the ZPL II Programming Guide describes it: rows of bits (1 is black), deflated,
in base 64, followed by the CRC-16 (polynomial 0x1021, beginning with 0) of that text.
"""

import zlib
from base64 import b64encode
from binascii import crc_hqx
from collections.abc import Iterator
from threading import RLock
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from beebox.logistics.labels.drawing import DOTS_A_MM

_DARK = 150
"""A dot is printed where a pixel is darker: thin strokes of small signs must not vanish."""
_reading = RLock()
"""The PDF reader is not made for several threads."""


class Dots(NamedTuple):
    width: int
    height: int
    rows: bytes
    """`(width + 7) // 8` bytes a row, 1 is black."""


def zpl_of(pdf: bytes) -> bytes:
    """Every page of the file as a label of its own, in one ZPL file."""
    return b"".join(map(format_of, dots_of(pdf)))


def format_of(dots: Dots) -> bytes:
    """One label: `^XA` … `^XZ`."""
    packed = b64encode(zlib.compress(dots.rows, 9))
    size, row = len(dots.rows), (dots.width + 7) // 8
    head = f"^XA^PW{dots.width}^LL{dots.height}^LH0,0^FO0,0^GFA,{size},{size},{row},:Z64:"
    return head.encode() + packed + f":{crc_hqx(packed, 0):04X}^FS^PQ1^XZ\n".encode()


def dots_of(pdf: bytes) -> Iterator[Dots]:
    """The pages at 8 dots a millimetre, black or white.

    A label's last row of dots falls away: printers count 180 mm as 1439 rows and 130 mm as 1039.
    """
    with _reading:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for number in range(len(document)):
                yield _page(document[number])
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage) -> Dots:
    width, height = (round(side / 72 * 25.4 * DOTS_A_MM) for side in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    picture = bitmap.to_pil().convert("L").crop((0, 0, width, height - 1))
    black = picture.point([255 if tone < _DARK else 0 for tone in range(256)], "1")
    return Dots(width, height - 1, black.tobytes())
