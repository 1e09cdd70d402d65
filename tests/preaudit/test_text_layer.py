"""Text of a PDF is used when it says what the page shows, and never otherwise."""

import base64
import io
import json
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from weasyprint import HTML

from beebox.adapters.engines import make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import LoadedPage, load_with_text
from beebox.preaudit.ports import Page, PageText, TextReader
from beebox.preaudit.reading import read_material
from beebox.preaudit.text_layer import text_of
from beebox.web.fonts import chinese_font

NUMBER = "440105194603060377"
ROWS = {
    "申请人姓名": "黄建国",
    "身份证号码": NUMBER,
    "联系电话": "15000003248",
    "申请事项": "老年人优待卡（首次申领）",
    "申请日期": "2026年11月30日",
}
STYLE = (
    "<style>@page{size:A4;margin:20mm} body{font:12pt 'Noto Sans CJK SC'} td{border:1px solid;padding:6px}"
    "</style>"
)


class Counting:
    """The real reader, which remembers how much it was shown."""

    def __init__(self, reader: TextReader) -> None:
        self.name, self.version = reader.name, reader.version
        self._reader = reader
        self.pixels = 0

    def read(self, page: Page) -> PageText:
        self.pixels += page.shape[0] * page.shape[1]
        return self._reader.read(page)

    def again(self, line: Page, signs: str) -> str:
        return self._reader.again(line, signs)


@pytest.fixture(scope="module")
def engine() -> TextReader:
    return make_reader("auto")


@pytest.fixture
def reader(engine: TextReader) -> Counting:
    return Counting(engine)


def form(extra: str = "", style: str = "") -> bytes:
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in ROWS.items())
    page = (
        f"{STYLE}<style>{style}</style><h1>申请表</h1><table>{cells}</table><p>以上内容真实有效。</p>{extra}"
    )
    made = HTML(string=page).write_pdf()
    assert isinstance(made, bytes)
    return made


def changed(data: bytes, change: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf, pdf.pages[0])
        pdf.save(out)
    return out.getvalue()


def first_page(data: bytes) -> LoadedPage:
    return next(load_with_text(data, "pdf", Limits()))


def text_in(data: bytes, reader: TextReader) -> PageText | None:
    page = first_page(data)
    return text_of(page.layer, page.pixels, reader)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


# ---- honest -------------------------------------------------------------------------------------


def test_an_honest_form_is_taken_at_its_word(reader: Counting):
    page = first_page(form())
    text = text_of(page.layer, page.pixels, reader)
    assert text is not None
    lines = {line.text: line for line in text.lines}
    assert {"申请表", *ROWS, *ROWS.values()} <= set(lines)
    assert all(line.confidence == 1.0 for line in text.lines)
    assert reader.pixels < page.pixels.shape[0] * page.pixels.shape[1] / 4


def test_its_lines_lie_where_a_reader_finds_them(reader: Counting):
    page = first_page(form())
    text = text_of(page.layer, page.pixels, reader)
    assert text is not None
    seen = {plain(line.text): line.box for line in reader.read(page.pixels).lines}
    compared = 0
    for line in text.lines:
        box = seen.get(plain(line.text))
        if box is not None:
            compared += 1
            assert box.covers(line.box)
            assert line.box.covers(box)
    assert compared >= 8


