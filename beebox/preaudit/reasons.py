"""The reasons an auditor may choose from, checked before anybody sees them.

catalogue/reasons.yaml says what a new installation begins with; from then on supervisors keep them
in the database (library/).
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Code, Definition, Line
from beebox.catalog.vocabulary import DocumentType

FILE = "reasons.yaml"
MOST = 9
"""As many as there are digit keys to choose them with."""
Short = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=300)]


class Reason(Definition):
    """One fault a material can have, in words for the auditor (short) and the citizen (text, how)."""

    code: Code
    short: Short
    short_en: Annotated[str, Field(min_length=1, max_length=60)]
    text: Line
    """What is wrong, in one plain sentence."""
    text_en: Line
    how: Note = ""
    """How to mend it. A reason that needs a note may leave this to the note."""
    how_en: Note = ""
    picture: Annotated[str, Field(max_length=200)] = ""
    """`sample:` and a file of static/samples/catalog, `file:` and a key of the file store, or nothing."""
    law: Line
    article: Annotated[str, Field(max_length=60)] = ""
    documents: tuple[DocumentType, ...]
    """The document types it can be held against; empty for all."""
    rules: tuple[Code, ...]
    """Machine rules that suggest it when they do not pass."""
    only_when_missing: bool = False
    """Whether it makes sense only where nothing was given."""
    needs_note: bool = False
    """Whether it says nothing without a sentence of the auditor's own."""
    active: bool = True
    """False once it was retired: no longer offered, still known to what was decided with it."""

    @property
    def sentence(self) -> str:
        """All the citizen reads: what is wrong, then how to mend it."""
        return self.text + self.how

    @property
    def sentence_en(self) -> str:
        return f"{self.text_en} {self.how_en}".strip()

    @property
    def basis(self) -> str:
        return f"《{self.law}》{self.article}"

    def fits(self, types: Collection[str]) -> bool:
        return not self.documents or not types or any(str(kind) in types for kind in self.documents)

    def point(self) -> dict[str, str]:
        """What a notice keeps of it: the words as they are now."""
        return {
            "code": self.code, "text": self.text, "text_en": self.text_en, "how": self.how,
            "how_en": self.how_en, "picture": self.picture, "legal": self.basis,
        }  # fmt: skip


class ReasonBook(Definition):
    sample: bool
    note: Line
    reasons: tuple[Reason, ...]

    @model_validator(mode="after")
    def _usable(self) -> "ReasonBook":
        codes = [reason.code for reason in self.reasons]
        if len(set(codes)) < len(codes):
            raise ValueError("有两个原因用了同一个代码")
        for kind in crowded(self.reasons):
            raise ValueError(f"“{kind}”可选的原因超过 {MOST} 个，按键不够用")
        return self

    def for_types(self, types: Collection[str]) -> list[Reason]:
        """The reasons that can be held against a material of these types, in the book's order."""
        return [reason for reason in self.reasons if reason.active and reason.fits(types)]

    def for_material(self, types: Collection[str], *, given: bool) -> list[Reason]:
        """What can be held against this material now: nothing given is a fault of its own kind."""
        fitting = self.for_types(types)
        if given:
            return [reason for reason in fitting if not reason.only_when_missing]
        return [reason for reason in fitting if reason.only_when_missing or reason.needs_note]

    def named(self, codes: Iterable[str]) -> list[Reason]:
        """The reasons of these codes in the book's order, retired ones too; unknown codes are skipped."""
        wanted = set(codes)
        return [reason for reason in self.reasons if reason.code in wanted]


def crowded(reasons: Collection[Reason]) -> list[DocumentType]:
    """The document types for which more reasons are offered than there are digit keys."""
    active = [reason for reason in reasons if reason.active]
    return [kind for kind in DocumentType if sum(reason.fits({kind}) for reason in active) > MOST]


@lru_cache(maxsize=4)
def reasons_in(folder: Path) -> ReasonBook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, ReasonBook)
