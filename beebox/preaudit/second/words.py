"""What two readers said, side by side. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beebox.preaudit.decided import Decided

Words = Mapping[str, Mapping[str, Any]]
"""Material id as text -> {word, reasons, note, carried}: as rows keep it."""


@dataclass(frozen=True)
class Differing:
    """One material of which the two said different things; an empty word means none was needed."""

    material_id: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]

    @property
    def reasons(self) -> list[str]:
        """What one of them held against it and the other did not."""
        return sorted(set(self.first.get("reasons", [])) ^ set(self.second.get("reasons", [])))


def words_of(decided: Mapping[int, Decided]) -> dict[str, Any]:
    return {
        str(at): {
            "word": str(word.word), "reasons": sorted(word.reasons), "note": word.note,
            "carried": word.carried,
        }
        for at, word in decided.items()
    }  # fmt: skip


def differences(first: Words, second: Words) -> Iterator[Differing]:
    """Where word or reasons differ. Notes may: each is written in one's own words."""
    for at in sorted({*first, *second}, key=int):
        one, other = first.get(at, {}), second.get(at, {})
        if _weighs(one) != _weighs(other):
            yield Differing(int(at), one, other)


def same(first: Words, second: Words) -> bool:
    return next(differences(first, second), None) is None


def _weighs(said: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    return said.get("word", ""), tuple(sorted(said.get("reasons", [])))
