"""Papers are told by their labels, and the reason is given."""

import numpy as np
import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.classify import recognise
from beebox.preaudit.document_types import DocumentTypes, WrongDocumentTypes, load_document_types
from beebox.preaudit.labels import within_one_edit
from tests.preaudit.lines import CARD_FRONT, line

PAGE = np.full((600, 900, 3), 240, np.uint8)


@pytest.fixture(scope="module")
def types() -> DocumentTypes:
    return load_document_types(ROOT / "catalogue")


def test_a_card_and_why(types: DocumentTypes):
    found = recognise(CARD_FRONT, PAGE, types)
    assert found.code == "id_card_front"
    assert "公民身份号码" in found.reason
    assert found.also == ()


def test_both_sides_on_one_copy(types: DocumentTypes):
    back = (
        line("中华人民共和国", 200, 700),
        line("居民身份证", 200, 760),
        line("签发机关广州市公安局海珠分局", 100, 850),
        line("有效期限2018.09.02-2038.09.02", 100, 900),
    )
    found = recognise((*CARD_FRONT, *back), PAGE, types)
    assert {found.code, *found.also} == {"id_card_front", "id_card_back"}


def test_a_misread_label_still_counts(types: DocumentTypes):
    lines = [
        line(one.text.replace("公民身份号码", "公民身份号妈"), one.box.x, one.box.y) for one in CARD_FRONT
    ]
    assert recognise(lines, PAGE, types).code == "id_card_front"


def test_an_application_for_a_permit_is_not_the_permit(types: DocumentTypes):
    lines = [
        line("居住证申领表", 380, 80),
        line("申请事项", 110, 200),
        line("申请人姓名", 110, 260),
        line("性别", 560, 265),
        line("身份证号码", 110, 325),
        line("联系电话", 110, 390),
        line("民族", 560, 399),
        line("联系地址", 110, 460),
    ]
    assert recognise(lines, PAGE, types).code == "application_form"


def test_other_print_is_a_printed_page_and_nothing_is_other(types: DocumentTypes):
    text = [line(f"第{n}段没有任何栏目的文字", 100, 100 + 50 * n) for n in range(8)]
    assert recognise(text, PAGE, types).code == "printed_page"
    assert recognise((), PAGE, types).code == "other"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("公民身份号码", "公民身份号妈", True),
        ("签发机关", "签发机", True),
        ("ab", "ba", False),
        ("", "abc", False),
    ],
)
def test_edits(one: str, other: str, near: bool):
    assert within_one_edit(one, other) is near


def test_a_wrong_file_is_named_by_field(tmp_path):
    (tmp_path / "document_types.yaml").write_text(
        "version: '1'\ntypes: {id_card_front: {name: x, fields: {a: {}}}}"
    )
    with pytest.raises(WrongDocumentTypes, match=r"fields\.a\.labels"):
        load_document_types(tmp_path)
