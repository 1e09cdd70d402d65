"""A rule book as plain data: its digest, its parts by path, and three of them merged into one."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from beebox.preaudit.rule_book import RuleBook, WrongRuleBook

Path = tuple[str, ...]
Parts = dict[Path, Any]
MOST_KNOWN = 32
_KNOWN: dict[str, RuleBook] = {}
"""Books already parsed, by digest: what stands for one never changes."""


def hash_of(content: Mapping[str, Any]) -> str:
    """One digest for one content, however its keys are ordered."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def book_from(content: Mapping[str, Any], digest: str = "") -> RuleBook:
    """The book, parsed once; WrongRuleBook naming the places that are wrong."""
    digest = digest or hash_of(content)
    if digest not in _KNOWN:
        try:
            book = RuleBook.model_validate(content)
        except ValidationError as error:
            told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise WrongRuleBook("\n".join(told)) from error
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = book
    return _KNOWN[digest]


def parts_of(content: Any, at: Path = ()) -> Parts:
    """Every leaf by its path; lists count as one leaf."""
    if not isinstance(content, dict) or not content:
        return {at: content}
    found: Parts = {}
    for key, value in content.items():
        found |= parts_of(value, (*at, str(key)))
    return found


def put_together(parts: Mapping[Path, Any]) -> dict[str, Any]:
    """What `parts_of` took apart."""
    made: dict[str, Any] = {}
    for path, value in parts.items():
        here = made
        for step in path[:-1]:
            below = here.get(step)
            if not isinstance(below, dict):
                below = here[step] = {}
            here = below
        if value != {} or path[-1] not in here:
            here[path[-1]] = value
    return made


def merged(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """`ours` with what `theirs` changed since `base`; where both changed the same part, ours stays."""
    was, mine, new = parts_of(base), parts_of(ours), parts_of(theirs)
    made = dict(mine)
    for path in {**was, **new}:
        if mine.get(path, _NONE) != was.get(path, _NONE) or new.get(path, _NONE) == was.get(path, _NONE):
            continue
        if path in new:
            made[path] = new[path]
        else:
            made.pop(path, None)
    return put_together(made)


_NONE = object()
