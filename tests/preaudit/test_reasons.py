from pathlib import Path

import pytest

from beebox.catalog.checked_file import read_checked
from beebox.catalog.loading import WrongCatalogue
from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.kernel.settings import ROOT
from beebox.preaudit.reasons import MOST, ReasonBook

FILE = ROOT / "catalogue" / "reasons.yaml"


def test_every_document_type_has_reasons_and_no_more_than_there_are_digit_keys() -> None:
    book = read_checked(FILE, ReasonBook)
    for kind in DocumentType:
        assert 3 <= len(book.for_types({kind})) <= MOST


def test_every_rule_of_a_material_suggests_a_reason() -> None:
    suggested = {rule for reason in read_checked(FILE, ReasonBook).reasons for rule in reason.rules}
    assert {str(rule) for rule in RuleName} <= suggested


def test_a_reason_is_offered_only_where_it_makes_sense() -> None:
    book = read_checked(FILE, ReasonBook)
    offered = {reason.code for reason in book.for_types({DocumentType.PORTRAIT_PHOTO})}
    assert "portrait_unfit" in offered
    assert "not_signed" not in offered


def test_nothing_given_is_a_fault_of_its_own_kind() -> None:
    book = read_checked(FILE, ReasonBook)
    missing = book.for_material({DocumentType.ID_CARD_FRONT}, given=False)
    assert [reason.code for reason in missing] == ["missing", "other"]
    given = book.for_material({DocumentType.ID_CARD_FRONT}, given=True)
    assert "missing" not in {reason.code for reason in given}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("short: 还没有传", "shrt: 还没有传", "第 7 行"),
        ("documents: [portrait_photo]", "documents: [portrait]", "行"),
        ("code: expired", "code: missing", "同一个代码"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, old: str, new: str, line: str) -> None:
    wrong = tmp_path / "reasons.yaml"
    wrong.write_text(FILE.read_text().replace(old, new, 1))
    with pytest.raises(WrongCatalogue) as told:
        read_checked(wrong, ReasonBook)
    assert line in str(told.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongCatalogue, match=r"reasons\.yaml"):
        read_checked(tmp_path / "reasons.yaml", ReasonBook)
