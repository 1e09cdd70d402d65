"""What a form may say of a rule, and with which sentence it is turned away."""

from copy import deepcopy

import pytest
import yaml

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.kernel.settings import ROOT
from beebox.preaudit.check import as_asked, wanted_material
from beebox.preaudit.report import Answer
from beebox.preaudit.rule_limits import SPANS, Limits
from beebox.preaudit.rulekeeping.content import book_from
from beebox.preaudit.rules import check_material
from beebox.preaudit.rulework import words
from beebox.preaudit.rulework.changing import with_limits, with_manners, with_uses, with_words
from beebox.preaudit.rulework.differing import changes
from beebox.preaudit.rulework.problems import CannotSave
from tests.preaudit.papers_made import FORM, named, reading

RULES = yaml.safe_load((ROOT / "catalogue" / "rules.yaml").read_text(encoding="utf-8"))
ITEM = read_checked(ROOT / "catalogue" / "items" / "elder-card-first.yaml", Item)


def typed_words(rule: str, **other: str) -> dict[str, str]:
    entry = RULES["rules"][rule]
    typed = {"severity": entry["severity"], "doubt": entry["doubt"], "on": "1"}
    typed |= {f"zh-{key}": text for key, text in entry["sentences"].items()}
    typed |= {f"en-{key}": text for key, text in entry["sentences_en"].items()}
    return typed | {name.replace("_", "-", 1): text for name, text in other.items()}


def problems(rule: str, **other: str) -> dict[str, str]:
    with pytest.raises(CannotSave) as caught:
        with_words(RULES, rule, typed_words(rule, **other), RULES["rules"][rule])
    return {one.field: one.sentence % one.places for one in caught.value.problems}


@pytest.mark.parametrize("rule", list(RULES["rules"]))
def test_a_form_sent_back_unchanged_changes_nothing(rule: str) -> None:
    typed = typed_words(rule)
    assert with_words(RULES, rule, typed, RULES["rules"][rule]) == RULES
    assert RULES["rules"][rule]["sentences_en"].keys() == RULES["rules"][rule]["sentences"].keys()


def test_places_are_neither_lost_nor_invented() -> None:
    found = problems("not_expired", zh_fail="%(paper)s过期了，%(untill)s。")
    assert found.keys() == {"zh-fail"}
    both = problems("not_expired", zh_fail="过期了：%(paper)s 到 %(day)s", en_fail="%(paper)s is late")
    assert "%(day)s" in both["zh-fail"] or "%(until)s" in both["zh-fail"]
    assert "%(until)s" in both["en-fail"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "空的"), ("100% 清楚", "连写两个"), ("太长" * 300, "太长")],
)
def test_a_sentence_that_cannot_be_said_is_named(typed: str, says: str) -> None:
    assert says in problems("seal_present", zh_pass=typed)["zh-pass"]


def test_english_may_be_left_out_and_a_percent_sign_doubled() -> None:
    typed = typed_words("seal_present", zh_pass="100%% 有印章。", en_pass="")
    made = with_words(RULES, "seal_present", typed, RULES["rules"]["seal_present"])
    book = book_from(made)
    said = book.finding("seal_present", Answer.PASS, "form")
    assert (said.message, said.message_en) == ("100% 有印章。", "")


def test_a_weight_that_is_none_is_refused() -> None:
    typed = {**typed_words("readable"), "severity": "deadly"}
    with pytest.raises(CannotSave):
        with_words(RULES, "readable", typed, RULES["rules"]["readable"])


def test_a_rule_that_is_off_says_nothing() -> None:
    typed = {name: value for name, value in typed_words("name_matches_form").items() if name != "on"}
    book = book_from(with_words(RULES, "name_matches_form", typed, RULES["rules"]["name_matches_form"]))
    wanted = wanted_material(ITEM, "id_front")
    other_name = named(reading(), "李四")
    told = {one.rule for one in check_material(other_name, wanted, FORM, day(), book)}
    usual = {one.rule for one in check_material(other_name, wanted, FORM, day(), book_from(RULES))}
    assert usual - told == {"name_matches_form"}


def day():  # type: ignore[no-untyped-def]  # a date
    from datetime import date

    return date(2026, 11, 30)


def typed_limits(**other: str) -> dict[str, str]:
    typed = {f"value-{name}": str(one["value"]) for name, one in RULES["limits"].items()}
    typed |= {f"evidence-{name}": one["evidence"] for name, one in RULES["limits"].items()}
    return typed | other


def test_limits_unchanged_change_nothing_and_every_limit_has_a_span_and_a_word() -> None:
    assert with_limits(RULES, typed_limits()) == RULES
    assert set(SPANS) == set(Limits.model_fields) == set(words.LIMITS)
    assert {rule for span in SPANS.values() for rule in span.rules} <= set(RULES["rules"])


