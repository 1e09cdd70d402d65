import dataclasses
import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask_babel import force_locale
from jinja2 import DictLoader
from PIL import Image

from beebox.web import sheets
from beebox.web.paper import PaperUnavailable, paper_day, pdf_response, render_pdf, sheet_html
from tests.web.paper_samples import SHEETS, SLIP, bag, code, moment

A4, A5 = (210, 297), (148, 210)
SIZES = {"slip": A5, "bagsheet": A4, "mailout": A4}
HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x.png">{{ 7*7 }}'


@pytest.fixture
def paper(app: Flask) -> Iterator[Flask]:
    with app.test_request_context("/"):
        yield app


def printed(name: str, sheet: Any) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(render_pdf(f"paper/{name}.html", **{name: sheet})))


def text_of(document: pypdfium2.PdfDocument) -> str:
    """All text without line ends, for a long line is broken anywhere."""
    pages = (document[at].get_textpage().get_text_range() for at in range(len(document)))
    return "".join(pages).replace("\r\n", "").replace("\ufffe", "")


def dots(page: Any, dpi: int) -> Image.Image:
    image: Image.Image = page.render(scale=dpi / 72).to_pil()
    return image.convert("1", dither=Image.Dither.NONE)


def scanned(page: Any, dpi: int) -> set[tuple[str, str]]:
    return {(str(found.format), found.text) for found in zxingcpp.read_barcodes(dots(page, dpi))}


def boxes(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, str, list[float]]]:
    """Page, character and left, top, right, bottom in millimetres from the top left corner."""
    for at in range(len(document)):
        height, page = document[at].get_height(), document[at].get_textpage()
        for n, sign in enumerate(page.get_text_range()[: page.count_chars()]):
            left, bottom, right, top = page.get_charbox(n)
            yield at, sign, [p / 72 * 25.4 for p in (left, height - top, right, height - bottom)]


@pytest.mark.parametrize("name", SHEETS)
def test_one_page_of_the_right_size_that_names_the_code(paper: Flask, name: str) -> None:
    document = printed(name, SHEETS[name])
    assert len(document) == 1
    assert tuple(round(side / 72 * 25.4) for side in document[0].get_size()) == SIZES[name]
    wanted = getattr(SHEETS[name], "code", None) or SHEETS[name].number  # type: ignore[attr-defined]  # the mail-out list has a number
    assert wanted in text_of(document)


@pytest.mark.parametrize("name", SHEETS)
def test_same_values_same_bytes(paper: Flask, name: str) -> None:
    template = f"paper/{name}.html"
    first = render_pdf(template, **{name: SHEETS[name]})
    assert first == render_pdf(template, **{name: SHEETS[name]})


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("slip", {("QR Code", "LBB:ENV:4H8R-W3NE")}),
        ("bagsheet", {("Code 128", "7K3Q-9M2X"), ("QR Code", "LBB:BAG:7K3Q-9M2X")}),
        ("mailout", {("Code 128", "LBM-20261123-02")}),
    ],
)
def test_the_printed_codes_read_back(paper: Flask, name: str, codes: set[tuple[str, str]], dpi: int) -> None:
    assert scanned(printed(name, SHEETS[name])[0], dpi) == codes


def test_forty_envelopes_go_on_a_second_page(paper: Flask) -> None:
    document = printed("bagsheet", bag(40))
    assert len(document) == 2
    text = text_of(document)
    assert "40 件" in text
    assert f"{bag(40).originals} 份" in text
    assert len({code(n) for n in range(40)}) == 40
    assert all(code(n) in text for n in range(40))
    second = document[1].get_textpage().get_text_range()
    assert "信封编号" in second, "the head of the list is repeated"
    assert "7K3Q-9M2X" in second
    assert "2 / 2" in second


def test_an_empty_bag_and_an_empty_list_say_so(paper: Flask) -> None:
    assert "没有这个部门的信封" in text_of(printed("bagsheet", bag(0)))
    empty = dataclasses.replace(SHEETS["mailout"], parcels=())  # type: ignore[type-var]  # a dataclass
    assert "没有要交寄的邮件" in text_of(printed("mailout", empty))


