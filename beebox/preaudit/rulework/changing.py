"""What a form says about one rule or the limits, checked, as the content of a draft."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from beebox.catalog.definitions import Item
from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.preaudit.report import Severity
from beebox.preaudit.rule_limits import LEAST_EVIDENCE, SPANS
from beebox.preaudit.rulework import problems as told
from beebox.preaudit.rulework.problems import PLACE, CannotSave, Problem, sentence_problems

Content = dict[str, Any]
Typed = Mapping[str, str]
_WEIGHTS = {str(one) for one in Severity}


def with_words(content: Content, rule: str, typed: Typed, original: Mapping[str, Any]) -> Content:
    """Weights, sentences and whether the rule is on. `original`: the rule as a release says it, for the
    places its sentences have."""
    made = deepcopy(content)
    entry, wrong = made["rules"][rule], _weight_problems(typed, ("severity", "doubt"))
    entry["severity"], entry["doubt"] = typed.get("severity", ""), typed.get("doubt", "")
    entry["on"] = typed.get("on") == "1"
    if entry["on"] and "on" not in content["rules"][rule]:
        del entry["on"]
    english = dict(entry.get("sentences_en", {}))
    for key in list(entry["sentences"]):
        known = places_of(original, key) or places_of(content["rules"][rule], key)
        chinese, other = _line(typed, f"zh-{key}"), _line(typed, f"en-{key}")
        wrong += sentence_problems(f"zh-{key}", chinese, known, may_be_empty=False)
        wrong += sentence_problems(f"en-{key}", other, known, may_be_empty=True)
        entry["sentences"][key] = chinese
        english.pop(key, None)
        if other:
            english[key] = other
    if english:
        entry["sentences_en"] = english
    else:
        entry.pop("sentences_en", None)
    if wrong:
        raise CannotSave(wrong)
    return made


def places_of(entry: Mapping[str, Any], key: str) -> set[str]:
    """The places a sentence has to be filled."""
    return set(PLACE.findall(str(entry.get("sentences", {}).get(key, ""))))


def _line(typed: Typed, name: str) -> str:
    return " ".join(typed.get(name, "").split())


def _weight_problems(typed: Typed, names: tuple[str, ...]) -> list[Problem]:
    return [Problem(name, told.NO_SUCH_CHOICE) for name in names if typed.get(name) not in _WEIGHTS]


def with_manners(content: Content, rule: str, typed: Typed, materials: list[str]) -> Content:
    """Where the rule weighs more or less, and on which papers it is looked at whatever an item asks."""
    made, wrong = deepcopy(content), []
    for section, sign, words in (("by_type", "t", list(DocumentType)), ("by_material", "m", materials)):
        for word in words:
            manner = dict(made[section].get(str(word), {}))
            for weight in ("severity", "doubt"):
                name = f"{sign}-{weight}-{word}"
                chosen = typed.get(name, "")
                if chosen not in {"", *_WEIGHTS}:
                    wrong.append(Problem(name, told.NO_SUCH_CHOICE))
                _set(manner, weight, rule, chosen)
            _keep_always(manner, rule, wanted=typed.get(f"{sign}-always-{word}") == "1")
            if manner:
                made[section][str(word)] = manner
            else:
                made[section].pop(str(word), None)
    if wrong:
        raise CannotSave(wrong)
    return made


def _set(manner: Content, weight: str, rule: str, chosen: str) -> None:
    weights = {**manner.get(weight, {})}
    weights.pop(rule, None)
    if chosen:
        weights[rule] = chosen
    if weights:
        manner[weight] = weights
    else:
        manner.pop(weight, None)


def _keep_always(manner: Content, rule: str, *, wanted: bool) -> None:
    rules = list(manner.get("rules", []))
    if wanted == (rule in rules):
        return
    manner["rules"] = [*rules, rule] if wanted else [one for one in rules if one != rule]
    if not manner["rules"]:
        del manner["rules"]


def with_uses(content: Content, rule: str, ticked: set[str], items: list[Item]) -> Content:
    """Which materials ask for this rule: `ticked` holds `item/material`."""
    made = deepcopy(content)
    by_item = made.setdefault("by_item", {})
    for item in items:
        own = dict(by_item.get(item.code, {}))
        for material in item.materials:
            usual = [str(one) for one in material.rules]
            rules = [str(one) for one in own.get(material.code, usual)]
            wanted = f"{item.code}/{material.code}" in ticked
            if wanted != (rule in rules):
                rules = [*rules, rule] if wanted else [one for one in rules if one != rule]
            own.pop(material.code, None)
            if set(rules) != set(usual):
                own[material.code] = rules
        if own:
            by_item[item.code] = own
        else:
            by_item.pop(item.code, None)
    if not by_item:
        del made["by_item"]
    return made


def may_be_asked(rule: str) -> bool:
    """Whether a material can ask for it by name; the others are looked at by themselves."""
    return rule in {str(one) for one in RuleName}


def with_limits(content: Content, typed: Typed) -> Content:
    """Every limit with its evidence; a number that moved needs evidence of its own."""
    made: Content = deepcopy(content)
    wrong: list[Problem] = []
    for name, span in SPANS.items():
        before = content["limits"][name]
        evidence = _line(typed, f"evidence-{name}")
        value, problem = _number(typed.get(f"value-{name}", "").strip(), f"value-{name}")
        if problem:
            wrong.append(problem)
            continue
        if not span.least <= value <= span.most:
            limits = {"least": f"{span.least:g}", "most": f"{span.most:g}"}
            wrong.append(Problem(f"value-{name}", told.OUT_OF_RANGE, limits))
        elif span.whole and value != int(value):
            wrong.append(Problem(f"value-{name}", told.NOT_WHOLE))
        if len(evidence) < LEAST_EVIDENCE:
            wrong.append(Problem(f"evidence-{name}", told.NO_EVIDENCE, {"least": LEAST_EVIDENCE}))
        elif value != before["value"] and evidence == " ".join(str(before["evidence"]).split()):
            wrong.append(Problem(f"evidence-{name}", told.OLD_EVIDENCE))
        whole = value == int(value)
        made["limits"][name] = {"value": int(value) if whole else value, "evidence": evidence}
    if wrong:
        raise CannotSave(wrong)
    return made


def _number(typed: str, name: str) -> tuple[float, Problem | None]:
    try:
        value = float(typed)
    except ValueError:
        return 0, Problem(name, told.NOT_A_NUMBER, {"typed": typed[:20]})
    if value != value or value in {float("inf"), float("-inf")}:
        return 0, Problem(name, told.NOT_A_NUMBER, {"typed": typed[:20]})
    return value, None
