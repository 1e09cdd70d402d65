"""The sentences a department may choose from: catalogue/handling.yaml, checked before anybody sees it."""

from functools import lru_cache
from pathlib import Path

from pydantic import model_validator

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Code, Definition, Line
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings

FILE = "handling.yaml"


class Reason(Definition):
    """`short` for the clerk who chooses, `text` for the citizen who reads it."""

    code: Code
    short: Line
    short_en: Line
    text: Line
    text_en: Line
    article: str = ""
    """The rule it rests on."""
    needs_note: bool = False
    """Whether it says nothing without a sentence of the clerk's own."""


class Remedy(Definition):
    """权利告知: the way to reconsideration and to court, on every refusal (行政许可法 art. 38)."""

    text: Line
    text_en: Line
    source: Line


class Wordbook(Definition):
    sample: bool
    note: Line
    refusals: tuple[Reason, ...]
    corrections: tuple[Reason, ...]
    remedy: Remedy

    @model_validator(mode="after")
    def _usable(self) -> "Wordbook":
        for listed in (self.refusals, self.corrections):
            codes = {reason.code for reason in listed}
            if not listed or len(codes) < len(listed):
                raise ValueError("原因至少要有一个，代码不能重复")
        return self

    def refusal(self, code: str) -> Reason | None:
        return next((reason for reason in self.refusals if reason.code == code), None)

    def corrections_named(self, codes: tuple[str, ...]) -> list[Reason]:
        """The chosen ones in the file's order; unknown codes are skipped."""
        return [reason for reason in self.corrections if reason.code in codes]


@lru_cache(maxsize=4)
def wordbook_in(folder: Path) -> Wordbook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, Wordbook)


def wordbook(work: Work) -> Wordbook:
    return wordbook_in(work.use(Settings).catalogue_dir)
