"""The line across copies: everywhere, light, and nothing below it lost."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from beebox.adapters.engines import make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages, preview_jpeg
from beebox.web import fonts, watermark
from beebox.web.watermark import as_pdf, stamped, stamped_jpeg

LINE = "仅供办理老年人优待卡（首次申领）使用 · 4401052026113000012 · 2026-11-30"
SHOWN = {"application_form_032.jpg", "id_card_front_057.jpg", "id_card_back_009.jpg"}
PAPERS = ROOT / "tests" / "data" / "papers"


def preview(name: str = "application_form_032.jpg") -> bytes:
    return preview_jpeg(next(load_pages((PAPERS / name).read_bytes(), "jpeg", Limits())))


def pixels(jpeg: bytes) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L")).astype(int)


def test_no_part_of_a_page_is_without_it():
    white = Image.new("RGB", (1600, 1131), "white")
    marked = np.asarray(stamped(white, LINE).convert("L"))
    for top in range(0, 1131 - 240, 220):
        for left in range(0, 1600 - 320, 300):
            assert marked[top : top + 240, left : left + 320].min() < 240, (left, top)


def test_it_is_light():
    white = Image.new("RGB", (1600, 1131), "white")
    marked = np.asarray(stamped(white, LINE).convert("L"))
    assert marked.min() > 190
    assert 0.01 < (marked < 250).mean() < 0.15
    black = np.asarray(stamped(Image.new("RGB", (800, 600)), LINE))
    assert 15 < black.max() < 70


def test_the_given_picture_stays_as_it_was():
    picture = Image.new("RGB", (300, 200), "white")
    stamped(picture, LINE)
    assert picture.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_print_below_keeps_its_contrast(name: str):
    given = preview(name)
    before, after = pixels(given), pixels(stamped_jpeg(given, LINE))
    print_ink, paper = before < 90, before > 225
    assert after[print_ink].mean() < before[print_ink].mean() + 12
    assert np.percentile(after[paper], 1) > 170
    assert after[paper].mean() > before[paper].mean() - 12


def test_the_number_of_a_card_is_read_as_before():
    reader = make_reader("auto")
    given = preview("id_card_front_057.jpg")

    def figures(jpeg: bytes) -> list[str]:
        lines = reader.read(next(load_pages(jpeg, "jpeg", Limits()))).lines
        return [text for line in lines if len(text := "".join(filter(str.isdigit, line.text))) >= 15]

    (number,) = figures(given)
    assert any(number in seen for seen in figures(stamped_jpeg(given, LINE)))


def test_the_line_itself_can_be_read():
    reader = make_reader("auto")
    marked = stamped(Image.new("RGB", (1600, 1131), "white"), LINE)
    upright = marked.rotate(-30, fillcolor="white", expand=True)
    dark = np.asarray(upright.point(lambda value: max(0, 255 - (255 - value) * 4)))
    text = "".join(line.text for line in reader.read(np.ascontiguousarray(dark)).lines)
    assert "仅供办理老年人优待卡" in text.replace(" ", "")
    assert "4401052026113000012" in text


def test_without_a_chinese_font_figures_remain(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "FOLDERS", ())
    fonts.chinese_font.cache_clear()
    watermark._rows.cache_clear()
    try:
        marked = np.asarray(stamped(Image.new("RGB", (1200, 900), "white"), LINE).convert("L"))
        assert (marked < 250).mean() > 0.005
    finally:
        fonts.chinese_font.cache_clear()
        watermark._rows.cache_clear()


def test_pages_become_one_pdf_with_nothing_but_pictures():
    with pikepdf.open(io.BytesIO(as_pdf([stamped_jpeg(preview(), LINE)] * 3))) as pdf:
        assert len(pdf.pages) == 3
        assert all(len(page.get_images()) == 1 for page in pdf.pages)
        assert "/Author" not in pdf.docinfo
