"""Labels by the thousand beside bare reportlab, and rounds of thousands of envelopes on SQLite."""

import io
import random
import resource
from time import process_time

import click
from reportlab.pdfgen.canvas import Canvas

from beebox.logistics.labels.contents import Party, WaybillLabel
from beebox.logistics.labels.drawing import SIZES, Across, Code, Drawing, Face, Frame, Rule, Words
from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.pdf import MM, pdf_of
from beebox.logistics.labels.typefaces import lock, typeface
from beebox.logistics.orders import LabelPaper, Leg

_STREETS = ("榕荫中路", "怡海西街", "江南大道中", "新港西路", "昌岗中路", "宝业路", "滨江东路", "工业大道北")
_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹"
_ITEMS = ("食品经营许可（新办）", "老年人优待卡首次申领", "个体工商户登记", "营业执照遗失补领")
BOUND = 1.5
"""Of what bare reportlab takes for the same drawing operations."""


def label(number: int, chance: random.Random) -> WaybillLabel:
    """An invented parcel such as a mail-out desk has hundreds of."""
    street = (
        f"广东省广州市海珠区{chance.choice(_STREETS)}{number % 300 + 1}号{number % 40 + 1}栋{number % 3000}房"
    )
    return WaybillLabel(
        number=f"EA{number:08d}{number % 10}CN",
        carrier="邮政特快",
        leg=Leg.RETURN,
        sender=Party("海珠小蜂箱寄件台", "020-80001234", "广州市海珠区政务服务中心一楼", organisation=True),
        receiver=Party(chance.choice(_NAMES) + "建国", f"150{number:08d}", street),
        code=f"{number:08d}"[:4] + "-" + f"{number:08d}"[4:],
        item=chance.choice(_ITEMS),
        contents=f"证照 1 份、退回原件 {number % 5 + 1} 份",
        weight_grams=300,
        payer="寄方月结",
        reference=f"LBW-{number:08d}-R1",
        simulated=True,
        route_code=f"020-海珠-{number % 40:02d}A",
        shipped_on="2026-11-23 16:00",
    )


def labels_of(count: int) -> list[WaybillLabel]:
    chance = random.Random(20261123)
    return [label(number, chance) for number in range(count)]


def bare(drawings: list[Drawing]) -> bytes:
    """The same operations, already fitted and encoded, through reportlab's own calls and nothing else."""
    file = io.BytesIO()
    with lock:
        canvas = Canvas(file, pageCompression=1, invariant=1)
        names = {face: typeface(face).font() for face in Face}
        for drawing in drawings:
            width, height = SIZES[drawing.paper]
            canvas.setPageSize((width * MM, height * MM))
            for one in drawing.everything:
                _bare(canvas, one, width, height, names)
            canvas.showPage()
        canvas.save()
    return file.getvalue()


def _bare(canvas: Canvas, one: object, width: float, height: float, names: dict[Face, str]) -> None:
    if isinstance(one, Words):
        canvas.setFont(names[one.face], one.size)
        for line in one.lines:
            canvas.drawString(line.x * MM, (height - line.y) * MM, line.text)
    elif isinstance(one, Code):
        _bare_code(canvas, one, height)
    elif isinstance(one, Rule):
        canvas.setLineWidth(one.width * MM)
        canvas.setDash(*(([2 * MM, 1 * MM], 0) if one.dashed else ([], 0)))
        canvas.line(0, (height - one.y) * MM, width * MM, (height - one.y) * MM)
    elif isinstance(one, Frame):
        zone = one.zone
        canvas.setLineWidth(one.width * MM)
        place = (zone.x * MM, (height - zone.bottom) * MM, zone.width * MM, zone.height * MM)
        canvas.roundRect(*place, one.radius * MM)
    elif isinstance(one, Across):
        canvas.saveState()
        canvas.translate(one.x * MM, (height - one.y) * MM)
        canvas.rotate(one.angle)
        canvas.setFont(names[Face.BOLD], one.size)
        canvas.drawString(-one.width / 2 * MM, 0, one.text, mode=1)
        canvas.restoreState()


def _bare_code(canvas: Canvas, code: Code, height: float) -> None:
    row = code.zone.height / code.symbol.rows
    path = canvas.beginPath()
    for x, y, run in code.symbol.runs:
        left, top = code.zone.x + x * code.module, code.zone.y + (y + 1) * row
        path.rect(left * MM, (height - top) * MM, run * code.module * MM, row * MM)
    canvas.drawPath(path, stroke=0, fill=1)


@click.command()
@click.option("--count", default=10_000, show_default=True, help="Labels in one file.")
def main(count: int) -> None:
    """10,000 labels as one PDF, in one run with bare reportlab on the same drawing operations."""
    data = labels_of(count)
    pdf_of(draw(one, LabelPaper.LARGE) for one in data[:300])  # the signs are learnt
    for paper in LabelPaper:
        began = process_time()
        ours = pdf_of(draw(one, paper) for one in data)
        took = process_time() - began
        drawings = [draw(one, paper) for one in data]
        began = process_time()
        theirs = bare(drawings)
        plain = process_time() - began
        verdict = "within" if took <= BOUND * plain else "OVER"
        print(
            f"{count} labels {paper}: ours {took:.1f} s of a core ({len(ours) / 1e6:.1f} MB),"
            f" bare reportlab {plain:.1f} s ({len(theirs) / 1e6:.1f} MB),"
            f" ratio {took / plain:.2f}, {verdict} {BOUND}"
        )
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