@pytest.mark.parametrize(
    ("name", "value", "evidence", "says"),
    [
        ("name_sure", "1.2", "量了三百个姓名，都对。", "0 和 1"),
        ("name_sure", "无", "量了三百个姓名，都对。", "不是数字"),
        ("name_sure", "nan", "量了三百个姓名，都对。", "不是数字"),
        ("foreign_lines", "12.5", "量了二十份合同，都在其上。", "整数"),
        ("name_sure", "0.9", "没量", "依据"),
        ("name_sure", "0.9", RULES["limits"]["name_sure"]["evidence"], "原来的"),
    ],
)
def test_a_limit_needs_a_number_in_range_and_evidence(
    name: str, value: str, evidence: str, says: str
) -> None:
    typed = typed_limits(**{f"value-{name}": value, f"evidence-{name}": evidence})
    with pytest.raises(CannotSave) as caught:
        with_limits(RULES, typed)
    assert [says in one.sentence % one.places for one in caught.value.problems] == [True]


def test_a_limit_that_moved_decides_otherwise() -> None:
    evidence = "量了三百个姓名，低于它的没有读错的。"
    made = with_limits(RULES, typed_limits(**{"value-name_doubt": "0.99", "evidence-name_doubt": evidence}))
    wanted, other = wanted_material(ITEM, "id_front"), named(reading(), "李四")
    told = {one.rule: one.answer for one in check_material(other, wanted, FORM, day(), book_from(made))}
    assert told["name_matches_form"] is Answer.CANNOT_TELL


def typed_manners(rule: str) -> dict[str, str]:
    typed = {}
    for section, sign in (("by_type", "t"), ("by_material", "m")):
        for word, manner in RULES[section].items():
            for weight in ("severity", "doubt"):
                typed[f"{sign}-{weight}-{word}"] = manner.get(weight, {}).get(rule, "")
            if rule in manner.get("rules", []):
                typed[f"{sign}-always-{word}"] = "1"
    return typed


@pytest.mark.parametrize("rule", ["names_agree", "numbers_valid", "not_ahead", "seal_present"])
def test_manners_unchanged_change_nothing(rule: str) -> None:
    assert with_manners(RULES, rule, typed_manners(rule), ["id_front"]) == RULES


def test_manners_are_set_and_taken_away() -> None:
    typed = typed_manners("names_agree") | {"m-severity-id_front": "hint", "t-severity-lease_contract": ""}
    made = with_manners(RULES, "names_agree", typed, ["id_front"])
    assert made["by_material"]["id_front"] == {"severity": {"names_agree": "hint"}}
    assert "names_agree" not in made["by_type"]["lease_contract"]["severity"]
    told = changes(RULES, made)
    assert {(one.about, one.before, one.after) for one in told} == {
        ("id_front", "", "hint"),
        ("lease_contract", "should", ""),
    }


def test_a_material_takes_up_or_lets_go_of_a_rule() -> None:
    ticked = {
        f"{ITEM.code}/{one.code}"
        for one in ITEM.materials
        if "seal_present" in [str(rule) for rule in one.rules] or one.code == "form"
    }
    made = with_uses(RULES, "seal_present", ticked, [ITEM])
    book = book_from(made)
    asked = as_asked(wanted_material(ITEM, "form"), book)
    assert "seal_present" in asked.rules
    assert set(asked.rules) - {"seal_present"} == set(wanted_material(ITEM, "form").rules)
    assert "by_item" not in with_uses(made, "seal_present", ticked - {f"{ITEM.code}/form"}, [ITEM])


def test_the_difference_is_told_by_rule_and_place() -> None:
    made = deepcopy(RULES)
    made["rules"]["readable"]["severity"] = "should"
    made["limits"]["name_sure"]["value"] = 0.9
    made["rules"]["readable"]["sentences"]["pass"] = "清楚。"
    told = [(one.section, one.part, one.about, one.before, one.after) for one in changes(RULES, made)]
    assert told == [
        ("rules", "readable", "", "must", "should"),
        ("rules", "readable", "pass", RULES["rules"]["readable"]["sentences"]["pass"], "清楚。"),
        ("limits", "name_sure", "", "0.95", "0.9"),
    ]
    assert changes(RULES, RULES) == []


def test_an_english_sentence_begins_with_a_capital_whatever_fills_it() -> None:
    wanted = wanted_material(ITEM, "id_front")
    found = check_material(named(reading(), "李四"), wanted, FORM, day(), book_from(RULES))
    told = {one.rule: one.message_en for one in found}
    assert told["name_matches_form"].startswith("Name is “李四”; you typed “黄建国”.")
    assert all(text for text in told.values())
