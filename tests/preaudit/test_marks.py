"""Seals by their ring, signatures by a hand's ink, photos by a face's tones, codes by what they say."""

from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.settings import ROOT
from beebox.preaudit.codes import checked_with_codes, find_codes, invoice_facts
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.marks import find_marks
from beebox.preaudit.photos import find_photo
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Box, FieldValue, Line, MarkKind
from beebox.preaudit.seals import find_seal, is_colourless
from beebox.preaudit.sight import see
from beebox.preaudit.signatures import find_signature
from bench.spoiling import as_jpeg, blurred, darkened, laid
from bench.stamping import finger_printed, name_sealed, sealed, signed, tinted, without_colour
from tests.preaudit.lines import line
from tests.preaudit.pictures import paper, printed

TYPES = load_document_types(ROOT / "catalogue")
LABELS = ("申请人(签名)", "申请人签名")
SIGNED_AT = line("申请人(签名)：", 100, 400, w=190)
ROWS = tuple(line(f"第{n}行清楚的字样", 100, 60 + 60 * n) for n in range(5))
SHEET = printed((*ROWS, SIGNED_AT), (900, 640), paper_level=238)
NAME = (330, 415)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


class TestSeal:
    @pytest.mark.parametrize("strength", [1.0, 0.6, 0.35])
    @pytest.mark.parametrize("flat", [1.0, 0.7])
    def test_round_and_oval_fresh_and_pale(self, strength: float, flat: float):
        radius = 75 if flat == 1.0 else 95
        box = find_seal(see(sealed(SHEET, (640, 430), radius, strength, chance(), flat)))
        assert box is not None
        assert box.covers(Box(636, 426, 8, 8))
        assert abs(box.w - 2 * radius) < 0.3 * radius

    @pytest.mark.parametrize("light", [(1.0, 0.85, 0.6), (0.82, 0.95, 1.05), (0.5, 0.5, 0.5)])
    def test_in_any_light(self, light: tuple[float, float, float]):
        page = tinted(sealed(SHEET, (640, 430), 75, 0.8, chance()), light)
        assert find_seal(see(page)) is not None

    def test_over_print_turned_and_compressed(self):
        page = sealed(SHEET, (200, 250), 80, 0.8, chance(4))
        for turns in range(4):
            turned = np.ascontiguousarray(np.rot90(as_jpeg(page, 50), turns))
            assert find_seal(see(turned)) is not None

    @pytest.mark.parametrize("desk", ["grain", "cloth", "tiles"])
    def test_on_a_desk(self, desk: str):
        page, _ = laid(sealed(SHEET, (640, 430), 75, 0.8, chance()), desk, chance(9), 1100)
        assert find_seal(see(page)) is not None

    def test_there_is_none_without_one(self):
        assert find_seal(see(SHEET)) is None
        for name in ("id_card_back_009", "id_card_front_057", "portrait_photo_048", "blank_150"):
            assert find_seal(see(paper(name))) is None

    @pytest.mark.parametrize("seed", [1, 2, 3, 4])
    def test_a_name_seal_or_a_finger_print_is_none(self, seed: int):
        assert find_seal(see(name_sealed(SHEET, (640, 430), 110, 0.9, chance(seed)))) is None
        assert find_seal(see(finger_printed(SHEET, (640, 430), 45, 0.8, chance(seed)))) is None

    def test_a_red_frame_and_red_print_are_none(self):
        page = SHEET.copy()
        cv2.rectangle(page, (20, 20), (880, 620), (200, 40, 40), 6)
        cv2.putText(page, "RED TITLE", (250, 520), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (200, 30, 30), 8)
        assert find_seal(see(page)) is None
        assert find_seal(see(sealed(page, (640, 330), 75, 0.8, chance()))) is not None

    def test_on_a_photocopy_nobody_can_tell(self):
        page = without_colour(sealed(SHEET, (640, 430), 75, 1.0, chance()))
        assert is_colourless(see(page))
        assert find_seal(see(page)) is None
        assert not is_colourless(see(sealed(SHEET, (640, 430), 75, 0.5, chance())))


class TestSignature:
    def found(self, page: Page, *more: Line) -> bool:
        mark = find_signature(see(page), (*ROWS, SIGNED_AT, *more), LABELS)
        assert mark.text == ""
        return mark.present

    @pytest.mark.parametrize("width", [1, 2, 4])
    def test_a_hand_s_strokes(self, width: int):
        for seed in range(4):
            page = signed(SHEET, NAME, 34, chance(seed), width)
            assert self.found(page)
            assert self.found(darkened(as_jpeg(page, 60), 0.6, chance()))
            assert self.found(blurred(page, "gauss", 3, chance()))

    def test_an_empty_line_even_if_ruled_or_in_the_shade(self):
        ruled = SHEET.copy()
        cv2.line(ruled, (295, 432), (560, 432), (60, 60, 60), 2)
        shade = np.linspace(1, 0.45, SHEET.shape[1])[None, :, None]
        for page in (SHEET, ruled, (SHEET * shade).astype(np.uint8)):
            assert not self.found(page)

    def test_a_seal_over_the_line_is_no_signature(self):
        for quality in (95, 50):
            page = as_jpeg(sealed(SHEET, (400, 415), 70, 0.9, chance()), quality)
            assert not self.found(page)
            assert self.found(signed(page, NAME, 34, chance(3)))

    def test_what_the_form_prints_behind_is_no_signature(self):
        assert not self.found(SHEET, line("    年   月   日", 300, 400, w=180))
        assert self.found(SHEET, line("王月娥", 300, 400, w=90))

    def test_each_of_several_lines_must_be_signed(self):
        lines = (line("甲方(签章)：", 60, 400, w=170), line("乙方(签章)：", 480, 400, w=170))
        sheet = printed((*ROWS, *lines), (900, 640), paper_level=238)
        labels = ("甲方(签章)", "乙方(签章)")
        one = signed(sheet, (250, 415), 34, chance(2))
        mark = find_signature(see(one), (*ROWS, *lines), labels)
        assert not mark.present
        assert mark.box is not None
        assert mark.box.x > 400
        both = sealed(one, (720, 415), 60, 0.9, chance())
        assert find_signature(see(both), (*ROWS, *lines), labels).present

    def test_a_page_without_such_a_line_says_so(self):
        assert find_signature(see(SHEET), ROWS, LABELS).text == "no_line"


