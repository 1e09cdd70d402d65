import io
import re

import pypdfium2
import pytest
import zxingcpp
from markupsafe import Markup
from PIL import Image
from weasyprint import HTML

from beebox.kernel.barcodes import (
    CannotEncode,
    code128_svg,
    code128_width_mm,
    fitting_module_mm,
    qr_svg,
)

PAGE = "<style>@page{size:100mm 60mm;margin:4mm}svg{display:block}</style>%s"
LABEL_PRINTER, OFFICE_PRINTER = 203, 300


def printed(svg: Markup, dpi: int) -> Image.Image:
    """The symbol as one-bit dots, as a thermal printer puts it on paper."""
    document = pypdfium2.PdfDocument(io.BytesIO(HTML(string=PAGE % svg).write_pdf() or b""))
    image: Image.Image = document[0].render(scale=dpi / 72).to_pil()
    return image.convert("1", dither=Image.Dither.NONE)


@pytest.mark.parametrize("dpi", [LABEL_PRINTER, OFFICE_PRINTER])
@pytest.mark.parametrize("text", ["LBB:ENV:4H8R-W3NE", "https://box.example/t/4H8R-W3NE?a=1", "小蜂箱"])
def test_qr_reads_back(text: str, dpi: int) -> None:
    found = zxingcpp.read_barcode(printed(qr_svg(text), dpi))
    assert found is not None
    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.QRCode)
    assert found.ec_level == "Q"


@pytest.mark.parametrize("dpi", [LABEL_PRINTER, OFFICE_PRINTER])
@pytest.mark.parametrize("module_mm", [0.25, 0.375, 0.5])
@pytest.mark.parametrize("text", ["EA102604214CN", "1234567890123", "SF1234567890123", "4H8R-W3NE"])
def test_code_128_reads_back(text: str, module_mm: float, dpi: int) -> None:
    found = zxingcpp.read_barcode(printed(code128_svg(text, module_mm=module_mm), dpi))
    assert found is not None
    assert (found.text, found.format) == (text, zxingcpp.BarcodeFormat.Code128)


def test_quiet_zones_are_part_of_the_drawing() -> None:
    qr = qr_svg("LBB:ENV:4H8R-W3NE", module_mm=0.5)
    assert 'width="16.500mm" height="16.500mm" viewBox="0 0 33 33"' in qr
    assert min(int(x) for x in re.findall(r"M(\d+) \d+h", qr.split('fill="#000"')[1])) == 4
    bars = code128_svg("EA102604214CN", height_mm=16)
    assert min(int(x) for x in re.findall(r"M(\d+) 0h", bars.split('fill="#000"')[1])) == 10
    assert f'width="{code128_width_mm("EA102604214CN"):.3f}mm" height="16.000mm"' in bars


def test_text_is_escaped_in_the_svg() -> None:
    svg = qr_svg('"><script>alert(1)</script>')
    assert "<script" not in svg
    assert "&#34;&gt;&lt;script" in svg


@pytest.mark.parametrize("text", ["", "运单", "A" * 49, "A\nB"])
def test_what_no_scanner_reads_back_is_refused(text: str) -> None:
    with pytest.raises(CannotEncode):
        code128_svg(text)


def test_a_module_too_narrow_to_scan_is_refused() -> None:
    with pytest.raises(ValueError, match="does not scan"):
        code128_svg("EA102604214CN", module_mm=0.2)
    with pytest.raises(CannotEncode):
        qr_svg("x" * 201)


def test_the_widest_module_that_fits_is_taken() -> None:
    assert fitting_module_mm("EA102604214CN", 92) == 0.5
    assert fitting_module_mm("EA102604214CN", 70) == 0.375
    assert fitting_module_mm("EA102604214CN", 50) == 0.25
    with pytest.raises(CannotEncode):
        fitting_module_mm("EA102604214CN", 30)