def test_long_texts_break_inside_the_page(paper: Flask) -> None:
    long = "很长的名称" * 30 + "x" * 120
    slip = dataclasses.replace(
        SLIP,
        item=long,
        box_address=long,
        originals=(sheets.SlipOriginal(long, 12, "份", "核对后随结果寄回"),) * 3,
    )
    envelope = sheets.BaggedEnvelope("7K3Q-9M2X", long, long, 3)
    bagsheet = dataclasses.replace(bag(0), department=long, envelopes=(envelope,) * 8)
    for name, sheet in (("slip", slip), ("bagsheet", bagsheet)):
        document = printed(name, sheet)
        width, height = SIZES[name]
        for _, sign, (left, top, right, bottom) in boxes(document):
            inside = left > 5 and top > 5 and right < width - 5 and bottom < height - 5
            assert inside or not sign.strip(), (name, sign)
        assert text_of(document).count("x" * 120) == {"slip": 5, "bagsheet": 17}[name]


def test_hostile_text_is_printed_as_text(paper: Flask) -> None:
    slip = dataclasses.replace(SLIP, item=HOSTILE, box_name=HOSTILE)
    html = sheet_html("paper/slip.html", slip=slip)
    assert "<script" not in html
    assert "<img" not in html
    assert "<script>alert(1)" in text_of(printed("slip", slip))


@pytest.mark.parametrize("name", SHEETS)
def test_the_printable_page_obeys_the_content_policy(paper: Flask, name: str) -> None:
    html = sheet_html(f"paper/{name}.html", **{name: SHEETS[name]})
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|https?://(?!www.w3.org|box.example)", html)
    assert '<html lang="zh-CN">' in html
    assert 'href="/static/css/paper.css"' in html


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.css",
        "data:text/css,*{color:red}",
        "/static/../README.md",
        "/static/%2e%2e/README.md",
        "/static/css/missing.css",
        "/elsewhere.css",
    ],
)
def test_nothing_but_static_files_is_fetched(paper: Flask, url: str) -> None:
    bad = DictLoader({"bad.html": f'<link rel="stylesheet" href="{url}"><p>x'})
    paper.jinja_env.loader = bad
    with pytest.raises(RuntimeError, match="may not fetch"):
        render_pdf("bad.html")


def test_without_the_type_setter_there_is_a_sentence(paper: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PaperUnavailable, match="Pango") as missing:
        render_pdf("paper/slip.html", slip=SLIP)
    assert missing.value.status == 503


def test_moments_are_shown_where_the_service_stands(paper: Flask) -> None:
    assert "2026年11月25日 09:41" in text_of(printed("slip", SLIP))
    assert "11月26日（周四）10:00" in text_of(printed("slip", SLIP))
    assert paper_day(moment(23, 17, 0)) == "2026年11月24日"


def test_paper_is_made_outside_a_request_too(app: Flask) -> None:
    with app.app_context():
        assert "4H8R-W3NE" in text_of(printed("slip", SLIP))


def test_in_english_too(paper: Flask) -> None:
    with force_locale("en"):
        assert paper_day(moment(23, 1, 0)) == "23 Nov 2026"
        assert '<html lang="en">' in sheet_html("paper/slip.html", slip=SLIP)


@pytest.mark.parametrize(
    ("filename", "plain", "extended"),
    [
        ("slip-4H8R-W3NE.pdf", "slip-4H8R-W3NE.pdf", "slip-4H8R-W3NE.pdf"),
        ("投件单-4H8R.pdf", "4H8R.pdf", "%E6%8A%95%E4%BB%B6%E5%8D%95-4H8R.pdf"),
        ("回执.pdf", "document.pdf", "%E5%9B%9E%E6%89%A7.pdf"),
        ("a\"b\r\nX: 1'.pdf", '"a\\"bX: 1\'.pdf"', "a%22bX:%201%27.pdf"),
    ],
)
def test_the_file_has_its_name_in_any_script(paper: Flask, filename: str, plain: str, extended: str) -> None:
    answer = pdf_response(b"%PDF-1.7", filename)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    wanted = f"inline; filename={plain}; filename*=UTF-8''{extended}"
    assert answer.headers["Content-Disposition"] == wanted
