"""The kinds of documents: catalogue/documents.yaml, checked before anything is issued."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Code, Definition, Line
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings

FILE = "documents.yaml"


class Kind(Definition):
    """One kind of document: what it is called, its sign in the number, and the law it rests on."""

    code: Code
    title: Line
    title_en: Line
    sign: Annotated[str, Field(pattern=r"^[一-鿿]{1,4}$")]
    """Stands between the department's prefix and the year: 受, 补, 决."""
    articles: tuple[Line, ...]
    template: Annotated[str, Field(pattern=r"^[a-z]+-[0-9]+$")]
    against: bool = False
    """Whether it goes against its citizen, so that whoever issues it must tell the way to remedy."""
    remedy: Line = ""
    """What a citizen who disagrees may do, where whoever issues it says nothing of its own."""


class KindBook(Definition):
    sample: bool
    note: Line
    documents: tuple[Kind, ...]

    @model_validator(mode="after")
    def _single(self) -> "KindBook":
        for name in ("code", "sign"):
            if len({getattr(kind, name) for kind in self.documents}) < len(self.documents):
                raise ValueError("有两种文书用了同一个代码或同一个字")
        return self

    def kind(self, code: str) -> Kind:
        """KeyError when there is no such kind."""
        return next((kind for kind in self.documents if kind.code == code), None) or self._missing(code)

    def _missing(self, code: str) -> Kind:
        raise KeyError(f"{FILE} knows no document {code!r}")


@lru_cache(maxsize=4)
def kinds_in(folder: Path) -> KindBook:
    """The book of a catalogue folder, read once."""
    return read_checked(folder / FILE, KindBook)


def kinds(work: Work) -> KindBook:
    return kinds_in(work.use(Settings).catalogue_dir)