def test_the_whole_reading_uses_it(reader: Counting):
    types = load_document_types(ROOT / "catalogue")
    reading, (preview,) = read_material(load_with_text(form(), "pdf", Limits()), reader, types)
    assert reading.document_type == "application_form"
    number = reading.field("id_number")
    assert number is not None
    assert (number.value, number.valid) == (NUMBER, True)
    assert number.box is not None
    assert Image.open(io.BytesIO(preview)).size == (reading.pages[0].width, reading.pages[0].height)
    assert number.box.bottom < reading.pages[0].height / 2


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_was_printed_sideways_is_put_upright(reader: Counting, turn: int):
    def lay_down(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        matrix = {90: b"0 1 -1 0 842 0", 180: b"-1 0 0 -1 595 842", 270: b"0 -1 1 0 0 595"}[turn]
        page.contents_add(b"q " + matrix + b" cm", prepend=True)
        page.contents_add(b"Q")
        page.MediaBox = pikepdf.Array((0, 0, 595, 842) if turn == 180 else (0, 0, 842, 595))

    data = changed(form(), lay_down)
    page = first_page(data)
    text = text_of(page.layer, page.pixels, reader)
    seen = reader.read(page.pixels)
    assert text is not None
    assert text.rotation == seen.rotation != 0
    assert NUMBER in {line.text for line in text.lines}


def test_print_in_a_small_picture_is_read_and_added(reader: Counting):
    picture = Image.new("RGB", (520, 80), "white")
    ImageDraw.Draw(picture).text((12, 14), "仅限本人使用 2026", fill="black", font=chinese_font(44))
    shown = io.BytesIO()
    picture.save(shown, "PNG")
    tag = (
        f'<img style="width:70mm" src="data:image/png;base64,{base64.b64encode(shown.getvalue()).decode()}">'
    )
    text = text_in(form(tag), reader)
    assert text is not None
    (line,) = [line for line in text.lines if "本人使用" in line.text]
    assert line.confidence < 1.0
    assert NUMBER in {line.text for line in text.lines}


# ---- dishonest ----------------------------------------------------------------------------------


def painted_over(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.contents_add(b"q 1 1 1 rg 0 0 2000 2000 re f Q")


def invisible(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.contents_add(b"q 3 Tr", prepend=True)
    page.contents_add(b"Q")


def cropped(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    _, _, width, height = (float(side) for side in page.MediaBox)
    page.CropBox = pikepdf.Array([0, 0, width, height - 150])


def renamed_figures(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """The file says 8 wherever the page shows 3, and 3 for 8."""
    swapped, swap = 0, {b"0033": b"0038", b"0038": b"0033"}
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Stream):
            continue
        data = found.read_bytes()
        if b"beginbfchar" in data:
            new = re.sub(
                rb"<(003[38])>(?=\s*$)", lambda m: b"<" + swap[m[1]] + b">", data, flags=re.MULTILINE
            )
            swapped += new != data
            found.write(new)
    assert swapped


def replaced_by_a_picture(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Another number is shown over the one in the text."""
    picture = Image.new("RGB", (424, 60), "white")
    ImageDraw.Draw(picture).text((8, 8), "440105199912319999", fill="black", font=chinese_font(40))
    image = pikepdf.Stream(pdf, zlib.compress(picture.tobytes()))
    image.Type, image.Subtype, image.ColorSpace = (
        pikepdf.Name.XObject,
        pikepdf.Name.Image,
        pikepdf.Name.DeviceRGB,
    )
    image.Width, image.Height, image.BitsPerComponent = 424, 60, 8
    image.Filter = pikepdf.Name.FlateDecode
    layer = first_page(form()).layer
    assert layer is not None
    box = next(line.box for line in layer.lines if line.text == NUMBER)
    scale = 842 / 2200
    x, y, w, h = box.x * scale - 2, 842 - box.bottom * scale - 2, box.w * scale + 4, box.h * scale + 4
    if "/XObject" not in page.Resources:
        page.Resources.XObject = pikepdf.Dictionary()
    page.Resources.XObject["/Lie"] = image
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {w} 0 0 {h} {x} {y} cm /Lie Do Q".encode())


def replaced_inside_a_drawing(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """The same, but the picture is part of a drawing that is moved and made larger."""
    replaced_by_a_picture(pdf, page)
    drawing = pdf.make_stream(b"q 50 0 0 5 10 10 cm /Lie Do Q")
    drawing.Type, drawing.Subtype, drawing.BBox = (
        pikepdf.Name.XObject,
        pikepdf.Name.Form,
        pikepdf.Array([0, 0, 99, 99]),
    )
    drawing.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Lie=page.Resources.XObject["/Lie"]))
    page.Resources.XObject["/Drawing"] = drawing
    last = list(page.Contents)[-1]
    w, _, _, h, x, y = (float(part) for part in last.read_bytes().split()[2:8])
    cm = f"{w / 50} 0 0 {h / 5} {x - w / 5} {y - 2 * h}"
    page.Contents = pikepdf.Array(
        [*list(page.Contents)[:-1], pdf.make_stream(f"Q q {cm} cm /Drawing Do Q".encode())]
    )


LIES = [replaced_inside_a_drawing, painted_over, invisible, cropped, renamed_figures, replaced_by_a_picture]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_lie_in_the_text_is_not_believed(reader: Counting, lie: Callable[..., None]):
    assert text_in(changed(form(), lie), reader) is None


@pytest.mark.parametrize(
    "extra",
    [
        f'<p style="color:#fff">{NUMBER}</p>',
        f'<p style="color:#fefefe;font-size:30pt">{NUMBER}</p>',
        f'<p style="opacity:0">{NUMBER}</p>',
        '<p style="position:absolute;top:60mm">盖住别的字盖住别的字盖住别的字盖住别的字盖住别的字</p>' * 2
        + '<p style="position:absolute;top:61mm;color:#333">另外一行不同的文字另外一行不同的文字另外一行</p>',
    ],
    ids=["white", "nearly white", "clear", "one upon another"],
)
def test_hidden_print_makes_the_whole_page_doubtful(reader: Counting, extra: str):
    assert text_in(form(extra), reader) is None


def test_a_scan_with_a_line_of_text_is_read_as_a_picture(reader: Counting):
    page = first_page(form())
    out = io.BytesIO()
    Image.fromarray(page.pixels).save(out, "PDF", resolution=200)

    def stamp(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources.Font = pikepdf.Dictionary(F1=font)
        page.contents_add(b"BT /F1 12 Tf 60 30 Td (Scanned by an office 2026-11-30) Tj ET")

    assert text_in(changed(out.getvalue(), stamp), reader) is None


def test_letters_drawn_as_shapes_are_not_overlooked(reader: Counting):
    shapes = "".join(
        f'<path d="M{x} {y}l8 0 0 12 -8 0z m2 3 l4 0 0 5 -4 0z" fill="black" fill-rule="evenodd"/>'
        for y in range(10, 200, 20) for x in range(10, 400, 12)
    )  # fmt: skip
    assert text_in(form(f'<svg width="420" height="210">{shapes}</svg>'), reader) is None


@pytest.mark.parametrize("name", ["text_invisible.pdf", "hidden_text_under_crop.pdf", "text_backward.pdf"])
def test_published_liars_are_read_as_pictures(shared_data: Path, engine: TextReader, name: str):
    page = first_page((shared_data / "bad" / name).read_bytes())
    assert text_of(page.layer, page.pixels, engine) is None
    assert "SECRET" not in "".join(line.text for line in engine.read(page.pixels).lines)


# ---- published documents --------------------------------------------------------------------------


def test_published_documents_lose_no_print(shared_data: Path, engine: TextReader):
    """Where text is taken at its word it holds nearly all of what the publishers say stands there."""
    taken = 0
    for folder in ("pdfs", "invoices"):
        for told in map(json.loads, (shared_data / "real" / folder / "truth.jsonl").read_text().splitlines()):
            if not told.get("page_text"):
                continue
            data = (shared_data / "real" / folder / told["file"]).read_bytes()
            page = first_page(data)
            text = text_of(page.layer, page.pixels, engine)
            if text is None:
                continue
            taken += 1
            wanted = Counter(plain(told["page_text"][0]))
            found = Counter(plain("".join(line.text for line in text.lines)))
            assert (wanted & found).total() >= 0.98 * wanted.total(), told["file"]
    assert taken >= 8
