"""The whole pipeline on a handful of drawn papers."""

import pytest

from beebox.adapters.engines import make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages
from beebox.preaudit.ports import TextReader
from beebox.preaudit.reading import read_material
from beebox.preaudit.report import MarkKind, MaterialReading, QualityWord
from beebox.preaudit.sniffing import sniff

PAPERS = ROOT / "tests" / "data" / "papers"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return make_reader("rapidocr")


def read(reader: TextReader, name: str) -> MaterialReading:
    data = (PAPERS / name).read_bytes()
    reading, previews = read_material(
        load_pages(data, sniff(data), Limits()), reader, load_document_types(ROOT / "catalogue")
    )
    assert len(previews) == reading.page_count
    assert all(preview.startswith(b"\xff\xd8") for preview in previews)
    return reading


def test_a_card_turned_on_its_side(reader: TextReader):
    found = read(reader, "id_card_front_004.jpg")
    assert (found.document_type, found.pages[0].rotation) == ("id_card_front", 270)
    number = found.field("id_number")
    assert number is not None
    assert number.valid
    assert number.box is not None
    assert number.box.right <= found.pages[0].width
    assert {field.name for field in found.fields} >= {"name", "birth_date", "address"}


def test_a_licence_with_seal_and_code(reader: TextReader):
    found = read(reader, "business_licence_024.jpg")
    assert found.document_type == "business_licence"
    address, code = found.field("address"), found.field("credit_code")
    assert address is not None
    assert address.value == "广东省广州市海珠区怡海西街202号1509房"
    assert code is not None
    assert code.valid is False
    page = found.pages[0]
    seal, qr = page.mark(MarkKind.SEAL), page.mark(MarkKind.QR)
    assert seal is not None
    assert seal.present
    assert qr is not None
    assert qr.text.startswith("SPECIMEN")


def test_both_sides_on_one_sheet(reader: TextReader):
    found = read(reader, "two_side_052.jpg")
    assert found.document_types == {"id_card_front", "id_card_back"}
    for paper in found.pages:
        assert paper.region is not None
        assert all(field.box is None or paper.region.covers(field.box) for field in paper.fields)
    until = found.field("valid_until")
    assert until is not None
    assert until.value == "2044-12-28"


def test_a_portrait_is_measured(reader: TextReader):
    found = read(reader, "portrait_photo_048.jpg")
    assert found.document_type == "portrait_photo"
    assert found.pages[0].portrait is not None
    assert found.pages[0].portrait.background == "blue"


def test_an_unsigned_form(reader: TextReader):
    page = read(reader, "application_form_032.jpg").pages[0]
    signature = page.mark(MarkKind.SIGNATURE)
    assert signature is not None
    assert not signature.present


@pytest.mark.parametrize("name", ["blurred_120.jpg", "not_a_document_127.jpg"])
def test_nothing_is_invented_on_bad_pictures(reader: TextReader, name: str):
    found = read(reader, name)
    assert found.fields == ()
    assert found.pages[0].quality.word is not QualityWord.GOOD


def test_glare_over_a_number_is_told_by_its_name(reader: TextReader):
    page = read(reader, "glare_123.jpg").pages[0]
    assert [(one.name, one.word) for one in page.hidden] == [("id_number", QualityWord.GLARE)]
    assert "公民身份号码" in page.quality.message
    assert page.quality.box is not None
    assert {field.name for field in page.fields} == {"name", "sex", "ethnicity", "birth_date", "address"}


def test_a_number_that_is_cut_off_is_told_by_its_name(reader: TextReader):
    page = read(reader, "cut_edge_124.jpg").pages[0]
    assert page.quality.word is QualityWord.CUT_EDGE
    assert [one.name for one in page.hidden] == ["id_number"]
    assert "没有拍全" in page.quality.message


def test_an_empty_line_of_a_form_is_blank(reader: TextReader):
    page = read(reader, "application_form_032.jpg").pages[0]
    assert [blank.label for blank in page.blanks] == ["申请人(签名)"]
