"""Whether a file, or nearly the same photograph, was also given in other people's cases.

A hint for the auditor alone: it is looked up when the bench is opened, kept nowhere the citizen's pages
read from, and counts cases without saying whose they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from beebox.cases.models import Case
from beebox.cases.papers import MaterialVersion
from beebox.kernel.db import Work
from beebox.preaudit.likeness import bits_apart, keys_of
from beebox.preaudit.models import PictureKey
from beebox.preaudit.readings import reading_of
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.twice import same_page

_MOST = 200
"""Candidates looked at closely; a picture with more is a blank form rather than a photograph."""


@dataclass(frozen=True)
class Seen:
    """In how many cases of other people: the very same file, and beyond those the same picture."""

    files: int
    pictures: int


def remember_pictures(work: Work, upload: MaterialVersion, reading: MaterialReading) -> None:
    """Make the pictures of a file that was just read findable."""
    work.session.add_all(
        PictureKey(upload_id=upload.id, page=page.number, key=key, picture=page.picture)
        for page in reading.pages
        for key in keys_of(page.picture)
    )


def seen_elsewhere(work: Work, case: Case, uploads: Sequence[MaterialVersion], book: RuleBook) -> Seen | None:
    """Where else these files were given; None if nowhere."""
    if not uploads:
        return None
    same = MaterialVersion.sha256.in_({upload.sha256 for upload in uploads})
    files = set(work.session.scalars(_others(case, Case.id, same).distinct()))
    pictures = {
        case_id
        for upload in uploads
        if (reading := reading_of(upload))
        for case_id in _with_picture(work, case, reading, book)
    } - files
    return Seen(len(files), len(pictures)) if files or pictures else None


def _with_picture(work: Work, case: Case, reading: MaterialReading, book: RuleBook) -> Iterable[int]:
    """The other people's cases in which some page of this file is a page's photograph."""
    prints = {page.picture for page in reading.pages if page.picture}
    keys = {key for picture in prints for key in keys_of(picture)}
    if not keys:
        return
    known = select(PictureKey.upload_id, PictureKey.picture).where(PictureKey.key.in_(keys))
    near = {
        row.upload_id
        for row in work.session.execute(known.distinct())
        if any(_is_near(row.picture, picture, book) for picture in prints)
    }
    wanted = MaterialVersion.id.in_(sorted(near)[-_MOST:])
    for upload in work.session.scalars(_others(case, MaterialVersion, wanted)):
        twin = reading_of(upload)
        if twin and any(same_page(one, two, book) for one in reading.pages for two in twin.pages):
            yield upload.case_id


def _is_near(one: str, other: str, book: RuleBook) -> bool:
    apart = bits_apart(one, other)
    return apart is not None and apart <= book.limits.same_picture_bits.value


def _others(case: Case, what: Any, which: ColumnElement[bool]) -> Select[Any]:
    """Present uploads of other people that are like this, joined with their cases."""
    present = MaterialVersion.removed_at.is_(None)
    joined = select(what).join_from(MaterialVersion, Case, Case.id == MaterialVersion.case_id)
    return joined.where(Case.citizen_id != case.citizen_id, present, which)
