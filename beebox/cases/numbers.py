"""The formal number of a case (办件编号): place, day, sequence of the day, check sign."""

from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from beebox.cases.models import CaseNumber
from beebox.kernel.check_signs import mod_11_2
from beebox.kernel.db import Work

PLACE = "440105"
"""Haizhu district, Guangzhou (GB/T 2260)."""
MOST_A_DAY = 999_999


def next_number(work: Work, day: date) -> str:
    """The next number of `day`: 6 + 8 + 6 digits and a MOD 11-2 check sign, never given twice.

    Two at once wait for each other. A number whose transaction is rolled back is given to the next.
    """
    insert: Any = postgresql.insert if _dialect(work) == "postgresql" else sqlite.insert
    count = (
        insert(CaseNumber)
        .values(day=day, last=1)
        .on_conflict_do_update(index_elements=[CaseNumber.day], set_={"last": CaseNumber.last + 1})
        .returning(CaseNumber.last)
    )
    last = work.session.execute(count).scalar_one()
    if last > MOST_A_DAY:
        raise OverflowError(f"more than {MOST_A_DAY} cases on {day}")
    return formal_number(day, last)


def formal_number(day: date, sequence: int) -> str:
    digits = f"{PLACE}{day:%Y%m%d}{sequence:06d}"
    return digits + mod_11_2(digits)


def is_formal_number(text: str) -> bool:
    """Whether place, length and check sign fit: to notice a mistyped number."""
    body = text[:-1]
    fits = len(text) == 21 and body.isascii() and body.isdigit() and body.startswith(PLACE)
    return fits and mod_11_2(body) == text[-1].upper()


def _dialect(work: Work) -> str:
    return work.session.get_bind().dialect.name
