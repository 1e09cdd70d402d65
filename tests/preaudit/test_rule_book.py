"""The rules are data: what is wrong in the file is told by file and field, and nothing in it hangs loose."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.report import Answer, Severity
from beebox.preaudit.rule_book import RuleBook, WrongRuleBook, load_rule_book
from beebox.preaudit.rules import RULES

FILE = ROOT / "catalogue" / "rules.yaml"
Edit = Callable[[str, str], RuleBook]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rule_book(ROOT / "catalogue")


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """`edited(old, new)`: the rule book of a file in which one text is replaced."""

    def load(old: str, new: str) -> RuleBook:
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "rules.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return load_rule_book(tmp_path)

    return load


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("severity: must", "severity: maybe", "rules.yaml: rules.present.severity"),
        ("    value: 0.8\n", "    value: high\n", "rules.yaml: limits.read_anyway_share.value"),
        ("  type_sure:", "  type_shure:", "rules.yaml: limits.type_sure"),
        ("fault: missing_material", "fault: lost", "没有“lost”这个词"),
        ("faults: {other_page: missing_page}", "faults: {no_page: missing_page}", "“no_page”没有对应的句子"),
        ("rules: [card_term]", "rules: [card_age]", "没有“card_age”这条规则"),
        ("stands_for: shop", "stands_for: market", "rules.yaml: by_material.premises.stands_for"),
        ("instead: name", "instead: nickname", "没有“nickname”这一行"),
        ("person: {name: [right_holder]}", "person: {holder: [right_holder]}", "没有“holder”这一行"),
        ("[id_card_front, id_card_back]", "[id_card_front, id_card_top]", "rules.yaml: sides.0.1"),
        ("version:", "edition:", "rules.yaml: version"),
    ],
)
def test_a_mistake_is_told_by_file_and_field(edited: Edit, old: str, new: str, field: str) -> None:
    with pytest.raises(WrongRuleBook) as told:
        edited(old, new)
    assert field in str(told.value)


def test_a_file_that_is_not_yaml_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(WrongRuleBook):
        load_rule_book(tmp_path)
    (tmp_path / "rules.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(WrongRuleBook):
        load_rule_book(tmp_path / ".")


def test_a_limit_in_the_file_is_the_limit_that_holds(edited: Edit) -> None:
    assert edited("    value: 0.5\n", "    value: 0.75\n").limits.type_sure.value == 0.75


def test_every_value_that_is_compared_is_read_from_its_paper(book: RuleBook) -> None:
    types = load_document_types(ROOT / "catalogue").types
    loose = [
        (kind, field)
        for kind, roles in book.carries.items()
        for carried in roles.values()
        for fields in carried.values()
        for field in fields
        if field not in types[kind].fields
    ]
    dated = [(kind, field) for kind, fields in book.issued.items() for field in fields]
    assert loose == []
    assert [pair for pair in dated if pair[1] not in types[pair[0]].fields] == []


def test_every_material_named_is_one_of_an_item(book: RuleBook) -> None:
    paths = (ROOT / "catalogue" / "items").glob("*.yaml")
    known = {material.code for path in paths for material in read_checked(path, Item).materials}
    assert set(book.by_material) <= known


def test_every_rule_that_holds_for_a_type_exists_in_code(book: RuleBook) -> None:
    assert {rule for manner in book.by_type.values() for rule in manner.rules} <= set(RULES)


def test_every_fault_is_found_by_some_rule(book: RuleBook) -> None:
    found = {fault for entry in book.rules.values() for fault in (entry.fault, *entry.faults.values())}
    assert set(book.faults) - found == {"refused_file", "not_checked"}


def test_the_fault_words_of_whole_cases_are_there(book: RuleBook) -> None:
    words = (
        "wrong_document expired name_mismatch id_mismatch missing_page missing_material no_signature no_seal "
        "unreadable bad_checksum under_age company_name_mismatch duplicate_file wrong_side"
    )
    assert set(words.split()) <= set(book.faults)


def test_every_limit_says_what_speaks_for_it() -> None:
    limits = yaml.safe_load(FILE.read_text(encoding="utf-8"))["limits"]
    assert all(any(sign.isdigit() for sign in one["evidence"]) for one in limits.values())


def test_a_type_may_weigh_less_than_its_rule(book: RuleBook) -> None:
    places = {"field": "统一社会信用代码", "value": "914***"}
    on_form = book.finding("numbers_valid", Answer.FAIL, "form", kinds={"application_form"}, **places)
    on_licence = book.finding("numbers_valid", Answer.FAIL, "x", kinds={"business_licence"}, **places)
    assert (on_form.severity, on_licence.severity) == (Severity.SHOULD, Severity.MUST)
    assert [book.bears_on_the_case(one) for one in (on_form, on_licence)] == [False, True]
    assert {on_form.fault, on_licence.fault} == {"bad_checksum"}


def test_what_passes_has_no_fault_and_decides_nothing(book: RuleBook) -> None:
    passed = book.finding("readable", Answer.PASS, "form")
    assert passed.fault is None
    assert not book.bears_on_the_case(passed)
