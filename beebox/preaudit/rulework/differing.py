"""Two versions of the rules side by side: what a person would call each difference."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beebox.kernel.errors import N_
from beebox.preaudit.rulekeeping.content import Path, parts_of

_MISSING = object()
_OF_RULE = {
    "name": N_("名称"),
    "name_en": N_("英文名称"),
    "on": N_("启用"),
    "severity": N_("不合格时的轻重"),
    "doubt": N_("看不准时的轻重"),
    "fault": N_("毛病"),
    "faults": N_("句子的毛病"),
    "sentences": N_("句子"),
    "sentences_en": N_("英文句子"),
}
_OF_LIMIT = {"value": N_("数字"), "evidence": N_("依据")}
_OF_MANNER = {"severity": N_("轻重，当材料是"), "doubt": N_("看不准时的轻重，当材料是")}
ALWAYS = N_("一律要查，当材料是")
ASKED = N_("由这份材料使用")
OTHER = N_("其他")


@dataclass(frozen=True)
class Change:
    """One difference. `part`: the code of the rule or limit it is about; `label` is a msgid, `about`
    what it is about in particular (a sentence, a type, a material)."""

    section: str
    """rules, limits or other."""
    part: str
    label: str
    about: str
    before: str
    after: str


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference, by rule in the order of the book, then the limits, then the rest."""
    was, now = parts_of(dict(old)), parts_of(dict(new))
    paths = dict.fromkeys((*now, *was))
    found = [
        change
        for path in paths
        if was.get(path, _MISSING) != now.get(path, _MISSING)
        for change in _told(path, was.get(path, _MISSING), now.get(path, _MISSING))
    ]
    order = {"rules": 0, "limits": 1, "other": 2}
    ranks = {code: rank for rank, code in enumerate(new.get("rules", {}))}
    return sorted(found, key=lambda one: (order[one.section], ranks.get(one.part, 999)))


def _told(path: Path, before: Any, after: Any) -> Iterator[Change]:
    match path:
        case ("rules", code, key, *rest):
            yield _change("rules", code, _OF_RULE.get(key, OTHER), rest, before, after)
        case ("limits", name, key):
            yield _change("limits", name, _OF_LIMIT.get(key, OTHER), [], before, after)
        case ("by_type" | "by_material", kind, "severity" | "doubt" as key, code):
            yield _change("rules", code, _OF_MANNER[key], [kind], before, after)
        case ("by_type" | "by_material", kind, "rules"):
            yield from _listed(ALWAYS, kind, before, after)
        case ("by_item", item, material):
            yield from _asked(f"{item} / {material}", before, after)
        case ("version",):
            return
        case _:
            if _plain(before) or _plain(after):
                yield _change("other", ".".join(path), OTHER, [], before, after)


def _change(section: str, part: str, label: str, rest: list[str], before: Any, after: Any) -> Change:
    return Change(section, part, label, ".".join(rest), _plain(before), _plain(after))


def _asked(about: str, before: Any, after: Any) -> Iterator[Change]:
    """A material's own list came or went: then all of it is told; else what was added and taken away."""
    if before is _MISSING or after is _MISSING:
        yield Change("other", about, ASKED, "", _plain(before), _plain(after))
    else:
        yield from _listed(ASKED, about, before, after)


def _listed(label: str, about: str, before: Any, after: Any) -> Iterator[Change]:
    was = [] if before is _MISSING or not before else list(before)
    now = [] if after is _MISSING or not after else list(after)
    for code in dict.fromkeys((*was, *now)):
        if (code in was) != (code in now):
            yes = ("✓", "—")
            yield Change("rules", code, label, about, yes[code not in was], yes[code not in now])


def _plain(value: Any) -> str:
    if value is _MISSING or value == {}:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
