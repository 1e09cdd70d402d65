"""The number of a document: prefix of the authority, sign of the kind, year, sequence."""

import unicodedata
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from beebox.cases.issuing.models import DocumentNumber
from beebox.kernel.db import Work
from beebox.kernel.ids import ALPHABET, new_code

_SIGNS = 12


def next_number(work: Work, series: str, year: int) -> str:
    """`海民受〔2026〕000123号`, never given twice; two at once wait for each other.

    A number whose transaction is rolled back goes to the next: gaps come only from outside, and nothing
    counts on there being none.
    """
    insert: Any = postgresql.insert if work.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    count = (
        insert(DocumentNumber)
        .values(series=series, year=year, last=1)
        .on_conflict_do_update(
            index_elements=[DocumentNumber.series, DocumentNumber.year],
            set_={"last": DocumentNumber.last + 1},
        )
        .returning(DocumentNumber.last)
    )
    return f"{series}〔{year}〕{work.session.execute(count).scalar_one():06d}号"


def new_mark() -> str:
    """A random check code such as `7K3Q-9M2X-4HTW` (60 bits): nobody comes upon another's by trying."""
    return f"{new_code()}-{new_code()[:4]}"


def read_mark(text: str) -> str | None:
    """The check code in what was typed, or None; width, case, spaces and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", text[:64]).upper()
    signs = "".join(sign for sign in plain if sign.isalnum())
    if len(signs) != _SIGNS or not set(signs) <= set(ALPHABET):
        return None
    return "-".join(signs[at : at + 4] for at in range(0, _SIGNS, 4))
