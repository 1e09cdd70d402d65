"""Words that are known in both languages: they fill a Chinese sentence and its English one alike."""

from collections.abc import Iterable, Mapping
from typing import Any


class Worded(str):
    """A Chinese word that carries its English one; everywhere else it is the Chinese text."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, chinese: str, english: str = "") -> "Worded":
        made = super().__new__(cls, chinese)
        made.en = english or chinese
        return made


def english(value: Any) -> Any:
    """How a value is said to an English reader."""
    return value.en if isinstance(value, Worded) else value


def in_english(places: Mapping[str, Any]) -> dict[str, Any]:
    return {name: english(value) for name, value in places.items()}


def either(words: Iterable[str]) -> Worded:
    """甲或乙, or `this or that`."""
    listed = list(words)
    return Worded("或".join(listed), " or ".join(str(english(word)) for word in listed))
