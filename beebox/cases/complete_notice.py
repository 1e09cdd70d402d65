"""The words of a complete notice: the same for who is about to send it and for who answers it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionItem
from beebox.cases.queries import open_correction
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings


@dataclass(frozen=True)
class Said:
    """One thing that is wrong, how to mend it, and the law that asks for it."""

    text: str
    text_en: str
    how: str = ""
    how_en: str = ""
    legal: str = ""
    picture: str = ""
    """`sample:` and a file of the catalogue's samples, `file:` and a key of the file store, or nothing."""


@dataclass(frozen=True)
class Named:
    """One material that the notice names; `code` is also where its part of the page is found."""

    code: str
    name: str
    name_en: str
    said: tuple[Said, ...]
    note: str


@dataclass(frozen=True)
class CompleteNotice:
    named: tuple[Named, ...]
    form_note: str
    """What is to mend in the form; empty where nothing is."""
    due_on: date

    @property
    def count(self) -> int:
        """How many things there are to mend."""
        return len(self.named) + bool(self.form_note)


def named_of(entry: MaterialEntry, item: CorrectionItem) -> Named:
    """A stored entry. One of the time before reasons were taken apart has their sentences alone."""
    said = said_in(item.points) if item.points else tuple(Said(text, text) for text in item.reasons)
    return Named(entry.code, entry.name, entry.name_en, said, item.note)


def said_in(points: Iterable[dict[str, Any]]) -> tuple[Said, ...]:
    return tuple(
        Said(
            str(point.get("text", "")), str(point.get("text_en") or point.get("text", "")),
            str(point.get("how", "")), str(point.get("how_en") or point.get("how", "")),
            str(point.get("legal", "")), str(point.get("picture", "")),
        )
        for point in points
    )  # fmt: skip


def count_of(notice: Correction, items: Sequence[CorrectionItem]) -> int:
    return len(items) + bool(notice.form_note)


def count_to_mend(work: Work, case_id: int) -> int:
    """How many things the open notice names, for messages and timelines."""
    asked = open_correction(work, case_id)
    return count_of(*asked) if asked else 0


def fix_address(work: Work, case: Case) -> str:
    """Where what the notice names is mended; whoever is not signed in signs in on the way."""
    return f"{work.use(Settings).public_url}/cases/{case.code}/fix"
