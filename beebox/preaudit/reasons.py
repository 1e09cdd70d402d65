"""The reasons an auditor may choose from: catalogue/reasons.yaml, checked before anybody sees it."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import model_validator

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Code, Definition, Line
from beebox.catalog.vocabulary import DocumentType

FILE = "reasons.yaml"
MOST = 9
"""As many as there are digit keys to choose them with."""


class Reason(Definition):
    """One fault a material can have, in words for the auditor (short) and the citizen (text)."""

    code: Code
    short: Line
    short_en: Line
    text: Line
    text_en: Line
    documents: tuple[DocumentType, ...]
    """The document types it can be held against; empty for all."""
    rules: tuple[Code, ...]
    """Machine rules that suggest it when they do not pass."""
    only_when_missing: bool = False
    """Whether it makes sense only where nothing was given."""
    needs_note: bool = False
    """Whether it says nothing without a sentence of the auditor's own."""

    def fits(self, types: Collection[str]) -> bool:
        return not self.documents or not types or any(str(kind) in types for kind in self.documents)


class ReasonBook(Definition):
    sample: bool
    note: Line
    reasons: tuple[Reason, ...]

    @model_validator(mode="after")
    def _usable(self) -> "ReasonBook":
        codes = [reason.code for reason in self.reasons]
        if len(set(codes)) < len(codes):
            raise ValueError("有两个原因用了同一个代码")
        for kind in DocumentType:
            if len(self.for_types({kind})) > MOST:
                raise ValueError(f"“{kind}”可选的原因超过 {MOST} 个，按键不够用")
        return self

    def for_types(self, types: Collection[str]) -> list[Reason]:
        """The reasons that can be held against a material of these types, in the file's order."""
        return [reason for reason in self.reasons if reason.fits(types)]

    def for_material(self, types: Collection[str], *, given: bool) -> list[Reason]:
        """What can be held against this material now: nothing given is a fault of its own kind."""
        fitting = self.for_types(types)
        if given:
            return [reason for reason in fitting if not reason.only_when_missing]
        return [reason for reason in fitting if reason.only_when_missing or reason.needs_note]

    def named(self, codes: Iterable[str]) -> list[Reason]:
        """The reasons of these codes in the file's order; a code that left the file is skipped."""
        wanted = set(codes)
        return [reason for reason in self.reasons if reason.code in wanted]


@lru_cache(maxsize=4)
def reasons_in(folder: Path) -> ReasonBook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, ReasonBook)