class TestPhoto:
    @pytest.mark.parametrize("name", ["id_card_front_001", "id_card_front_057"])
    def test_a_card_with_its_holder_in_colour_and_copied(self, name: str):
        for page in (paper(name), without_colour(paper(name))):
            mark = find_photo(see(page), ())
            assert mark.present
            assert mark.box is not None
            assert mark.box.x > page.shape[1] / 2

    def test_a_card_whose_photo_was_covered(self):
        page = paper("id_card_front_001").copy()
        height, width = page.shape[:2]
        patch = page[height // 5 : height * 3 // 4, width * 3 // 5 : width * 19 // 20]
        patch[:] = np.percentile(page.reshape(-1, 3), 70, axis=0)
        assert not find_photo(see(page), ()).present

    def test_print_alone_is_no_photo(self):
        assert not find_photo(see(SHEET), ()).present
        assert not find_photo(see(paper("application_form_032")), ()).present

    def test_only_cards_are_asked_for_one(self):
        sight = see(paper("id_card_front_057"))
        kinds = {mark.kind for mark in find_marks(sight, (), TYPES.types[DocumentType.ID_CARD_FRONT])}
        assert MarkKind.PHOTO in kinds
        kinds = {mark.kind for mark in find_marks(sight, (), TYPES.types[DocumentType.BANK_CARD])}
        assert MarkKind.PHOTO not in kinds


class TestCodes:
    TEXT = "01,32,044018002289,26442000000429277686,1250.00,20260903,12345678901234567890,AB12"

    def page(self) -> Page:
        out = BytesIO()
        segno.make(self.TEXT, error="m").save(out, kind="png", scale=4, border=4)
        code = np.asarray(Image.open(out).convert("RGB"))
        page = np.full((500, 700, 3), 250, np.uint8)
        page[60 : 60 + code.shape[0], 80 : 80 + code.shape[1]] = code
        return page

    def test_what_a_code_says_and_where_it_is(self):
        (mark,) = find_codes(see(self.page()))
        assert (mark.kind, mark.text) == (MarkKind.QR, self.TEXT)
        assert mark.box is not None
        assert mark.box.covers(Box(150, 130, 4, 4))

    def test_a_page_without_codes(self):
        assert find_codes(see(SHEET)) == []

    def test_the_values_of_an_invoice(self):
        assert invoice_facts(self.TEXT) == {
            "invoice_code": "044018002289",
            "invoice_number": "26442000000429277686",
            "net": "1250.00",
            "date": "2026-09-03",
        }

    @pytest.mark.parametrize(
        ("text", "facts"),
        [
            ("https://example.cn/licence", {}),
            ("01,32,,26442000000429277686", {"invoice_number": "26442000000429277686"}),
            ("01,32,x,12345678,dear,20261399", {"invoice_number": "12345678"}),
            ("02,32,044018002289,12345678", {}),
            ("01,32,044018002289,number", {}),
            ("", {}),
        ],
    )
    def test_other_codes_and_spoilt_ones_say_less(self, text: str, facts: dict[str, str]):
        assert invoice_facts(text) == facts

    def fields(self, **printed: str) -> dict[str, FieldValue]:
        """What stands of these printed values once the code was held against them."""
        box = Box(300, 20, 90, 20)
        read = [FieldValue(name, value, 0.9, 1, box, valid=True) for name, value in printed.items()]
        marks = find_codes(see(self.page()))
        checked = checked_with_codes(read, marks, TYPES.types[DocumentType.VAT_INVOICE], 1)
        return {field.name: field for field in checked}

    def test_a_value_that_was_not_read_is_taken_from_the_code(self):
        found = self.fields(date="2026-09-03")
        assert found["invoice_number"].value == "26442000000429277686"
        assert found["invoice_number"].box is not None
        assert set(found) == {"invoice_code", "invoice_number", "date"}

    def test_a_slip_of_the_reader_is_mended(self):
        slip = self.fields(invoice_number="26442000000429277886")["invoice_number"]
        assert (slip.value, slip.valid) == ("26442000000429277686", True)

    def test_print_that_contradicts_the_code_is_not_believed(self):
        other = self.fields(invoice_number="11002000000111111111")["invoice_number"]
        assert (other.value, other.valid) == ("11002000000111111111", False)

    def test_papers_without_such_values_stay_as_they_are(self):
        rule = TYPES.types[DocumentType.ID_CARD_FRONT]
        assert checked_with_codes([], find_codes(see(self.page())), rule, 1) == ()


def test_a_label_with_a_wrong_sign_is_still_found():
    misread = replace(SIGNED_AT, text="申清人(签名)：")
    assert find_signature(see(SHEET), (*ROWS, misread), LABELS).text == ""
