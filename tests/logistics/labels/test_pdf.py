"""What the file itself promises: whole fonts in it, the same bytes again, the right paper."""

import io
import logging
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from beebox.logistics.labels import typefaces
from beebox.logistics.labels.drawing import SIZES, Face
from beebox.logistics.labels.fitting import broken
from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.pdf import pdf_of
from beebox.logistics.labels.typefaces import NoChineseFont, Typeface, advances
from beebox.logistics.labels.zpl import dots_of
from beebox.logistics.orders import LabelPaper
from tests.logistics.labels.samples import LONG_PARTY, PLAIN, opened, picture, scanned


def test_every_font_that_is_used_is_embedded_as_a_small_part_of_it() -> None:
    with pikepdf.open(io.BytesIO(pdf_of([draw(PLAIN, LabelPaper.LARGE)]))) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        used = [one for one in fonts if one.get("/Type") == "/Font" and "BeeLabel" in str(one.BaseFont)]
        assert len(used) >= 2
        for font in used:
            program = font.FontDescriptor.FontFile2.read_bytes()
            assert program[:4] == b"\x00\x01\x00\x00"
            assert len(program) < 60_000
            assert "/ToUnicode" in font


def test_same_labels_same_bytes_whatever_was_printed_before() -> None:
    first = pdf_of([draw(PLAIN, LabelPaper.SMALL)])
    pdf_of([draw(replace(PLAIN, item="龘靐齉爩麤灪"), LabelPaper.SMALL)])
    assert pdf_of([draw(PLAIN, LabelPaper.SMALL)]) == first


def test_one_file_holds_many_labels_of_both_sizes_in_their_order() -> None:
    labels = [replace(PLAIN, number=f"EA10260{n:04d}5CN") for n in range(12)]
    papers = [LabelPaper.LARGE, LabelPaper.SMALL] * 6
    document = opened(pdf_of(draw(*pair) for pair in zip(labels, papers, strict=True)))
    sizes = [tuple(round(side / 72 * 25.4) for side in document[n].get_size()) for n in range(12)]
    assert sizes == [SIZES[paper] for paper in papers]
    for dots, label in zip(
        dots_of(pdf_of(draw(label, LabelPaper.SMALL) for label in labels)), labels, strict=True
    ):
        assert ("Code 128", label.number) in scanned(picture(dots))


def test_signs_of_the_second_plane_are_printed_and_unknown_ones_show_a_mark(
    caplog: pytest.LogCaptureFixture,
) -> None:
    face = typefaces.typeface(Face.REGULAR)
    with caplog.at_level(logging.WARNING):
        assert face.learn("𠮷") == 1.0
        assert not caplog.records
        face.advances["\U0003fffd"]
    assert "U+3FFFD" in caplog.text
    assert face.coded("吉𠮷") != "吉𠮷", "it has a place in the first plane"
    drawing = draw(replace(PLAIN, receiver=LONG_PARTY, item="𠮷\U0003fffd"), LabelPaper.LARGE)
    assert len(list(dots_of(pdf_of([drawing])))) == 1


def test_without_a_chinese_font_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk") as missing:
        Typeface(Face.BOLD, [])
    assert missing.value.status == 503
    monkeypatch.setattr(typefaces, "FOLDERS", (tmp_path,))
    typefaces.typeface.cache_clear()
    with pytest.raises(NoChineseFont):
        draw(replace(PLAIN, carrier="无字公司"), LabelPaper.LARGE)
    typefaces.typeface.cache_clear()


def test_a_drawing_made_before_the_fonts_were_opened_anew_is_printed_whole() -> None:
    drawing = draw(PLAIN, LabelPaper.LARGE)
    before = opened(pdf_of([drawing]))[0].get_textpage().get_text_range()
    typefaces.typeface.cache_clear()
    assert opened(pdf_of([drawing]))[0].get_textpage().get_text_range() == before
    assert "SIMULATED" in before


def test_a_line_breaks_between_words_and_never_before_a_closing_mark() -> None:
    widths = advances(Face.REGULAR)
    lines = broken("海珠区 Jiangnan West Road，二楼（东）", widths, 6)
    assert "".join(lines).replace(" ", "") == "海珠区JiangnanWestRoad，二楼（东）"
    assert all(line[0] not in "，）" and line[-1] != "（" for line in lines)
    assert any("Jiangnan" in line for line in lines)
    assert all(sum(widths[sign] for sign in line) <= 6 for line in broken("x" * 90, widths, 6))
