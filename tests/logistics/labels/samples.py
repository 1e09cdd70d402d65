"""Labels, plain and as ugly as people's data gets, and how to look at what was printed."""

import io
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

from beebox.logistics.labels.contents import Party, WaybillLabel
from beebox.logistics.labels.drawing import Code, Drawing, Zone
from beebox.logistics.labels.zpl import Dots
from beebox.logistics.orders import Leg

DESK = Party("海珠小蜂箱寄件台", "020-80001234", "广州市海珠区政务服务中心一楼", organisation=True)
CITIZEN = Party("王建国", "15000004680", "广东省广州市海珠区榕荫中路146号2107房")
PLAIN = WaybillLabel(
    number="EA102604214CN",
    carrier="邮政特快",
    leg=Leg.RETURN,
    sender=DESK,
    receiver=CITIZEN,
    code="6PWR-4XK9",
    item="食品经营许可（新办）",
    contents="证照 1 份、退回原件 2 份",
    weight_grams=300,
    payer="寄方月结",
    reference="LBW-6PWR-4XK9-R1",
    simulated=True,
    route_code="020-海珠-03A",
    route="广州江高 → 海珠荔香",
    shipped_on="2026-11-23 16:00",
)
LONG_NAME = (
    "广州市海珠区木棉里文化传播与餐饮管理及进出口贸易有限责任公司第一分公司海珠区江南西路旗舰门店收发室行政部"
    "档案室甲乙丙丁戊己庚"
)[:60]
LONG_ADDRESS = (
    "广东省广州市海珠区 Jiangnan West Road No. 123 江南西路一百二十三号万国商业广场 Building B "
    "12/F Room 1208，近地铁二号线江南西站 D 出口左转五十米穿过连廊后右侧货梯上十二楼找前台王小姐签收，"
    "周末不收件，工作日 09:00—17:30，请提前半小时电话联系；𠮷野家旁边 "
    "Pneumonoultramicroscopicsilicovolcanoconiosis"
    "大厦二楼东侧第三间"
)[:200]
LONG_PARTY = Party(LONG_NAME, "0086-0755-12345678-90123", LONG_ADDRESS, organisation=True)


def opened(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(pdf))


def picture(dots: Dots) -> Image.Image:
    """As a printer blackens the paper."""
    return Image.frombytes("1", (dots.width, dots.height), bytes(~byte & 255 for byte in dots.rows))


def scanned(image: Image.Image) -> set[tuple[str, str]]:
    return {(str(found.format), found.text) for found in zxingcpp.read_barcodes(image)}


def codes_in(drawing: Drawing) -> list[Code]:
    return [one for one in drawing.everything if isinstance(one, Code)]


def boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Zone]]:
    """Every printed sign and its box in millimetres from the top left corner."""
    height, text = page.get_height(), page.get_textpage()
    for n in range(text.count_chars()):
        sign = text.get_text_range(n, 1)
        left, bottom, right, top = text.get_charbox(n)
        if sign.strip() and right > left:
            mm = 25.4 / 72
            yield sign, Zone(left * mm, (height - top) * mm, (right - left) * mm, (top - bottom) * mm)


def inside(inner: Zone, outer: Zone, slack: float = 0.0) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )
